import type { MediaStoreErrorCode } from '../mediastore/errors.js';
import type { DenialReason } from '../mediastore/types.js';

/** The access words; one of them is what a gate is. */
export type AccessWord = 'checking' | 'signed-out' | 'denied' | 'confirming' | 'granted' | 'failed';

const words: readonly unknown[] = ['checking', 'signed-out', 'denied', 'confirming', 'granted', 'failed'];

export const isAccessWord = (word: unknown): word is AccessWord => words.includes(word);

/** Why the word is what it is; null when there is nothing to add. Later versions may know more. */
export type Reason =
  | DenialReason
  | 'no-token' | 'token-expired'
  | 'network' | 'timeout' | 'service' | 'malformed' | 'misconfigured' | 'unsupported' | 'corrupt'
  | 'preview'
  | (string & {});

/** Access to an offer, or to the best of several. */
export interface Access {
  readonly access: AccessWord;
  readonly reason: Reason | null;
  /** Unix seconds or null. Informational. */
  readonly expiresAt: number | null;
  /** Whether the word rests on a stored grant rather than on an answer to this page. */
  readonly fromCache: boolean;
}

/** Access, with what the gates need besides. */
export interface Known extends Access {
  /** The offer that the word is about. */
  readonly offerId: string;
  /** What would be true if a stored grant did not stand in. */
  readonly otherwise?: { readonly access: AccessWord; readonly reason: Reason | null };
  /** A purchase that takes longer than usual to arrive. */
  readonly slow?: boolean;
}

/** A client's error as the reason that a page sees. */
export const reasonOf = (code: MediaStoreErrorCode): Reason => (code === 'refused' || code === 'unauthorized' ? 'service' : code);

/** The word without stand-ins: for gates that would rather lock than rely on memory. */
export const strictly = (known: Known): Known =>
  known.otherwise ? { ...known, ...known.otherwise, expiresAt: null, fromCache: false } : known;

const rank: readonly AccessWord[] = ['granted', 'checking', 'confirming', 'signed-out', 'failed', 'denied'];

/** Among denials, one that payment mends comes first. */
const weight = ({ access, reason }: Known): number => rank.indexOf(access) + (access === 'denied' && reason !== 'not-entitled' ? 1 : 0);

/** Several offers, any of which opens: granted if one is, denied only if all are, else the likeliest to change. */
export const best = (all: readonly Known[]): Known => all.reduce((one, other) => (weight(other) < weight(one) ? other : one));

/** Whether nothing that anybody shows has changed. */
export const sameKnown = (one: Known, other: Known): boolean =>
  one.access === other.access && one.reason === other.reason && one.expiresAt === other.expiresAt &&
  one.fromCache === other.fromCache && one.slow === other.slow && one.offerId === other.offerId &&
  one.otherwise?.access === other.otherwise?.access;
