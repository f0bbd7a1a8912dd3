import type { CallOptions } from '../sources/source.js';
import type { MappingRow } from './mapping.js';

/**
 * What should be true at one sink for one customer and one target, such as an offer of Motto or a product of Rights
 * Manager. Several purchases that carry the same target are one right.
 */
export interface Right {
  /** Stable for ever: publisher, environment, customer, sink, target, device and content. A sink makes its remote id of it. */
  readonly key: string;
  /** Raised only when the sink said that the remote id made of the generation before can never be used again. */
  readonly generation: number;
  /** Cleeng's customer id, in digits. */
  readonly customerId: string;
  /** Whom the sink knows this customer as: Motto's `user_id`, Rights Manager's `accountId`. */
  readonly account: string;
  /** What the sink calls the thing. */
  readonly target: string;
  /** The rest of the mapping's row, as {@link Sink.readRow} accepted it. */
  readonly row: Readonly<Record<string, unknown>>;
  /** Unix seconds of the moment at which access was first seen; never moved by a renewal. */
  readonly validFrom: number;
  /** Unix seconds, the rolling horizon included; null only where the operator wrote that this is for ever. */
  readonly validUntil: number | null;
  /** The Cleeng offer by which the customer may see it. */
  readonly offerId: string;
  readonly transactionId?: string;
  readonly subscriptionId?: string;
  /** Unix seconds of the newest transaction. */
  readonly transactionDate?: number;
  /** Two letters: where it was bought, never guessed. */
  readonly country?: string;
}

/** Why a sink could not do it; `message` is for an operator and holds neither token nor e-mail. */
export interface SinkProblem {
  /** Such as `network`, `timeout`, `service`, `limited`, `credentials`, `malformed`, `no-account`, `no-product`, `rejected`. */
  readonly code: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  readonly message: string;
  /** Seconds that the sink asked to wait. */
  readonly retryAfter?: number;
}

/** What stands at the sink. */
export interface Observed {
  readonly remoteId: string | null;
  /** Whether it lets the customer watch now. */
  readonly active: boolean;
  /** Unix seconds or null for never. */
  readonly validUntil: number | null;
  readonly owner: 'us' | 'other' | 'undetermined';
}

/** Something that is wrong with how a sink is set up, in the operator's words. */
export interface Complaint extends Pick<SinkProblem, 'code' | 'message'> {
  /** The target that it is about; the sink as a whole where it is left out. */
  readonly target?: string;
  /** Targets that there are, for a suggestion. */
  readonly known?: readonly string[];
}

/** What came of trying a sink without writing anything. */
export interface Inspection {
  readonly complaints: readonly Complaint[];
  /** Whether the sink could be asked which targets it knows. */
  readonly targets: boolean;
}

/** What became of an assertion. */
export type Applied =
  | { readonly outcome: 'applied' | 'unchanged'; readonly remoteId: string | null }
  /** Not known, or not now: 5xx, 429, network, a lost reply. To be asserted again. */
  | { readonly outcome: 'again'; readonly problem: SinkProblem }
  /** A person must look: any other 4xx. Tried again by each sweep. */
  | { readonly outcome: 'stuck'; readonly problem: SinkProblem }
  /** Somebody else's row stands there and is left alone; `why` where there is more to say of it. */
  | { readonly outcome: 'foreign'; readonly observed: Observed; readonly why?: SinkProblem }
  /** The remote id can never be used again, so the generation is to be raised. */
  | { readonly outcome: 'archived' };

/**
 * Another system that is told what a customer may watch. `grant` and `revoke` are assertions: safe to repeat for ever,
 * in any order, after a crash and by two workers at once; they keep no memory of their own and never decide about time.
 * None rejects for what the other side did; all reject when aborted, with the signal's reason.
 */
export interface Sink {
  /** As the mapping's rows call it. */
  readonly name: string;
  readonly traits: {
    readonly identity: 'natural-key' | 'client-id' | 'server-id';
    readonly revokesBy: 'status' | 'expiry' | 'message';
  };
  /**
   * Takes what a row of the mapping says beyond offer, sink and target.
   *
   * @throws TypeError that names the field and says what to write
   */
  readRow(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** What tells two rights of one target apart, such as a device or a content; empty when nothing does. */
  facet(row: Readonly<Record<string, unknown>>): string;
  /**
   * What names the row of a right at the other side, where two customers who are known there by one id have one row
   * between them. Left out where each right has a row of its own, however its customer is known.
   */
  rowOf?(right: Right): string;
  /**
   * Looks whether this sink may be used at all. The bridge asks before it tells the sink anything, and again each
   * minute while it throws.
   *
   * @throws Error in the operator's words, such as that the platform has a Cleeng integration of its own
   */
  start?(call?: CallOptions): Promise<void>;
  /**
   * Looks, by reading alone, whether it can be reached, takes our credentials and knows the targets of these rows.
   * What the other side did is a complaint and no rejection.
   */
  inspect?(rows: readonly MappingRow[], call?: CallOptions): Promise<Inspection>;
  grant(right: Right, call?: CallOptions): Promise<Applied>;
  revoke(right: Right, call?: CallOptions): Promise<Applied>;
  /** What stands there now, null when nothing does; `unknown` as a thrown {@link SinkError}. */
  observe(right: Right, call?: CallOptions): Promise<Observed | null>;
}

/** A sink could not be read. */
export class SinkError extends Error {
  override readonly name = 'SinkError';
  constructor(readonly problem: SinkProblem, options?: ErrorOptions) {
    super(problem.message, options);
  }
}
