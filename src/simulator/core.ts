import type { Endpoint } from './faults.js';
import type { Ledger, Owned } from './ledger.js';
import type { Call, Route } from './mediastore.js';

interface Surroundings {
  readonly ledger: Ledger;
  readonly publisherId: string;
  readonly publisherToken: string;
}

/** The Core API's refusal: flat, with a message and no code. */
const refuse = (status: number, message: string): Response => Response.json({ message }, { status });

/** The Core API's own words for the state of a purchase. */
const words: Readonly<Record<Owned['status'], string>> = { active: 'active', cancelled: 'stopped', expired: 'terminated', terminated: 'terminated' };

type Row = Readonly<Record<string, unknown>>;

const subscription = ({ customer, offer, status, startedAt, endsAt, inTrial, managedBy }: Owned, index: number, publisherId: string): Row => ({
  subscriptionId: 280_000_001 + index, customerId: customer, publisherId: Number(publisherId), offerId: offer.id, status: words[status],
  dateFrom: startedAt, dateTo: endsAt, nextPaymentAction: status === 'active' ? 'charge' : null, nextPaymentActionDate: status === 'active' ? endsAt : null,
  inTrial, couponCode: null, pendingSwitchId: null, externalProperties: null, paymentMethodId: 141, isExternallyManaged: Boolean(managedBy),
});
const pass = ({ customer, offer, status, endsAt }: Owned, index: number): Row => ({
  passId: 290_000_001 + index, customerId: customer, status: words[status], expiresAt: endsAt, offerId: offer.id, externalId: null,
});
const entitlement = ({ customer, offer, status, endsAt }: Owned): Row => ({
  customerId: customer, offerId: offer.id, offerType: offer.id[0], status: words[status], expiresAt: endsAt,
});

const inList = (query: URLSearchParams, name: string, value: unknown): boolean => {
  const wanted = [...query.getAll(name), ...query.getAll(`${name}[]`)].flatMap((one) => one.split(','));
  return !wanted.length || wanted.includes(String(value));
};

/** One page, by `offset` and `limit` (1 to 100, by default 20). */
function page(rows: readonly Row[], query: URLSearchParams, wrap: (rows: readonly Row[]) => unknown): Response {
  const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 20)];
  if (!Number.isInteger(offset) || offset < 0 || !Number.isInteger(limit) || limit < 1 || limit > 100) return refuse(422, 'Invalid offset or limit');
  const wanted = rows.filter(({ status, offerId }) => inList(query, 'status', status) && inList(query, 'offerId', offerId));
  return Response.json(wrap(wanted.slice(offset, offset + limit)));
}

const wrapped = (data: readonly Row[]): unknown => ({ success: true, data, message: '' });

/**
 * The Core API 3.1, as far as access is concerned: the entitlement of a customer for one offer, and the lists of
 * entitlements (subscriptions and passes, unless `offerType` says more; never live events), subscriptions and passes.
 * Each call needs `X-Publisher-Token`; none has CORS, since that token must not be in a page.
 */
export function createCoreRoutes({ ledger, publisherId, publisherToken }: Surroundings): Route[] {
  const get = (endpoint: Endpoint, path: RegExp, answer: (call: Call) => Response, more: Partial<Route> = {}): Route => ({
    endpoint, method: 'GET', path, open: true, ...more,
    answer: (call) => (call.headers.get('x-publisher-token') === publisherToken ? answer(call) : refuse(401, 'Invalid or missing publisher token')),
  });
  /** Whose list is asked for: by id, or by e-mail. */
  const ownedBy = ({ query }: Call): Owned[] => {
    const customer = query.has('customerEmail') ? ledger.byEmail(query.get('customerEmail') ?? '')?.id : Number(query.get('customerId'));
    return ledger.listed(customer ?? 0);
  };
  const ofKind = (call: Call, kinds: string): Owned[] => ownedBy(call).filter(({ offer }) => kinds.includes(offer.id.charAt(0)));

  return [
    get('core-entitlement', /^\/3\.1\/entitlements\/customer_id\/([^/]+)\/offer_id\/([^/]+)$/, ({ params: [id = '', offerId = ''] }) => {
      const customer = ledger.customer(Number(id));
      if (!customer) return refuse(404, `Customer with id: ${id} not found`);
      const { granted, expiresAt } = ledger.access(customer.id, offerId);
      return Response.json({ accessGranted: granted, expiresAt, message: 'Success', customerId: customer.id });
    }, { customer: 0, offer: 1 }),
    get('core-entitlements', /^\/3\.1\/entitlements$/, (call) => {
      const kinds = call.query.get('offerType') ?? 'S,P';
      return page(ofKind(call, kinds.replace('E', '')).map(entitlement), call.query, wrapped);
    }),
    get('core-subscriptions', /^\/3\.1\/subscriptions$/, (call) => page(ofKind(call, 'S').map((owned, index) => subscription(owned, index, publisherId)), call.query, wrapped)),
    get('core-passes', /^\/3\.1\/passes$/, (call) => page(ofKind(call, 'P').map(pass), call.query, (rows) => rows)),
  ];
}
