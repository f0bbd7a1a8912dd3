import type { Clock } from '../../src/mediastore/clock.js';
import type { Fetch } from '../../src/mediastore/request.js';

export const publisherId = '123456789';

/** What the service does instead of answering. */
export type Answer = { status: number; body?: unknown; text?: string; headers?: Record<string, string> } | 'network' | 'hang';

/** A MediaStore in a few lines, for tests that need each answer in their own hands. */
export interface Service {
  readonly fetch: Fetch;
  /** Requests as `METHOD /path`. */
  readonly requests: string[];
  /** Pairs `customer offer` that are granted. */
  readonly grants: Set<string>;
  /** Answers to come instead of the true one, by a piece of the path. */
  readonly faults: Map<string, Answer>;
  /** What an offer says otherwise than usual, by its id. */
  readonly offers: Map<string, object>;
  /** Body of a refused refresh. */
  refusal: object;
  issue(customer: string, life?: number, publisher?: string): { jwt: string; refreshToken: string };
  /** How many requests had this in `METHOD /path`. */
  count(piece: string): number;
  /** Lets refused tokens be refused: every token issued so far. */
  expireAll(): void;
  delay: number;
  /** What the guard adds to, or puts in place of, its item about an offer. */
  readonly items: Map<string, object>;
}

const part = (value: unknown): string => btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

export function createService(clock: Clock): Service {
  const requests: string[] = [];
  const grants = new Set<string>();
  const faults = new Map<string, Answer>();
  const valid = new Map<string, { customer: string; until: number }>();
  const refreshTokens = new Map<string, string>();
  let serial = 0;

  // Reading a real body takes as many turns of the event loop as the browser likes; this one takes none.
  const reply = ({ status, body, text = JSON.stringify(body), headers }: Exclude<Answer, string>): Response =>
    Object.assign(new Response(null, { status, headers: headers ?? {} }), { text: async () => Promise.resolve(status === 204 ? '' : text) });
  const ok = (responseData: unknown): Response => reply({ status: 200, body: { responseData, errors: [] } });
  const error = (status: number, message: string): Response => reply({ status, body: { responseData: {}, errors: [message] } });

  const service: Service = {
    requests, grants, faults, offers: new Map(), delay: 0, items: new Map(),
    refusal: { responseData: {}, errors: ['Refresh token is expired or does not exist'] },
    count: (piece) => requests.filter((request) => request.includes(piece)).length,
    expireAll() { valid.clear(); },
    issue(customer, life = 900, publisher = publisherId) {
      const until = Math.floor(clock.now() / 1000) + life;
      const jwt = `${part({ alg: 'RS256' })}.${part({ customerId: Number(customer), publisherId: Number(publisher), exp: until })}.s${String(++serial)}`;
      const refreshToken = `refresh${String(serial)}`;
      valid.set(jwt, { customer, until: Math.max(until, 0) });
      refreshTokens.set(refreshToken, customer);
      return { jwt, refreshToken };
    },
    async fetch(address, init) {
      const { pathname: path, search, searchParams } = new URL(address);
      requests.push(`${init.method ?? 'GET'} ${path}${search}`);
      await new Promise<void>((resolve, reject) => {
        init.signal?.addEventListener('abort', () => { reject(new DOMException('aborted', 'AbortError')); });
        const fault = [...faults].find(([piece]) => path.includes(piece))?.[1];
        if (fault !== 'hang') clock.after(service.delay, resolve);
      });
      const fault = [...faults].find(([piece]) => path.includes(piece))?.[1];
      if (fault === 'network') throw new TypeError('Failed to fetch');
      if (fault && fault !== 'hang') return reply(fault);
      return answer(path, init, searchParams);
    },
  };

  const answer = (path: string, init: RequestInit, query: URLSearchParams): Response => {
    if (path === '/auths/refresh_token') {
      const { refreshToken } = JSON.parse(init.body as string) as { refreshToken: string };
      const customer = refreshTokens.get(refreshToken);
      refreshTokens.delete(refreshToken);
      return customer ? ok(service.issue(customer)) : reply({ status: 401, body: service.refusal });
    }
    if (/^\/offers\/[^/]+$/.test(path)) {
      return ok({ offerId: path.slice(8), offerTitle: 'All of it', customerPriceInclTax: 9.99, customerCurrency: 'EUR', period: 'month', ...service.offers.get(path.slice(8)) });
    }
    const { Authorization = '' } = init.headers as Record<string, string>;
    const token = valid.get(Authorization.slice(7));
    if (!token || token.until * 1000 < clock.now()) return error(401, 'Invalid JWT token');
    if (path.startsWith('/entitlements/')) return ok({ accessGranted: grants.has(`${token.customer} ${path.slice(14)}`), expiresAt: null });
    if (path === '/guard/entitlements') {
      return ok({ items: query.get('offers')?.split(',').map((offerId) => service.items.get(offerId) ?? { offerId, accessGranted: grants.has(`${token.customer} ${offerId}`), expiresAt: null, age: 0 }) });
    }
    if (/^\/customers\/\d+\/offers$/.test(path)) {
      return ok({ items: [...grants].filter((grant) => grant.startsWith(`${token.customer} `)).map((grant) => ({ offerId: grant.split(' ')[1], offerTitle: 'All of it', offerType: 'S', status: 'active', expiresAt: 1, nextPaymentAt: 2 })) });
    }
    if (path.startsWith('/offers/')) {
      const offerId = path.split('/')[2] ?? '';
      return ok({ offerId, offerTitle: 'All of it', customerPriceInclTax: 7.99, customerCurrency: 'EUR', period: 'month', trialAvailable: true, freeDays: 14, ...service.offers.get(offerId) });
    }
    return error(404, 'Not found');
  };
  return service;
}
