import type { DenialReason } from '../../mediastore/types.js';

/**
 * Names of what was last forgotten when a verdict was asked for: of the customer, of the offer, of the two together;
 * empty for nothing.
 */
export type Marks = readonly [customer: string, offer: string, both: string];

/** A verdict as it is remembered. */
export interface Known {
  readonly granted: boolean;
  /** When the service said so, in milliseconds since the epoch. */
  readonly at: number;
  /** Unix seconds or null; it decides nothing. */
  readonly expiresAt: number | null;
  /** Why not. */
  readonly reason: DenialReason | undefined;
  /** Undefined when the shared storage could not be asked for them. */
  readonly marks: Marks | undefined;
}

/** How long a grant may stand in for an answer, in milliseconds; the vendor wants to be asked within a day. */
export const longestStand = 86_400_000;

/** A record dated further ahead than this, in milliseconds, was made by a clock that is wrong. */
const tolerance = 60_000;

const reasons = new Set<string>(
  ['not-entitled', 'unknown-offer', 'inactive-offer', 'blocked-country', 'too-many-devices'] satisfies DenialReason[]);

/** Whether a record is young enough to say anything at all. */
export const standsAt = (known: Known, now: number): boolean =>
  now - known.at <= longestStand && now - known.at >= -tolerance;

/** An offer without its country: what is forgotten of one form is forgotten of all. */
export const bareOffer = (offerId: string): string => offerId.replace(/_[A-Z]{2}$/, '');

/** A name that was not there before. It begins with a letter, so that no storage takes it for a number. */
export const newMark = (): string =>
  `m${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/** Whether a value that was stored is one of {@link newMark}. */
export const isMark = (value: unknown): value is string => typeof value === 'string' && /^m[0-9a-f]{16}$/.test(value);

const none: Marks = ['', '', ''];

/** The text under which a verdict is stored; nothing in it names a person. */
export const formatKnown = ({ granted, at, expiresAt, reason, marks = none }: Known): string =>
  [granted ? 'granted' : 'denied', Math.round(at), expiresAt === null ? '-' : Math.trunc(expiresAt), reason ?? '-', marks.join('.')].join(' ');

const mark = '(m[0-9a-f]{16}|)';
const pattern = new RegExp(`^(granted|denied) (\\d{1,15}) (-?\\d{1,15}|-) ([a-z-]{1,20}) ${mark}[.]${mark}[.]${mark}$`);

/** Reads that text; null for anything else, whatever it may be. */
export function parseKnown(source: unknown): Known | null {
  const [, word, at, expiresAt, reason, ...marks] = (typeof source === 'string' && pattern.exec(source)) || [];
  if (!word || (reason !== '-' && !reasons.has(reason!))) return null;
  return {
    granted: word === 'granted',
    at: Number(at),
    expiresAt: expiresAt === '-' ? null : Number(expiresAt),
    reason: reason === '-' ? undefined : (reason as DenialReason),
    marks: marks as unknown as Marks,
  };
}
