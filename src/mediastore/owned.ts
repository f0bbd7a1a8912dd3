import { finite, own, text, unwrap } from './body.js';
import type { OwnedOffer } from './types.js';

const types: Readonly<Record<string, OwnedOffer['type']>> = { S: 'subscription', P: 'pass', E: 'live', R: 'vod', A: 'vod' };

function readOwnedOffer(item: unknown): OwnedOffer | null {
  const offerId = text(own(item, 'offerId'));
  if (!offerId) return null;
  return {
    offerId,
    title: text(own(item, 'offerTitle')),
    url: text(own(item, 'offerUrl')),
    type: types[(text(own(item, 'offerType')) ?? offerId)[0] ?? ''] ?? null,
    status: text(own(item, 'status')),
    inTrial: own(item, 'inTrial') === true,
    expiresAt: finite(own(item, 'expiresAt')),
    nextPaymentAt: finite(own(item, 'nextPaymentAt')),
    managedBy:
      own(item, 'isExternallyManaged') === true
        ? (text(own(item, 'paymentGateway')) ?? text(own(item, 'paymentMethod')) ?? 'app store')
        : null,
  };
}

/** Reads the answer of `GET /customers/{id}/offers`; null if it holds no list. Unreadable rows are left out. */
export function readOwnedOffers(body: unknown): OwnedOffer[] | null {
  const items = own(unwrap(body), 'items');
  return Array.isArray(items) ? items.map(readOwnedOffer).filter((item) => item !== null) : null;
}
