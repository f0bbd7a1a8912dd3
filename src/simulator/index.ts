import { systemClock, type Clock } from '../mediastore/clock.js';
import { refuse } from './answers.js';
import { customers, offers, type CustomerName, type OfferName } from './cast.js';
import { control } from './controls.js';
import { createFaults, faultyAnswer, wait, type Endpoint, type Fault } from './faults.js';
import { createGuardRoute } from './guard.js';
import { createIssuer, type TokenOptions } from './issuer.js';
import { createLedger, type Lag, type Ledger } from './ledger.js';
import { createRoutes, type Habits, type Route } from './mediastore.js';

export type { Endpoint, Fault } from './faults.js';
export type { CustomerName, OfferName } from './cast.js';

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

export interface SimulatorOptions {
  readonly clock?: Clock;
  /** Nine digits; default `123456789`. */
  readonly publisherId?: string;
  /** Path under which MediaStore is served, such as `/mediastore`; default none. */
  readonly base?: string;
  /** Life of tokens in seconds; default 900. */
  readonly tokenLife?: number;
  /** Seconds for which the guard at `/guard` answers from memory; default 0. */
  readonly guardRemembers?: number;
}

/** A MediaStore in memory and a guard beside it, with a cast of customers and offers, the same at every start. */
export interface Simulator {
  readonly publisherId: string;
  /** Path under which MediaStore is served. */
  readonly base: string;
  readonly customers: typeof customers;
  readonly offers: typeof offers;
  readonly requests: readonly LoggedRequest[];
  /** A `fetch` that this service answers, and a server's handler; any origin, the path decides. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** What a login would hand out, without the request. */
  signIn(customer: CustomerName, options?: TokenOptions): Promise<{ jwt: string; refreshToken: string; customerId: number }>;
  grant(customer: CustomerName, offer: OfferName): void;
  refund(customer: CustomerName, offer: OfferName): void;
  chargeback(customer: CustomerName, offer: OfferName): void;
  switchPlan(customer: CustomerName, from: OfferName, to: OfferName): void;
  /** How long after a purchase each list learns of it, in milliseconds. */
  lag(lag: Partial<Lag>): void;
  bareIds(meaning: Ledger['bareIds']): void;
  habits(habits: Partial<Habits>): void;
  /** Lets something go wrong; the returned function mends it. */
  fault(fault: Fault): () => void;
  faults(): readonly Fault[];
  /** Ends every fault. */
  mend(): void;
  /** The same state as at the start. */
  reset(): void;
}

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

/** Builds one. Nothing is shared between two simulators, not even the key that signs. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { clock = systemClock, publisherId = '123456789', base = '', tokenLife = 900, guardRemembers: remembers = 0 } = options;
  const issuer = createIssuer(clock, publisherId, tokenLife);
  const faults = createFaults();
  const requests: LoggedRequest[] = [];
  const habits: Habits = { refusedRefresh: 'empty-data', ownedOffer: 'flag' };
  let ledger: Ledger;
  let routes: Route[];

  const match = (method: string, path: string): [Route, string[]] | undefined => {
    for (const route of routes) {
      const found = route.method === method ? route.path.exec(path) : null;
      if (found) return [route, found.slice(1).map(decodeURIComponent)];
    }
    return undefined;
  };

  const answer = async (request: Request, path: string, query: URLSearchParams, log: Partial<LoggedRequest>): Promise<Response> => {
    const [route, params] = match(request.method, path) ?? [];
    const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
    const customer = bearer ? await issuer.verify(bearer) : null;
    const offer = route?.offer === undefined ? undefined : params?.[route.offer];
    Object.assign(log, { endpoint: route?.endpoint, offerId: offer, customerId: customer ?? undefined });
    const fault = faults.take({ endpoint: route?.endpoint, offer, customer: customer ?? undefined });
    if (fault?.kind === 'hang' || fault?.kind === 'latency') await wait(clock, fault.kind === 'hang' ? Infinity : (fault.ms ?? 1000), request.signal);
    const faulty = fault && faultyAnswer(fault);
    if (faulty) return faulty;
    if (!route || !params) return refuse(404, 'Entity not found', 'REQ0100');
    if (!route.open && !bearer) return refuse(401, 'Missing required JWT', 'AUTH0001');
    if (!route.open && customer === null) return refuse(401, 'Invalid JWT token', 'AUTH0002');
    const response = await route.answer({ params, query, bearer, customer, body: await readBody(request) });
    if (fault?.kind !== 'other-customer') return response;
    const { responseData } = (await response.json()) as { responseData: object };
    return Response.json({ responseData: { ...responseData, accessGranted: true, customerId: 799_999_999 }, errors: [] });
  };

  const simulator: Simulator = {
    publisherId, base, customers, offers, requests,
    async fetch(input, init) {
      const request = new Request(input, init);
      const url = new URL(request.url);
      if (url.pathname.startsWith('/__simulator/')) return control(simulator, request);
      const headers = cors(request);
      if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers });
      const path = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : url.pathname;
      const log = { method: request.method, path, at: clock.now(), status: 0 };
      requests.push(log as LoggedRequest);
      const response = await answer(request, path, url.searchParams, log);
      log.status = response.status;
      // In-process there is no network that would judge a redirect as `redirect: 'error'` asks.
      if (response.status === 302 && init?.redirect === 'error') throw new TypeError('Failed to fetch');
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      return response;
    },
    async signIn(name, more) {
      const { email, password, id } = customers[name];
      const body = JSON.stringify({ email, password, publisherId });
      const login = routes.find(({ endpoint }) => endpoint === 'auths')!;
      const response = await login.answer({ params: [], query: new URLSearchParams(), bearer: '', customer: null, body: JSON.parse(body) as Record<string, unknown> });
      const { responseData } = (await response.json()) as { responseData: { jwt: string; refreshToken: string } };
      return { jwt: more ? await issuer.issue(id, more) : responseData.jwt, refreshToken: responseData.refreshToken, customerId: id };
    },
    grant: (customer, offer) => void ledger.buy(customers[customer].id, offers[offer]),
    refund: (customer, offer) => { ledger.end(customers[customer].id, offers[offer]); },
    chargeback: (customer, offer) => { ledger.end(customers[customer].id, offers[offer]); },
    switchPlan(customer, from, to) {
      simulator.refund(customer, from);
      simulator.grant(customer, to);
    },
    lag: (lag) => void Object.assign(ledger.lag, lag),
    bareIds(meaning) { ledger.bareIds = meaning; },
    habits: (more) => void Object.assign(habits, more),
    fault: (fault) => faults.add(fault),
    faults: () => faults.list(),
    mend: () => { faults.clear(); },
    reset() {
      ledger = createLedger(clock);
      routes = [...createRoutes({ ledger, issuer, publisherId, habits }), createGuardRoute({ clock, ledger, faults, remembers })];
      faults.clear();
      Object.assign(habits, { refusedRefresh: 'empty-data', ownedOffer: 'flag' } satisfies Habits);
      requests.length = 0;
    },
  };
  simulator.fetch = simulator.fetch.bind(simulator);
  simulator.reset();
  return simulator;
}
