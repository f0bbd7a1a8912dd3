import { offers, type SimulatedOffer } from './cast.js';
import { customerRow, entitlementRow, offerRow, passRow, statusOf, subscriptionRow, type Row } from './core-rows.js';
import type { Endpoint } from './faults.js';
import type { Ledger, Owned } from './ledger.js';
import type { Call, Route } from './mediastore.js';
import type { Subscriptions } from './webhooks.js';

interface Surroundings {
  readonly ledger: Ledger;
  readonly publisherId: string;
  readonly publisherToken: string;
  readonly subscriptions: Subscriptions;
}

/** The Core API's refusal: flat, with a message and no code. */
const refuse = (status: number, message: string): Response => Response.json({ message }, { status });
const noCustomer = (id: string): Response => refuse(404, `Customer with id: ${id} not found`);

const valuesOf = (query: URLSearchParams, name: string): string[] =>
  [...query.getAll(name), ...query.getAll(`${name}[]`)].flatMap((one) => one.split(','));

/** What a list is asked for beyond its kind: `customerId` or `customerEmail`, `status` and `offerId`, each or none. */
function wanted(ledger: Ledger, query: URLSearchParams, kinds: string): Owned[] {
  const [statuses, offerIds] = [valuesOf(query, 'status'), valuesOf(query, 'offerId')];
  const named = query.has('customerEmail') || query.has('customerId');
  const customer = query.has('customerEmail') ? ledger.byEmail(query.get('customerEmail') ?? '')?.id : Number(query.get('customerId'));
  const isOf = ({ id }: Owned['offer'], offerId: string): boolean => id === offerId || (ledger.bareIds === 'any-country' && id.startsWith(`${offerId}_`));
  return (named ? ledger.listed(customer ?? 0) : ledger.everything()).filter((owned) =>
    kinds.includes(owned.offer.id.charAt(0)) &&
    (!statuses.length || statuses.includes(statusOf(owned))) &&
    (!offerIds.length || offerIds.some((offerId) => isOf(owned.offer, offerId))));
}

const shortId = (offerId: string): string => offerId.split('_', 1)[0]!;

/** The catalogue: offers by their ids without a country. */
const catalogue: ReadonlyMap<string, readonly SimulatedOffer[]> = new Map(Object.values<SimulatedOffer>(offers).map(({ id }, _, all) =>
  [shortId(id), all.filter((one) => shortId(one.id) === shortId(id))]));

/** An offer by its own id or by that of a localisation. */
function offerAnswer(offerId: string): Response {
  const localizations = catalogue.get(shortId(offerId)) ?? [];
  const known = localizations.length && (offerId === shortId(offerId) || localizations.some(({ id }) => id === offerId));
  return known ? Response.json(offerRow(shortId(offerId), localizations)) : refuse(404, `Offer with id: ${offerId} not found`);
}

/** One page, by `offset` and `limit` (1 to 100, by default 20). */
function page<T>(all: readonly T[], query: URLSearchParams, row: (one: T) => Row, wrap: (rows: readonly Row[]) => unknown): Response {
  const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 20)];
  if (!Number.isInteger(offset) || offset < 0 || !Number.isInteger(limit) || limit < 1 || limit > 100) return refuse(422, 'Invalid offset or limit');
  return Response.json(wrap(all.slice(offset, offset + limit).map(row)));
}

const bare = (rows: readonly Row[]): unknown => rows;
const wrapped = (data: unknown): unknown => ({ success: true, data, message: '' });

/**
 * The Core API 3.1, as far as access is concerned: the entitlement of a customer for one offer, the lists of
 * entitlements (subscriptions and passes, unless `offerType` says more; never live events), subscriptions and passes,
 * of one customer or across all, a customer's own record, offers, and where deliveries go.
 * Each call needs `X-Publisher-Token`; none has CORS, since that token must not be in a page.
 */
export function createCoreRoutes({ ledger, publisherId, publisherToken, subscriptions }: Surroundings): Route[] {
  const route = (method: string, endpoint: Endpoint, path: RegExp, answer: (call: Call) => Response, more: Partial<Route> = {}): Route => ({
    endpoint, method, path, open: true, ...more,
    answer: (call) => (call.headers.get('x-publisher-token') === publisherToken ? answer(call) : refuse(401, 'Invalid or missing publisher token')),
  });
  const get = route.bind(null, 'GET');
  const about = ({ query }: Call): { customer: number | undefined; offer: string | undefined } =>
    ({ customer: query.has('customerId') ? Number(query.get('customerId')) : undefined, offer: query.get('offerId') ?? undefined });

  return [
    get('core-entitlement', /^\/3\.1\/entitlements\/customer_id\/([^/]+)\/offer_id\/([^/]+)$/, ({ params: [id = '', offerId = ''] }) => {
      const customer = ledger.customer(Number(id));
      if (!customer) return noCustomer(id);
      const { granted, expiresAt } = ledger.access(customer.id, offerId);
      return Response.json({ accessGranted: granted, expiresAt, message: 'Success', customerId: customer.id });
    }, { customer: 0, offer: 1 }),
    get('core-entitlements', /^\/3\.1\/entitlements$/, ({ query }) =>
      page(wanted(ledger, query, (query.get('offerType') ?? 'S,P').replace('E', '')), query, entitlementRow, wrapped), { about }),
    get('core-subscriptions', /^\/3\.1\/subscriptions$/, ({ query }) =>
      page(wanted(ledger, query, 'S'), query, (owned) => subscriptionRow(owned, publisherId), wrapped), { about }),
    get('core-passes', /^\/3\.1\/passes$/, ({ query }) => page(wanted(ledger, query, 'P'), query, passRow, bare), { about }),
    get('core-customer', /^\/3\.1\/customers\/([^/]+)$/, ({ params: [id = ''] }) => {
      const customer = ledger.customer(Number(id));
      return customer ? Response.json(wrapped(customerRow(customer))) : noCustomer(id);
    }, { customer: 0 }),
    get('core-offers', /^\/3\.1\/offers$/, ({ query }) => page([...catalogue], query, ([id, localizations]) => offerRow(id, localizations), bare)),
    get('core-offers', /^\/3\.1\/offers\/([^/]+)$/, ({ params: [offerId = ''] }) => offerAnswer(offerId), { offer: 0 }),
    get('core-webhooks', /^\/3\.1\/webhook_subscriptions$/, () => Response.json(subscriptions.list())),
    route('PUT', 'core-webhooks', /^\/3\.1\/webhook_subscriptions\/([^/]+)$/, ({ params: [topic = ''], body }) =>
      (subscriptions.replace(topic, body) ? Response.json({ success: true }) : refuse(422, 'A list of endpoints with a url each is required'))),
  ];
}
