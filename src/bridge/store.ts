import type { Applied, Right } from './sink.js';

/** What is wanted of a right, or what is known to stand at the sink. */
export type Want = 'active' | 'inactive';
export type Have = 'active' | 'inactive' | 'unknown' | 'foreign' | 'stuck';

/** A right, and what has become of it. */
export interface RightRow extends Right {
  readonly sink: string;
  readonly want: Want;
  /** Set to `unknown` before each call, since a reply can be lost. */
  readonly have: Have;
  readonly remoteId: string | null;
  /** Unix seconds of the last answer of the sink, null before the first. */
  readonly haveAt: number | null;
  /** Unix seconds since which `want` is what it is. */
  readonly wantAt: number;
  readonly problem: string | null;
  /** The sweep that would revoke it and waits for its end or for a person. */
  readonly heldBy: string | null;
}

/** A delivery of Cleeng's, as it arrived; kept for audit and replay, never a filter on work. */
export interface Delivery {
  /** Hex digits of the SHA-256 of the body. */
  readonly sha256: string;
  readonly topic: string;
  readonly body: Uint8Array;
}

/** Why a customer is to be looked at. After an event access is asked for; a sweep reads records first. */
export type Cause = 'event' | 'sweep';

/** The right to work on one customer for a while. */
export interface Claim {
  readonly customerId: string;
  /** The newest mark that this round covers. */
  readonly seq: number;
  /** Raised with each claim: whoever holds an older one is told so by every write. */
  readonly fence: number;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly cause: Cause;
  /** The sweep that marked the customer, when one did. */
  readonly sweep: string | null;
  /** Fingerprint of the records on which the last verdict rests, null before the first. */
  readonly basis: string | null;
  /** Unix seconds at which the service itself was last asked for access, null before the first time. */
  readonly askedAt: number | null;
  /** Failed rounds in a row. */
  readonly attempts: number;
}

/** What a round leaves behind. */
export interface Findings {
  readonly basis?: string;
  readonly askedAt?: number;
  /** The round could not be finished: looked at again at `dueAt`. */
  readonly problem?: string;
  /** Milliseconds since the epoch at which the customer is next due, by a failure or by the end of a right. */
  readonly dueAt?: number;
}

/**
 * Everything durable. Each method is one transaction; each of those that take a claim changes nothing and says so
 * when the claim's fence is no longer the newest.
 */
export interface BridgeStore {
  /** Writes the delivery and marks the customer in one transaction. An equal body counts as a copy and marks again. */
  receive(delivery: Delivery, customerId: string | null): Promise<void>;
  /** Makes customers due; one that is unknown is remembered. */
  mark(customerIds: readonly string[], cause: Cause, options?: { readonly sweep?: string; readonly dueAt?: number }): Promise<void>;
  /** The customer that is due longest and in nobody's hands. */
  claim(owner: string, leaseMs: number): Promise<Claim | null>;
  rights(customerId: string): Promise<readonly RightRow[]>;
  /** Writes what is wanted and that what stands is unknown. False: the claim is lost, and the sink is not to be called. */
  intend(claim: Claim, sink: string, right: Right, want: Want): Promise<boolean>;
  /** A sweep would revoke these: held until it has ended. */
  hold(claim: Claim, keys: readonly string[]): Promise<boolean>;
  record(claim: Claim, key: string, applied: Applied): Promise<boolean>;
  /** Ends the round. On a lost claim the customer is marked once more, since an old write may have come after a newer one. */
  finish(claim: Claim, findings: Findings): Promise<'done' | 'still-due' | 'lost'>;
}
