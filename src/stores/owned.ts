import { readOwnedOffers } from '../mediastore/owned.js';
import type { OwnedOffer } from '../mediastore/types.js';
import type { LibraryItem } from './library.js';

function toItem(owned: OwnedOffer, now: number): LibraryItem {
  const { offerId, title, type, status, inTrial, expiresAt, nextPaymentAt, url, managedBy } = owned;
  const renews = type === 'subscription' && status === 'active';
  return {
    offerId, title, type, status, inTrial, url, managedBy,
    grace: renews && expiresAt !== null && expiresAt < now,
    renewsAt: renews ? (nextPaymentAt ?? expiresAt) : null,
    endsAt: renews ? null : expiresAt,
  };
}

/**
 * Reads the body of a list of what a customer owns. A part of its own: few pages list it.
 *
 * @param now unix seconds
 * @throws TypeError when it is no list
 */
export function listOwned(body: object, now: number): LibraryItem[] {
  const owned = readOwnedOffers(body);
  if (!owned) throw new TypeError('no list');
  return owned.map((item) => toItem(item, now));
}
