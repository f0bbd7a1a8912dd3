import { systemClock, type Clock } from '../mediastore/clock.js';
import { refuse } from './answers.js';
import { customers, offers, type CustomerName, type OfferName } from './cast.js';
import { control } from './controls.js';
import { createCoreRoutes } from './core.js';
import { createCustomerTokens, type CustomerTokens } from './customer-tokens.js';
import { aboutAnother, createFaults, faultyAnswer, wait, type Endpoint, type Fault, type Subject } from './faults.js';
import { createGuardRoute } from './guard.js';
import { createIssuer, type TokenOptions } from './issuer.js';
import { createLedger, type Lag, type Ledger } from './ledger.js';
import { createRoutes, type Call, type Habits, type Route } from './mediastore.js';
import { createRpcRoute } from './rpc.js';

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
  /** What the Core API takes as `X-Publisher-Token`; by default the same at every start. */
  readonly publisherToken?: string;
  /** Path under which everything is served, such as `/mediastore`; default none. */
  readonly base?: string;
  /** Life of tokens in seconds; default 900. */
  readonly tokenLife?: number;
  /** Seconds for which the guard at `/guard` answers from memory; default 0. */
  readonly guardRemembers?: number;
  /** How many keys are published from the start; default 1. The newest signs. */
  readonly keys?: number;
}

/**
 * MediaStore, the Core API under `/3.1`, the legacy API at `/3.0/json-rpc`, all in memory, and a guard beside them,
 * with a cast of customers and offers, the same at every start.
 */
export interface Simulator {
  readonly publisherId: string;
  readonly publisherToken: string;
  /** Path under which everything is served. */
  readonly base: string;
  readonly customers: typeof customers;
  readonly offers: typeof offers;
  readonly requests: readonly LoggedRequest[];
  /** A `fetch` that this service answers, and a server's handler; any origin, the path decides. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** What a login would hand out, without the request. */
  signIn(customer: CustomerName, options?: TokenOptions): Promise<{ jwt: string; refreshToken: string; customerId: number }>;
  /** A token for any number, registered or not. */
  token(customerId: number, options?: TokenOptions): Promise<string>;
  /** A token for the legacy API, as `generateCustomerToken` would hand it out. */
  customerToken(customer: CustomerName): string;
  /** @param customer of the cast, or the number of one who has registered */
  grant(customer: CustomerName | number, offer: OfferName): void;
  refund(customer: CustomerName | number, offer: OfferName): void;
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
  /** Signs with a new key from now on; of the keys before, the `keep` newest stay published, by default one. */
  rotateKeys(options?: { keep?: number }): void;
  /** The same state as at the start, but for the keys. */
  reset(): void;
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

const idOf = (customer: CustomerName | number): number => (typeof customer === 'number' ? customer : customers[customer].id);

/** Builds one. Nothing is shared between two simulators, not even the key that signs. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { clock = systemClock, publisherId = '123456789', base = '', tokenLife = 900,
    publisherToken = 'simulated-publisher-token-0123456789abcdefghijkl', guardRemembers: remembers = 0, keys } = options;
  const issuer = createIssuer(clock, publisherId, tokenLife, keys);
  const faults = createFaults();
  const requests: LoggedRequest[] = [];
  const habits: Habits = { refusedRefresh: 'empty-data', ownedOffer: 'flag' };
  let customerTokens: CustomerTokens;
  let ledger: Ledger;
  let routes: Route[];

  const match = (method: string, path: string): [Route, string[]] | undefined => {
    for (const route of routes) {
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

  const simulator: Simulator = {
    publisherId, publisherToken, base, customers, offers, requests,
    async fetch(input, init) {
      const request = new Request(input, init);
      const url = new URL(request.url);
      if (url.pathname.startsWith('/__simulator/')) return control(simulator, request);
      const path = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : url.pathname;
      const headers = forServers(path) ? {} : cors(request);
      if (request.method === 'OPTIONS' && !forServers(path)) return new Response(null, { status: 204, headers });
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
      const login = routes.find(({ endpoint }) => endpoint === 'auths')!;
      const response = await login.answer({ params: [], query: new URLSearchParams(), headers: new Headers(), bearer: '', customer: null, body: { email, password, publisherId } });
      const { responseData } = (await response.json()) as { responseData: { jwt: string; refreshToken: string } };
      return { jwt: more ? await issuer.issue(id, more) : responseData.jwt, refreshToken: responseData.refreshToken, customerId: id };
    },
    customerToken: (name) => customerTokens.issue(customers[name].id),
    token: async (customerId, more) => issuer.issue(customerId, more),
    grant: (customer, offer) => void ledger.buy(idOf(customer), offers[offer]),
    refund: (customer, offer) => { ledger.end(idOf(customer), offers[offer]); },
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
    rotateKeys: ({ keep = 1 } = {}) => { issuer.rotate(keep); },
    reset() {
      ledger = createLedger(clock);
      customerTokens = createCustomerTokens(clock);
      routes = [
        ...createRoutes({ ledger, issuer, customerTokens, publisherId, habits }), createGuardRoute({ clock, ledger, faults, remembers }),
        ...createCoreRoutes({ ledger, publisherId, publisherToken }), createRpcRoute({ clock, ledger, publisherToken, tokens: customerTokens }),
      ];
      faults.clear();
      Object.assign(habits, { refusedRefresh: 'empty-data', ownedOffer: 'flag' } satisfies Habits);
      requests.length = 0;
    },
  };
  simulator.fetch = simulator.fetch.bind(simulator);
  simulator.reset();
  return simulator;
}
