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
  /** What made `want` what it is, the last time that it changed. */
  readonly wantBy: Cause;
  /** Unix seconds at which the service said that access ends; null when it named no end. Without the horizon. */
  readonly expiresAt: number | null;
  readonly problem: string | null;
  /** Unix seconds since which the sink has not confirmed what is wanted; null when it has, or another's row stands there. */
  readonly unsentSince: number | null;
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

/**
 * Why a customer is to be looked at. After an `event` access is asked for; a `sweep` reads records first; so does a
 * round whose `time` has come by `Findings.dueAt` alone, without a mark. An event outweighs the others.
 */
export type Cause = 'event' | 'sweep' | 'time';

/** What is going to be asserted at a sink. */
export interface Intention {
  readonly sink: string;
  readonly right: Right;
  readonly want: Want;
  /** As {@link RightRow.expiresAt}. */
  readonly expiresAt: number | null;
  /** It is kept while its revocation is held: the hold stays, and nothing is written once the right has been released. */
  readonly held?: true;
}

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
  /** The sweep that marked the customer and has not seen a round of it end, be it with a problem. */
  readonly sweep: string | null;
  /** Fingerprint of the records on which the last verdict rests, null before the first. */
  readonly basis: string | null;
  /** Unix seconds at which the service itself was last asked for access, null before the first time. */
  readonly askedAt: number | null;
  /** Failed rounds in a row. */
  readonly attempts: number;
  /** The problem with which the last round ended, null when it ended well. */
  readonly problem: string | null;
  /** Unix seconds at which the first of the rounds was begun that ran out of time one after the other, with no new mark between; else this one. */
  readonly since: number;
}

/** What a round leaves behind. */
export interface Findings {
  /** Kept as it was when left out; null forgets it, so that the next sweep asks. */
  readonly basis?: string | null;
  readonly askedAt?: number;
  /**
   * The marks of this claim have been answered, whatever the sinks did: when the round is repeated for its problem, its
   * cause is no `event` any more but a `sweep`, which reads records before it asks. A mark made meanwhile stays one.
   */
  readonly answered?: boolean;
  /** The round could not be finished: looked at again at `dueAt`. */
  readonly problem?: string;
  /** Milliseconds since the epoch at which the customer is next due, by a failure or by the end of a right. */
  readonly dueAt?: number;
}

/**
 * What a sweep has come to. `marking` while its customers are being found, `running` until each has had a round,
 * `held` when it would revoke too much and waits for a person; `released`, `discarded` and `done` are its ends, as is
 * `superseded`: another was begun before all were marked, or holds all that this one held.
 */
export type SweepState = 'marking' | 'running' | 'held' | 'released' | 'discarded' | 'done' | 'superseded';

/** One sweep. Times are unix seconds. */
export interface SweepRow {
  readonly id: string;
  readonly state: SweepState;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Rights with `want: 'active'` when it began. */
  readonly live: number;
  /** Customers whom it has marked and who have had no round since. */
  readonly left: number;
  /** Rights that it holds now. */
  readonly held: number;
  /** Why the service's lists could not be read, by a code such as `credentials` or `network`; null when they could. */
  readonly unlisted: string | null;
}

/** A customer, as the bridge knows it. Times are unix seconds; null for never. */
export interface CustomerRow {
  readonly customerId: string;
  /** Whether a mark waits for a round. */
  readonly dirty: boolean;
  /** When it is next looked at: the earlier of mark and `Findings.dueAt`. */
  readonly dueAt: number | null;
  readonly leaseUntil: number | null;
  readonly attempts: number;
  readonly problem: string | null;
  readonly askedAt: number | null;
  readonly basis: string | null;
  readonly sweep: string | null;
}

/** Figures of the whole. */
export interface Tally {
  readonly customers: number;
  /** Customers whose time has come, leased or not. */
  readonly due: number;
  /** Unix seconds since which the one that waits longest is due. */
  readonly oldestDue: number | null;
  /** Customers whose last round ended with a problem. */
  readonly failing: number;
  /** Those of them whose last look ended because the service did not accept our credentials. */
  readonly refused: number;
  /** Rights with `want: 'active'`. */
  readonly live: number;
  /** Rights by what stands, and `held`. */
  readonly have: Readonly<Record<Have | 'held', number>>;
  /** Oldest `unsentSince` of a right with `want: 'inactive'`: how long too much is open. */
  readonly oldestUnsentRevocation: number | null;
}

/** Rights of one sink and target, as their row was last written, that are wanted open or not known to be closed. */
export interface Standing {
  readonly sink: string;
  readonly target: string;
  /** As {@link Right.row}. */
  readonly row: Right['row'];
  readonly rights: number;
  /** How many of them do not end by themselves. */
  readonly forever: number;
}

/** Which customers a sweep is to look at. */
export interface Sweepable {
  /** Only ids greater than this one, in the order of text; null from the start. */
  readonly after: string | null;
  readonly limit: number;
  /**
   * Unix seconds. Besides customers with a right that is wanted active, those with one that is not but whose
   * `validUntil` is later than this or null, or which does not stand as `inactive`.
   */
  readonly endedAfter: number;
  /** Unix seconds: also every customer last asked about before this, or never; null for no such customers. */
  readonly askedBefore: number | null;
}

/**
 * Everything durable. Each method is one transaction; each of those that take a claim changes nothing and says so
 * when the claim's fence is no longer the newest.
 */
