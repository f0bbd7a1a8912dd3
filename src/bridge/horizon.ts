import type { RightRow } from './store.js';

/** Seconds by which a right outlives what is known of it: two daily sweeps. */
export const usualHorizon = 48 * 3600;

/** Seconds before its end at which a right is renewed, where the horizon leaves room for that. */
const renewedBefore = 24 * 3600;
/** Seconds after an end at which it is looked at, so that the service has seen it too. */
const grace = 60;

type Row = Readonly<Record<string, unknown>>;

/** Whether the window stands from the purchase on, and what runs out within it starts with the first view. */
const isRelative = (row: Row): boolean => row['validityType'] === 'RELATIVE';

/**
 * Until when a right is written to a sink. It rolls: what is renewed by each sweep closes by itself when the bridge is
 * gone for longer than the horizon, and is open in a grace period, in which the end that the service names lies in the
 * past. A right with `validityType: 'RELATIVE'` keeps to the end that the service names; where it names none, only the
 * sink's own rental bounds it. One without an end is null, for ever, where the row says `lifetime: 'perpetual'`.
 *
 * @param expiresAt unix seconds, null when the service names no end
 * @param now unix seconds
 * @param horizon seconds
 * @returns unix seconds or null
 */
export function validUntil(expiresAt: number | null, now: number, horizon: number, row: Row): number | null {
  if (expiresAt === null && (row['lifetime'] === 'perpetual' || isRelative(row))) return null;
  if (isRelative(row) && expiresAt !== null) return expiresAt + horizon;
  return Math.max(expiresAt ?? now, now) + horizon;
}

/** What of a right decides when its customer is looked at again. */
export type Lasting = Pick<RightRow, 'validUntil' | 'expiresAt' | 'offerId' | 'row'>;

/**
 * When a customer whom nobody marks is to be looked at: before an active right ends by the horizon, and after the end
 * of one that no list tells about.
 *
 * @param rights those that are wanted active
 * @param ends whether an offer's end shows by asking alone
 * @param now unix seconds
 * @returns unix seconds, later than now; undefined for never
 */
export function nextLook(rights: readonly Lasting[], ends: (offerId: string) => boolean, now: number, horizon: number): number | undefined {
  const times = rights.flatMap(({ validUntil: until, expiresAt, offerId, row }) => [
    ...(until === null || (isRelative(row) && expiresAt !== null) ? [] : [until - Math.min(renewedBefore, horizon / 2)]),
    ...(expiresAt !== null && ends(offerId) ? [expiresAt + grace] : []),
  ]).filter((time) => time > now);
  return times.length ? Math.min(...times) : undefined;
}
