import type { DenialReason } from '../mediastore/types.js';

/** The person that is asked about. */
export interface Subject {
  /** Decimal digits, from a token whose signature was verified. */
  readonly customerId: string;
  /** That very token, for a source that asks in the customer's own name. */
  readonly jwt?: string;
  /** Where the request came from; passed on by a source only when the operator asks it to. */
  readonly address?: string;
}

/** Why a source could not find out. */
export interface Problem {
  /**
   * `unauthorized`: the service did not accept the customer's token. `credentials`: it did not accept ours, which
   * says nothing about the customer. The rest as in `MediaStoreErrorCode`.
   */
  readonly code: 'unauthorized' | 'credentials' | 'network' | 'timeout' | 'service' | 'malformed';
  /** HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** Seconds that the service asked to wait, at most 60. */
  readonly retryAfter?: number | undefined;
}

/**
 * What is said of one customer and one offer. `abstain`: the source does not know the offer and leaves the word to
 * others. `unknown`: it could not find out, which is never a denial.
 */
export type Statement =
  | { readonly status: 'granted'; readonly expiresAt: number | null; readonly evidence?: Readonly<Record<string, unknown>> }
  | { readonly status: 'denied'; readonly reason: DenialReason; readonly expiresAt?: number | null }
  | { readonly status: 'abstain' }
  | { readonly status: 'unknown'; readonly problem: Problem };

/** A statement, and who made it. */
export type Verdict = Statement & {
  /** Name of the source that spoke. */
  readonly source: string;
};

/** Something that a customer holds, as a list tells it. Good for finding out what to ask about, not for deciding. */
export interface Holding {
  readonly offerId: string;
  /** The service's own word, such as `active`, `stopped`, `terminated`, `paused`. */
  readonly status: string;
  /** Unix seconds or null. */
  readonly expiresAt: number | null;
  readonly subscriptionId?: string;
  readonly transactionId?: string;
}

/** Somebody who holds something, as a list across customers tells it. */
export interface Holder extends Holding {
  /** Decimal digits. */
  readonly customerId: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Somebody who can be asked whether a customer may see an offer. */
export interface Source {
  readonly name: string;
  /** Never rejects for what the other side did: that is `unknown`. Rejects when aborted, with the signal's reason. */
  check(subject: Subject, offerId: string, call?: CallOptions): Promise<Verdict>;
  /** What the customer holds, as far as this source can list it. Throws a `MediaStoreError` when it cannot. */
  list?(subject: Subject, call?: CallOptions): AsyncIterable<Holding>;
  /**
   * Who holds something of any of the offers, as far as this source can list it; the same customer may come more than
   * once. Throws a `MediaStoreError` when it cannot.
   */
  holders?(offerIds: readonly string[], call?: CallOptions): AsyncIterable<Holder>;
}
