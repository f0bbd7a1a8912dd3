import * as oauth from 'oauth4webapi';
import type { Clock } from '../../mediastore/clock.js';
import { finite } from '../../mediastore/body.js';
import type { CallOptions } from '../../sources/source.js';
import { SinkError } from '../sink.js';
import type { Exchange } from './exchange.js';

/** As whom the bridge signs in to the platform. */
export interface OperatorCredentials {
  /** A user with the role `operatorRole`. */
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  /** Of a confidential client; the documented one is public and has none. */
  readonly clientSecret?: string | undefined;
}

/** The operator's access token: one fetch at a time, however many ask. */
export interface OperatorTokens {
  /**
   * The token in force, fetched or refreshed where there is none that holds for a while longer.
   *
   * @throws SinkError `credentials` when user, password or client were refused; else why there is none now
   */
  get(call?: CallOptions): Promise<string>;
  /**
   * Another one in place of a token that the platform refused; null when a new one was refused just now, too, so that
   * another would be no better.
   */
  replace(refused: string, call?: CallOptions): Promise<string | null>;
  /** The platform took the token. */
  accepted(token: string): void;
}

interface Surroundings {
  readonly clock: Clock;
  /** Not that of the platform's calls: a token is not to wait for a place among those that wait for it. */
  readonly exchange: Exchange;
  /** Keycloak's token endpoint. */
  readonly tokenUrl: string;
  readonly credentials: OperatorCredentials;
}

interface Held {
  readonly token: string;
  /** Milliseconds since the epoch until which it is used. */
  readonly until: number;
  readonly refresh: { readonly token: string; readonly until: number } | null;
  /** Whether it came in place of one that was refused, and nothing has taken it yet. */
  readonly replacement: boolean;
}

/** Milliseconds for which a refusal stands: Keycloak locks a user out who is refused too often. */
const rest = 60_000;
/** Milliseconds before its end from which a token is not used any more, or a tenth of its life. */
const margin = 30_000;
/** Seconds that a token is taken to live when the answer does not say. */
const usualLife = 60;

const untilFrom = (now: number, seconds: number): number => now + seconds * 1000 - Math.min(margin, seconds * 100);

/** Waits for what others wait for as well, and gives up alone. */
async function heeding<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return shared;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = (): void => { reject(signal.reason); };
    signal.addEventListener('abort', stop, { once: true });
    shared.then(resolve, reject).finally(() => { signal.removeEventListener('abort', stop); });
  });
}

/** What went wrong at the token endpoint, without a word of what it said beyond OAuth's own code. */
function problemOf(error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  const status = error instanceof oauth.ResponseBodyError || error instanceof oauth.WWWAuthenticateChallengeError ? error.status : undefined;
  if (status === undefined) return new SinkError({ code: 'malformed', message: 'the token endpoint answered with something else than a token' });
  const code = error instanceof oauth.ResponseBodyError && /^\w{1,40}$/.test(error.error) ? `: ${error.error}` : '';
  return new SinkError({ code: 'credentials', status, message: `the token endpoint refused the operator's user name, password or client (${status}${code})` });
}

/**
 * Tokens by the password grant, as the vendor documents it, and by refresh for as long as that holds.
 *
 * @see https://nagradocs.scrollhelp.site/opentv-docs/24.38_Q3/Default/getting-an-access-token
 */
export function createOperatorTokens({ clock, exchange, tokenUrl, credentials }: Surroundings): OperatorTokens {
  const { username, password, clientId, clientSecret } = credentials;
  // Whether http will do was decided when the address was read; the library knows https alone.
  const endpoint = tokenUrl.replace(/^http:/, 'https:');
  const server: oauth.AuthorizationServer = { issuer: new URL(endpoint).origin, token_endpoint: endpoint };
  const client: oauth.Client = { client_id: clientId };
  const authentication = clientSecret === undefined ? oauth.None() : oauth.ClientSecretPost(clientSecret);
  const options: oauth.TokenEndpointRequestOptions = {
    [oauth.customFetch]: async (_, { method, headers, body }) => {
      const reply = await exchange(tokenUrl, { method, headers, body: body.toString() });
      const { status, problem } = reply;
      // Its words are left out: a proxy's page may quote the form, and the form holds the password.
      if (problem && (status === 429 || status >= 500 || status < 400)) throw new SinkError({ ...problem, message: `the token endpoint answered ${status}` });
      return new Response(reply.text, { status, headers: reply.headers });
    },
  };

  let held: Held | null = null;
  let flight: Promise<Held> | null = null;
  let refusal: { readonly error: SinkError; readonly until: number } | null = null;
  let doubtedUntil = 0;

  const keep = (answer: oauth.TokenEndpointResponse, replacement: boolean): Held => {
    const now = clock.now();
    const { access_token: token, expires_in: life = usualLife, refresh_token: refresh } = answer;
    const refreshLife = finite(answer['refresh_expires_in']) ?? life;
    // Keycloak says 0 where a refresh token has no end of its own.
    return { token, until: untilFrom(now, life), replacement, refresh: refresh === undefined ? null : { token: refresh, until: refreshLife > 0 ? untilFrom(now, refreshLife) : Infinity } };
  };
  const signIn = async (replacement: boolean): Promise<Held> => {
    if (refusal && refusal.until > clock.now()) throw refusal.error;
    try {
      const response = await oauth.genericTokenEndpointRequest(server, client, authentication, 'password', { username, password }, options);
      return keep(await oauth.processGenericTokenEndpointResponse(server, client, response), replacement);
    } catch (cause) {
      const error = problemOf(cause);
      if (error.problem.code === 'credentials') refusal = { error, until: clock.now() + rest };
      throw error;
    }
  };
  const refresh = async (token: string): Promise<Held | null> => {
    try {
      const response = await oauth.refreshTokenGrantRequest(server, client, authentication, token, options);
      return keep(await oauth.processRefreshTokenResponse(server, client, response), false);
    } catch (cause) {
      const error = problemOf(cause);
      if (error.problem.code !== 'credentials') throw error;
      return null;
    }
  };
  const renew = async (replacement: boolean): Promise<Held> => {
    const again = held?.refresh && held.refresh.until > clock.now() ? await refresh(held.refresh.token) : null;
    // What was refused once is not shown again, should signing in fail as well.
    held = again;
    held ??= await signIn(replacement);
    refusal = null;
    return held;
  };
  const join = async (call: CallOptions | undefined, replacement = false): Promise<string> => {
    flight ??= renew(replacement).finally(() => { flight = null; });
    // Whoever started it may have been called off since; then nobody waits for what becomes of it.
    flight.catch(() => undefined);
    return (await heeding(flight, call?.signal)).token;
  };

  return {
    get: async (call) => (held && held.until > clock.now() && !flight ? held.token : join(call)),
    async replace(refused, call) {
      if (held?.token === refused) {
        if (held.replacement) {
          doubtedUntil = clock.now() + rest;
          held = { ...held, replacement: false };
        }
        if (doubtedUntil > clock.now()) return null;
        held = null;
      }
      return held ? held.token : join(call, true);
    },
    accepted(token) {
      if (held?.token !== token) return;
      doubtedUntil = 0;
      if (held.replacement) held = { ...held, replacement: false };
    },
  };
}
