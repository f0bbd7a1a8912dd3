import type { Applied } from './sink.js';
import type { Cause, Want } from './store.js';

/** Something that a round has just done. Customers and keys are opaque; there is nothing personal in it. */
export interface Step {
  readonly at: 'claimed' | 'asked' | 'intended' | 'applied' | 'recorded' | 'held' | 'finished';
  readonly customerId: string;
  readonly cause: Cause;
  readonly sink?: string;
  readonly want?: Want;
  /** With `applied` and `recorded`. */
  readonly outcome?: Applied['outcome'];
  /** With `asked`: questions about access that were put to Cleeng. */
  readonly checks?: number;
  /** Milliseconds that it took, with `asked` and `applied`. */
  readonly ms?: number;
}

/**
 * Watches a bridge at work, as metrics do. It is waited for after each step, and what it throws ends the round there,
 * as if the machine had gone: the customer is looked at again when the lease has run out.
 */
export type Steps = (step: Step) => void | Promise<void>;
