import type { Clock } from '../../mediastore/clock.js';

/** Who may sign in to the operator's interfaces. */
export interface Operator {
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  /** Of a confidential client; a public one has none. */
  readonly clientSecret?: string;
}

/** Seconds. */
export interface Lives {
  readonly access: number;
  readonly refresh: number;
}

/** The part of Keycloak that hands out operators' tokens. */
export interface Keycloak {
  /** Answers a form at the token endpoint. */
  answer(request: Request): Promise<Response>;
  /** Whether it is an operator's token that holds. */
  accepts(token: string): boolean;
  /** Ends every session: neither the access nor the refresh tokens handed out so far hold any more. */
  revoke(): void;
  /** Ends the access tokens alone. */
  expire(): void;
}

const refuse = (status: number, error: string, description: string): Response =>
  Response.json({ error, error_description: description }, { status });

const opaque = (): string => [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The client's id and secret, from the form or from HTTP Basic. */
function clientOf(request: Request, form: URLSearchParams): { id: string | null; secret: string | null } {
  const basic = /^Basic (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (!basic) return { id: form.get('client_id'), secret: form.get('client_secret') };
  const [id = '', secret = ''] = atob(basic).split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
  return { id, secret };
}

/** A token endpoint for one operator, with the password grant and refresh tokens. */
export function createKeycloak(clock: Clock, operator: Operator, lives: Lives): Keycloak {
  /** Tokens, and the milliseconds since the epoch at which each ends. */
  const access = new Map<string, number>();
  const refresh = new Map<string, number>();
  const holds = (tokens: Map<string, number>, token: string): boolean => (tokens.get(token) ?? 0) > clock.now();

  const issue = (): Response => {
    const [token, again] = [opaque(), opaque()];
    access.set(token, clock.now() + lives.access * 1000);
    refresh.set(again, clock.now() + lives.refresh * 1000);
    return Response.json({
      access_token: token, expires_in: lives.access, refresh_expires_in: lives.refresh, refresh_token: again,
      token_type: 'bearer', 'not-before-policy': 0, session_state: crypto.randomUUID(), scope: 'profile email',
    }, { headers: { 'cache-control': 'no-store', 'pragma': 'no-cache' } });
  };
  const grants: Readonly<Record<string, (form: URLSearchParams) => Response>> = {
    password: (form) => (form.get('username') === operator.username && form.get('password') === operator.password
      ? issue() : refuse(401, 'invalid_grant', 'Invalid user credentials')),
    refresh_token: (form) => (holds(refresh, form.get('refresh_token') ?? '') ? issue() : refuse(400, 'invalid_grant', 'Token is not active')),
  };

  return {
    async answer(request) {
      if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return refuse(415, 'invalid_request', 'Not a form');
      const form = new URLSearchParams(await request.text());
      const client = clientOf(request, form);
      if (client.id !== operator.clientId) return refuse(401, 'invalid_client', 'Invalid client or Invalid client credentials');
      if (operator.clientSecret !== undefined && client.secret !== operator.clientSecret) return refuse(401, 'unauthorized_client', 'Invalid client or Invalid client credentials');
      const grant = form.get('grant_type') ?? '';
      return Object.hasOwn(grants, grant) ? grants[grant]!(form) : refuse(400, 'unsupported_grant_type', 'Unsupported grant_type');
    },
    accepts: (token) => holds(access, token),
    revoke() {
      access.clear();
      refresh.clear();
    },
    expire: () => { access.clear(); },
  };
}
