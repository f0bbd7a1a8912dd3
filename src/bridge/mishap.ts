import { backoff } from './backoff.js';
import type { Settings } from './options.js';
import type { Round } from './round.js';
import type { Steps } from './steps.js';
import type { Claim } from './store.js';

/** The problem of a customer whose round broke. */
export const brokeOff = 'internal';

/** An error of whoever watches, which stands for the end of the machine. */
class Watched extends Error {
  constructor(readonly why: unknown) { super('a step was ended'); }
}

/** Steps whose errors can be told from all others. */
export const marked = (steps: Steps): Steps => async (step) => {
  try {
    await steps(step);
  } catch (why) {
    throw new Watched(why);
  }
};

/**
 * Ends a round that broke as one that failed, so that its customer waits longer each time, and no sweep waits for it
 * for ever with all that it holds. Rejects where that cannot be written down either, when aborted, and for an error of
 * {@link Steps}: then the customer is looked at again when the lease has run out.
 */
export function surviving(round: (claim: Claim, signal?: AbortSignal) => Promise<Round>, { store, clock, random, log }: Pick<Settings, 'store' | 'clock' | 'random' | 'log'>): typeof round {
  return async (claim, signal) => {
    try {
      return await round(claim, signal);
    } catch (error) {
      if (error instanceof Watched) throw error.why;
      signal?.throwIfAborted();
      const dueAt = clock.now() + backoff(claim.attempts, random);
      const outcome = await store.finish(claim, { problem: brokeOff, dueAt }).catch(() => { throw error; });
      const { customerId, cause } = claim;
      log('error', 'bridge.round-broke', { customerId, reason: String(error) });
      return { customerId, cause, outcome, checks: 0, granted: 0, revoked: 0, held: 0, problem: brokeOff };
    }
  };
}
