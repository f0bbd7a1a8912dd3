import type { Clock } from '../mediastore/clock.js';
import { MediaStoreError } from '../mediastore/errors.js';
import { within } from '../sources/deadline.js';
import { withoutSecrets } from '../wire/log.js';
import { createSharing, sharedWith } from './sharing.js';
import { SinkError, type Applied, type Sink, type SinkProblem } from './sink.js';
import type { Steps } from './steps.js';
import type { BridgeStore, Claim, Intention, Want } from './store.js';

interface Surroundings {
  readonly store: Pick<BridgeStore, 'intend' | 'record' | 'sharers' | 'mark'>;
  readonly clock: Clock;
  /** Milliseconds for one call to a sink. */
  readonly deadline: number;
  readonly steps: Steps;
}

/** One thing to tell one sink. */
export interface Assertion {
  readonly claim: Claim;
  readonly sink: Sink;
  readonly intention: Intention;
  /** Why the sink is not called any more in this round; what is wanted is written down nevertheless. */
  readonly rests?: SinkProblem | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How often a remote id may turn out to be unusable, one after the other. */
const mostRaises = 3;

function problemOf(error: unknown): SinkProblem {
  if (error instanceof SinkError) return error.problem;
  if (error instanceof MediaStoreError && error.code === 'timeout') return { code: 'timeout', message: 'no answer in time' };
  return { code: 'internal', message: withoutSecrets(String(error)).slice(0, 300) };
}

/** What an archived row comes to in the end: it opens nothing, which is all that a revocation wants. */
const unusable = (want: Want): Applied => (want === 'inactive'
  ? { outcome: 'unchanged', remoteId: null }
  : { outcome: 'stuck', problem: { code: 'archived', message: 'one remote id after the other was archived' } });

/**
 * Tells a sink what is wanted, and writes down before and after. Before: that what stands is unknown from now on, since
 * the reply can be lost. A remote id that can never be used again raises the generation, and the next one is tried.
 *
 * @returns what came of it, or `lost` when somebody else has the customer; then the round is to end
 */
export function createAssert({ store, clock, deadline, steps }: Surroundings): (assertion: Assertion) => Promise<Applied | 'lost'> {
  const sharing = createSharing(store);
  const tell = async ({ sink, intention: { right, want }, signal }: Assertion): Promise<Applied> => {
    try {
      return await within({ clock, deadline, signal }, async (both) => sink[want === 'active' ? 'grant' : 'revoke'](right, { signal: both }));
    } catch (error) {
      signal?.throwIfAborted();
      return { outcome: 'again', problem: problemOf(error) };
    }
  };

  /**
   * Takes a right away, unless that would close the row of another customer. One who came to have it meanwhile is looked
   * at once more, since our revocation may have come last.
   */
  const take = async (assertion: Assertion): Promise<Applied> => {
    const { sink, intention: { right } } = assertion;
    const before = await sharing.find(sink, right);
    if (before) return sharedWith(before);
    const applied = await tell(assertion);
    const after = await sharing.find(sink, right);
    if (after) await store.mark([after.customerId], 'sweep');
    return applied;
  };

  return async function assert(assertion): Promise<Applied | 'lost'> {
    const { claim, sink, intention, rests } = assertion;
    const { want, right } = intention;
    const about = { customerId: claim.customerId, cause: claim.cause, sink: sink.name, want };
    for (let generation = right.generation; ; generation++) {
      const raised = { ...intention, right: { ...right, generation } };
      if (!(await store.intend(claim, raised))) return 'lost';
      await steps({ at: 'intended', ...about });
      const since = clock.now();
      const applied: Applied = rests ? { outcome: 'again', problem: rests } : await (want === 'inactive' ? take : tell)({ ...assertion, intention: raised });
      await steps({ at: 'applied', ...about, outcome: applied.outcome, ms: clock.now() - since });
      if (applied.outcome === 'archived' && want === 'active' && generation < right.generation + mostRaises) continue;
      const outcome = applied.outcome === 'archived' ? unusable(want) : applied;
      if (!(await store.record(claim, right.key, outcome))) return 'lost';
      await steps({ at: 'recorded', ...about, outcome: outcome.outcome });
      return outcome;
    }
  };
}
