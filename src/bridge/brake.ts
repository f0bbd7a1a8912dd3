/** Revocations that are never too many. */
const always = 20;
/** The part of all live rights that may end at once. */
const part = 0.02;

/** Seconds over which revocations without a sweep are counted. */
export const window = 24 * 3600;

/**
 * How many rights may end without an event before somebody has looked: a wrong token, publisher or mapping looks as if
 * nobody had paid.
 *
 * @param live rights that are wanted active
 */
export const allowance = (live: number): number => Math.max(always, Math.floor(live * part));

/** A right that ends at the very end that the service had named is no surprise, however many end with it. */
export interface Ending {
  /** Unix seconds, as the service said while it still granted; null when it named none. */
  readonly expiresAt: number | null;
  readonly offerId: string;
}

/**
 * Whether an end was known before: that of a pass, a rental or an event. A subscription is no such thing, since it
 * goes on by being paid.
 *
 * @param now unix seconds
 */
export const isAnnounced = ({ expiresAt, offerId }: Ending, now: number): boolean =>
  expiresAt !== null && expiresAt <= now && !offerId.startsWith('S');