export interface BridgeStore {
  /** Writes the delivery and marks the customer in one transaction. An equal body counts as a copy and marks again. */
  receive(delivery: Delivery, customerId: string | null): Promise<void>;
  /**
   * Forgets what is too old to be kept, in batches that are transactions each. A delivery counts from when an equal
   * body last came.
   *
   * @param before unix seconds: `bodies`, which hold personal data, and `deliveries`, of which otherwise the topic,
   *   the customer and the times remain
   * @returns how many bodies
   */
  purge(before: { readonly bodies: number; readonly deliveries: number }): Promise<number>;
  /**
   * Forgets customers who have been gone since before then (unix seconds), with their rights and what was heard of
   * them, in batches that are transactions each: nobody has told of them since, nothing is pending, and every right
   * ended before and is known to be closed.
   *
   * @returns how many
   */
  forget(before: number): Promise<number>;
  /** Deliveries about a customer that are still kept, newest first. */
  deliveries(customerId: string, limit: number): Promise<readonly Delivery[]>;
  /**
   * Makes customers due; one that is unknown is remembered. A sweep marks each customer once: those that the sweep of
   * this id has marked before are passed over.
   *
   * @param options `dueAt` in milliseconds since the epoch, by default now; never later than it was. `heard`: somebody
   *   has told of them, by default with each event; whom nobody tells of is forgotten in the end
   */
  mark(customerIds: readonly string[], cause: 'event' | 'sweep', options?: { readonly sweep?: string; readonly dueAt?: number; readonly heard?: boolean }): Promise<void>;
  /**
   * Marks, as by a sweep, the customers who have a right that this sink refused with a problem of one of these codes.
   *
   * @returns how many
   */
  markStuck(sink: string, codes: readonly string[]): Promise<number>;
  /** The customer that is due longest and in nobody's hands; one with an event that nobody has answered goes first. */
  claim(owner: string, leaseMs: number): Promise<Claim | null>;
  rights(customerId: string): Promise<readonly RightRow[]>;
  /** Some rights that are wanted active at the same sink, for the same target and account, of other customers. */
  sharers(sink: string, right: Pick<Right, 'customerId' | 'account' | 'target'>): Promise<readonly RightRow[]>;
  /**
   * Writes what is wanted and that what stands is unknown, and ends a hold, unless it is {@link Intention.held}.
   * `wantAt` and `wantBy` (the claim's cause) move only where `want` does. False: the claim is lost, or the right has
   * been released meanwhile; the sink is not to be called, and another round follows.
   */
  intend(claim: Claim, intention: Intention): Promise<boolean>;
  /**
   * These rights would be revoked and are held instead: `want` stays.
   *
   * @param by the sweep, or `time`
   */
  hold(claim: Claim, keys: readonly string[], by: string): Promise<boolean>;
  record(claim: Claim, key: string, applied: Applied): Promise<boolean>;
  /**
   * Ends the round, whatever its end also for the sweep that marked the customer. On a lost claim the customer is
   * marked once more, by the claim's cause, since an old write may have come after a newer one.
   */
  finish(claim: Claim, findings: Findings): Promise<'done' | 'still-due' | 'lost'>;

  customer(customerId: string): Promise<CustomerRow | null>;
  /** Customers with a right wanted active, except for one. */
  others(customerId: string, limit: number): Promise<readonly string[]>;
  tally(): Promise<Tally>;
  /** Rights that a sink refused, that stand in somebody else's name, or with a problem; what is open too long first. */
  troubled(limit: number): Promise<readonly RightRow[]>;
  /**
   * Customers about whom deliveries have come since then (unix seconds), in the order of text, also where their bodies
   * have been purged.
   *
   * @param after only ids greater than this one; null from the start
   */
  heard(since: number, after: string | null, limit: number): Promise<readonly string[]>;
  /** All that stands, by sink, target and row. It looks at every right. */
  standing(): Promise<readonly Standing[]>;
  /**
   * Lets go of what stands so, in batches that are transactions each: `revoke` has it wanted `inactive` and its
   * customers marked, as by a sweep; `leave` forgets it, and the other side keeps it as it is.
   *
   * @returns how many rights
   */
  dismiss(which: Pick<Standing, 'sink' | 'target' | 'row'>, verdict: 'revoke' | 'leave'): Promise<number>;
  /** Rights that were wanted active when the newest sweep began; 0 before the first. Unlike {@link tally} it costs nothing. */
  liveLately(): Promise<number>;
  /** How many rights have become `inactive` by rounds of this cause since then (unix seconds). */
  revoked(cause: Cause, since: number): Promise<number>;

  /**
   * Begins a sweep as `marking`; one that still is `marking` or `running` becomes `superseded`, and what it holds is
   * held by the new one.
   *
   * @param since unix seconds: null is returned, and nothing begun, where another began at or after it
   */
  beginSweep(id: string, since?: number): Promise<SweepRow | null>;
  sweepable(which: Sweepable): Promise<readonly string[]>;
  /** Moves a sweep on, if it still is in the state `from`; dates its end where `to` is one. */
  moveSweep(id: string, from: SweepState, to: SweepState): Promise<boolean>;
  /** Notes why the service's lists could not be read for a sweep. */
  noteUnlisted(id: string, why: string): Promise<void>;
  /** Newest first. */
  sweeps(limit: number): Promise<readonly SweepRow[]>;
  /**
   * Ends the holds of a sweep or of `time`, in batches that are transactions each: released rights are wanted
   * `inactive` from now on and their customers marked, as by a sweep; discarded ones stay wanted.
   *
   * @returns how many rights
   */
  unhold(by: string, verdict: 'release' | 'discard'): Promise<number>;
}
