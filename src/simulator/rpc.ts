import type { Clock } from '../mediastore/clock.js';
import { own } from '../mediastore/body.js';
import type { CustomerTokens } from './customer-tokens.js';
import type { Ledger } from './ledger.js';
import type { Route } from './mediastore.js';

interface Surroundings {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly publisherToken: string;
  readonly tokens: CustomerTokens;
}

/** An error by its number, as the service words it. */
class RpcError extends Error {
  constructor(readonly code: number, message: string) { super(message); }
}

const slots = 4;
const slotLife = 3 * 3_600_000;

/** Which addresses a customer has used lately; a fifth within three hours is one too many. */
function createAddresses(clock: Clock): (customer: number, address: string) => void {
  const used = new Map<number, Map<string, number>>();
  return (customer, address) => {
    const own = used.get(customer) ?? new Map<string, number>();
    used.set(customer, own);
    for (const [one, until] of own) if (until <= clock.now()) own.delete(one);
    if (!own.has(address) && own.size >= slots) throw new RpcError(14, 'IP limit exceeded');
    if (!own.has(address)) own.set(address, clock.now() + slotLife);
  };
}

/** The calls of a request: one, or an array of them. */
const callsOf = (body: unknown): readonly unknown[] => (Array.isArray(body) ? body : [body]);
const offerOf = (call: unknown): string | undefined => {
  const offerId = own(own(call, 'params'), 'offerId');
  return typeof offerId === 'string' ? offerId : undefined;
};

/**
 * The legacy JSON-RPC API: `getAccessStatus`, `getAccessibleTags`, `generateCustomerToken`, one call or an array.
 * Ids come back as strings and results with `error: null`; how a call spells `jsonrpc` does not matter.
 */
export function createRpcRoute({ clock, ledger, publisherToken, tokens }: Surroundings): Route {
  const spend = createAddresses(clock);

  const text = (params: unknown, name: string, code: number): string => {
    const value = own(params, name);
    if (typeof value === 'string' && value) return value;
    throw new RpcError(code, `Invalid argument: ${name}`);
  };
  const customerOf = (params: unknown, code: number): number => {
    const customer = tokens.customer(text(params, 'customerToken', code));
    if (customer === undefined) throw new RpcError(1, 'Invalid customer token');
    return customer;
  };
  const checkPublisher = (params: unknown): void => {
    if (text(params, 'publisherToken', 11) !== publisherToken) throw new RpcError(3, 'Invalid publisher token');
  };
  const methods: Readonly<Record<string, (params: unknown) => unknown>> = {
    getAccessStatus(params) {
      const offerId = text(params, 'offerId', 16);
      const customer = customerOf(params, 16);
      if (!ledger.find(offerId)) throw new RpcError(4, 'Offer not found');
      if (own(params, 'ipAddress') !== undefined) spend(customer, text(params, 'ipAddress', 16));
      const { granted, expiresAt } = ledger.access(customer, offerId);
      const bought = ledger.listed(customer).some(({ offer: { id } }) => id === offerId || id.startsWith(`${offerId}_`));
      return { accessGranted: granted, grantType: granted ? (bought ? 'direct-purchase' : 'tag') : null, expiresAt, purchasedDirectly: granted && bought };
    },
    getAccessibleTags(params) {
      checkPublisher(params);
      return { tags: ledger.tags(customerOf(params, 11)) };
    },
    generateCustomerToken(params) {
      checkPublisher(params);
      const customer = ledger.byEmail(text(params, 'customerEmail', 11));
      if (!customer) throw new RpcError(11, 'Invalid customer email');
      return { token: tokens.issue(customer.id) };
    },
  };

  const reply = (call: unknown): object => {
    const [id, method] = [own(call, 'id'), own(call, 'method')];
    const echo = { id: typeof id === 'number' ? String(id) : (id ?? null), jsonrpc: '2.0' };
    try {
      if (typeof method !== 'string' || !Object.hasOwn(methods, method)) throw new RpcError(-32_601, 'Method not found');
      return { result: methods[method]!(own(call, 'params')), error: null, ...echo };
    } catch (error) {
      const { code, message } = error as RpcError;
      return { result: null, error: { code, message }, ...echo };
    }
  };
  return {
    endpoint: 'rpc',
    method: 'POST',
    path: /^(?:\/api)?\/3\.0\/json-rpc$/,
    open: true,
    about({ body }) {
      const [call] = callsOf(body);
      const token = own(own(call, 'params'), 'customerToken');
      return { offer: offerOf(call), customer: typeof token === 'string' ? tokens.customer(token) : undefined };
    },
    answer: ({ body }) => Response.json(Array.isArray(body) ? body.map(reply) : reply(body)),
  };
}
