import type { Origin } from './origin.js';
import type { Entry } from './right.js';
import type { Ruling } from './ruling.js';
import type { Notes } from './truth.js';

/** Seconds after a purchase in which a denial may only say that the service has not caught up with its own till. */
const catchingUp = 900;

/** The problem of a customer whose purchase was told of and opens nothing yet. */
export const purchaseWithoutAccess = 'cleeng: purchase without access';

interface Situation {
  readonly rulings: ReadonlyMap<Entry, Ruling>;
  readonly notes: Notes;
  /** The newest purchase of an offer that deliveries tell of. */
  readonly originOf: (offerId: string) => Origin | undefined;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Whether a purchase of the last quarter of an hour has not opened what it is to open. Its customer is asked about
 * again soon: nothing else would come before the next sweep, which does not even see rentals. A purchase that did open
 * a right stands in the notes of that right, and when it no longer does, it has ended.
 */
export function isUnopened({ rulings, notes, originOf, now }: Situation): boolean {
  return [...rulings].some(([entry, { status }]) => status === 'inactive' && entry.offers.some((offerId) => {
    const { transactionId, transactionDate = -Infinity } = originOf(offerId) ?? {};
    return transactionId !== undefined && transactionId !== notes.get(entry)?.transactionId && Math.abs(now - transactionDate) < catchingUp;
  }));
}
