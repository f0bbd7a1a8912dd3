import type { Customer, SimulatedOffer } from './cast.js';
import type { Owned } from './ledger.js';

/** A row of one of the Core API's lists. */
export type Row = Readonly<Record<string, unknown>>;

/** The Core API's own words for the state of a purchase. */
const words: Readonly<Record<Owned['status'], string>> = { active: 'active', cancelled: 'stopped', expired: 'terminated', terminated: 'terminated' };

/** What the Core API calls the state of a purchase: `active`, `stopped` (cancelled and still running) or `terminated`. */
export const statusOf = ({ status }: Owned): string => words[status];

/** Ids that name one purchase for ever, in lists and in deliveries alike. */
export const subscriptionIdOf = ({ number }: Owned): number => 280_000_000 + number;
export const passIdOf = ({ number }: Owned): number => 290_000_000 + number;

/** A row of `GET /subscriptions`. */
export function subscriptionRow(owned: Owned, publisherId: string): Row {
  const { customer, offer, startedAt, endsAt, inTrial, managedBy } = owned;
  const status = statusOf(owned);
  const renews = status === 'active';
  return {
    subscriptionId: subscriptionIdOf(owned), customerId: customer, publisherId: Number(publisherId), offerId: offer.id, status,
    dateFrom: startedAt, dateTo: endsAt, nextPaymentAction: renews ? 'charge' : null, nextPaymentActionDate: renews ? endsAt : null,
    inTrial, couponCode: null, pendingSwitchId: null, externalProperties: null, paymentMethodId: 141, isExternallyManaged: Boolean(managedBy),
    replacedBy: null, originatedFrom: null, renewalCycle: null, pause: null,
  };
}

/** A row of `GET /passes`. */
export const passRow = (owned: Owned): Row => ({
  passId: passIdOf(owned), customerId: owned.customer, status: statusOf(owned), expiresAt: owned.endsAt, offerId: owned.offer.id, externalId: null,
});

/** A row of `GET /entitlements`. */
export const entitlementRow = (owned: Owned): Row => ({
  customerId: owned.customer, offerId: owned.offer.id, offerType: owned.offer.id[0], status: statusOf(owned), expiresAt: owned.endsAt,
});

/** What `GET /customers/{id}` holds in `data`. */
export const customerRow = ({ id, email, country, currency, externalId }: Customer): Row => ({
  id, email, country, currency, locale: 'en_US', regDate: '2026-01-01T00:00:00+00:00', lastLoginDate: null, lastUserIp: null,
  firstName: null, lastName: null, externalId: externalId ?? null, externalData: null,
});

const kinds: Readonly<Record<string, string>> = { S: 'subscription', P: 'pass', E: 'live', R: 'vod', A: 'vod' };

/** What `GET /offers/{id}` answers, flat: an offer, called by its id without a country, with its localisations. */
export function offerRow(id: string, localizations: readonly SimulatedOffer[]): Row {
  const { title, price, currency, active = true } = localizations[0]!;
  return {
    id, longId: localizations[0]!.id, type: kinds[id.charAt(0)], title, active, tags: [], price: { amount: price, currency, taxIncluded: false },
    localizations: localizations.map((one) => ({ id: one.id, title: one.title, price: { amount: one.price, currency: one.currency }, active: one.active ?? true, countryCode: one.country })),
  };
}
