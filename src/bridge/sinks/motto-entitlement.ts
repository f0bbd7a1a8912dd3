import { own, text } from '../../mediastore/body.js';
import type { Observed, Right } from '../sink.js';

/** What a row written by us carries as `source_type`. */
export const ourSource = 'cleeng';

/** Motto's entitlement, all of its eight fields, as it travels: 64-bit integers and times are strings. */
export interface Entitlement {
  readonly project_id: string;
  readonly user_id: string;
  readonly offer_id: string;
  /** RFC 3339; without it Motto's entitlement never ends, so we always send it. */
  readonly expiration_time?: string;
  /** Devices at once; without it Motto's entitlement has no limit. */
  readonly concurrency_limit?: string;
  /** Two letters; without it the entitlement lifts no geographical block. */
  readonly origin_country_code?: string;
  readonly source_type?: string;
  readonly source_id?: string;
}

/** How many devices at once, or any number. */
export type ConcurrencyLimit = number | 'unlimited';

/** The last moment that the field can hold. Sent where a right is for ever: who knows whether a later upsert that leaves the field out clears it. */
const forEver = 253_402_300_799;

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
const country = (value: string | undefined): string | undefined => (/^[a-z]{2}$/i.test(value ?? '') ? value?.toUpperCase() : undefined);

/** What we assert for a right. */
export function toEntitlement(projectId: string, right: Right, limit: ConcurrencyLimit): Entitlement {
  const origin = country(right.country);
  const source = right.transactionId ?? right.subscriptionId;
  return {
    project_id: projectId, user_id: right.account, offer_id: right.target,
    expiration_time: instant(Math.min(right.validUntil ?? forEver, forEver)),
    ...(limit !== 'unlimited' && { concurrency_limit: String(limit) }),
    ...(origin && { origin_country_code: origin }),
    source_type: ourSource,
    ...(source && { source_id: source }),
  };
}

/**
 * The same row, ended: Motto has no call that takes one away.
 *
 * @param now unix seconds; the end lies a minute before, since their clock is not ours
 */
export const ended = (row: Entitlement, now: number): Entitlement => ({ ...row, expiration_time: instant(now - 60) });

/** Reads a row of an answer; undefined when it cannot be one. An empty string is protobuf's way to say nothing. */
export function readEntitlement(row: unknown): Entitlement | undefined {
  const [project, user, offer] = ['project_id', 'user_id', 'offer_id'].map((field) => text(own(row, field)));
  if (!project || !user || !offer) return undefined;
  const limit = own(row, 'concurrency_limit');
  const said = {
    expiration_time: own(row, 'expiration_time'), concurrency_limit: typeof limit === 'number' ? String(limit) : limit,
    origin_country_code: own(row, 'origin_country_code'), source_type: own(row, 'source_type'), source_id: own(row, 'source_id'),
  };
  return { project_id: project, user_id: user, offer_id: offer, ...Object.fromEntries(Object.entries(said).filter(([, value]) => text(value))) };
}

/** Unix seconds of a row's end; null when it has none, NaN when it cannot be read. */
export function endOf({ expiration_time: end }: Entitlement): number | null {
  if (end === undefined) return null;
  const seconds = Math.floor(Date.parse(end) / 1000);
  return seconds >= forEver ? null : seconds;
}

export const ownerOf = ({ source_type: source }: Entitlement): Observed['owner'] =>
  source === ourSource ? 'us' : source === undefined ? 'undetermined' : 'other';

/** Whether a row lets its user watch; one whose end cannot be read counts as open, so that it is written anew. */
export function isOpen(row: Entitlement, now: number): boolean {
  const end = endOf(row);
  return end === null || !(end <= now);
}

/** Whether two rows say the same; times may be worded differently. */
export function equal(one: Entitlement, other: Entitlement): boolean {
  const same = ['project_id', 'user_id', 'offer_id', 'concurrency_limit', 'origin_country_code', 'source_type', 'source_id'] as const;
  return endOf(one) === endOf(other) && same.every((field) => one[field] === other[field]);
}
