import type { Clock } from '../mediastore/clock.js';
import { refuse } from './answers.js';
import { aboutAnother, faultyAnswer, wait, type Endpoint, type Faults, type Subject } from './faults.js';
import type { Issuer } from './issuer.js';
import type { Call, Route } from './mediastore.js';

/** One request as the log keeps it: never a token. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly endpoint: Endpoint | undefined;
  readonly offerId: string | undefined;
  readonly customerId: number | undefined;
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface Surroundings {
  readonly clock: Clock;
  readonly base: string;
  readonly issuer: Issuer;
  readonly faults: Faults;
  readonly routes: () => readonly Route[];
  readonly requests: LoggedRequest[];
}

/** Whether a path belongs to the APIs that only servers may ask, which have no CORS. */
const forServers = (path: string): boolean => /^(?:\/api)?\/3\.\d\//.test(path);

const cors = (request: Request): Record<string, string> => {
  const origin = request.headers.get('origin');
  return origin ? {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, PATCH, PUT, DELETE, OPTIONS',
    'access-control-allow-headers': 'Authorization, Content-Type, Accept, X-Requested-By',
    'access-control-max-age': '600',
    'vary': 'Origin',
  } : {};
};

const readBody = async (request: Request): Promise<Record<string, unknown>> => {
  try {
    const body: unknown = await request.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** Finds the call that a request makes, lets faults strike, and logs it. */
export function createFront({ clock, base, issuer, faults, routes, requests }: Surroundings): (request: Request, redirect: RequestInit['redirect']) => Promise<Response> {
  const match = (method: string, path: string): [Route, string[]] | undefined => {
    for (const route of routes()) {
      const found = route.method === method ? route.path.exec(path) : null;
      if (found) return [route, found.slice(1).map(decodeURIComponent)];
    }
    return undefined;
  };
  const read = async (request: Request, params: readonly string[], query: URLSearchParams): Promise<Call> => {
    const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
    const customer = bearer ? await issuer.verify(bearer) : null;
    return { params, query, headers: request.headers, bearer, customer, body: await readBody(request) };
  };
  const about = (route: Route | undefined, call: Call): Subject => ({
    endpoint: route?.endpoint,
    offer: route?.offer === undefined ? undefined : call.params[route.offer],
    customer: route?.customer === undefined ? (call.customer ?? undefined) : Number(call.params[route.customer]),
    ...route?.about?.(call),
  });
  const answer = async (request: Request, path: string, query: URLSearchParams, log: Partial<LoggedRequest>): Promise<Response> => {
    const [route, params] = match(request.method, path) ?? [];
    const call = await read(request, params ?? [], query);
    const subject = about(route, call);
    Object.assign(log, { endpoint: route?.endpoint, offerId: subject.offer, customerId: subject.customer });
    const fault = faults.take(subject);
    if (fault?.kind === 'hang' || fault?.kind === 'latency') await wait(clock, fault.kind === 'hang' ? Infinity : (fault.ms ?? 1000), request.signal);
    const faulty = fault && faultyAnswer(fault, clock, request.signal);
    if (faulty) return faulty;
    if (!route) return refuse(404, 'Entity not found', 'REQ0100');
    if (!route.open && !call.bearer) return refuse(401, 'Missing required JWT', 'AUTH0001');
    if (!route.open && call.customer === null) return refuse(401, 'Invalid JWT token', 'AUTH0002');
    const response = await route.answer(call);
    return fault?.kind === 'other-customer' ? Response.json(aboutAnother(await response.json())) : response;
  };

  return async (request, redirect) => {
    const url = new URL(request.url);
    const path = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : url.pathname;
    const headers = forServers(path) ? {} : cors(request);
    if (request.method === 'OPTIONS' && !forServers(path)) return new Response(null, { status: 204, headers });
    const log = { method: request.method, path, at: clock.now(), status: 0 };
    requests.push(log as LoggedRequest);
    const response = await answer(request, path, url.searchParams, log);
    log.status = response.status;
    // In-process there is no network that would judge a redirect as `redirect: 'error'` asks.
    if (response.status === 302 && redirect === 'error') throw new TypeError('Failed to fetch');
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  };
}
