import type { Clock } from '../mediastore/clock.js';
import type { createAssert } from './assert.js';
import type { Decision } from './decide.js';
import type { Sink, SinkProblem } from './sink.js';
import type { Claim, Intention, RightRow } from './store.js';
import { isOfAll, turnsOf } from './turns.js';

/** What came of telling the sinks. */
export interface Told {
  readonly lost: boolean;
  /** Whether the lease had not enough left for all; what was not come to is not written down either. */
  readonly late: boolean;
  readonly granted: number;
  readonly revoked: number;
  /** What is to be tried again, by sink. */
  readonly again: ReadonlyMap<string, SinkProblem>;
  /** What a person must look at, or has been left to somebody else. */
  readonly stuck: readonly { readonly sink: string; readonly target: string; readonly code: string }[];
}

interface Surroundings {
  readonly assert: ReturnType<typeof createAssert>;
  readonly sinks: ReadonlyMap<string, Sink>;
  readonly clock: Clock;
  /** Milliseconds of the lease that a call needs before it may begin. */
  readonly needs: number;
}

/** Milliseconds for the store, beside the call. */
export const margin = 1000;

/** Calls in a row that may fail for a reason of the sink's own before it is left alone for the rest of a turn. */
const patience = 2;

/**
 * Tells each sink in its turns; the sinks beside each other, so that none holds up another. One right that a sink
 * cannot take keeps no other from it.
 *
 * @returns what came of it; it takes what is noted of the customer's rights
 */
export function createTell({ assert, sinks, clock, needs }: Surroundings) {
  return async function tell(claim: Claim, decision: Pick<Decision, 'grants' | 'revokes'>, rows: readonly RightRow[], signal?: AbortSignal): Promise<Told> {
    const told = { lost: false, late: false, granted: 0, revoked: 0, again: new Map<string, SinkProblem>(), stuck: [] as Told['stuck'][number][] };
    const moment = { rows: new Map(rows.map((row) => [row.key, row])), claim, now: Math.floor(clock.now() / 1000) };

    /** @returns the problem, when it was one of the sink as a whole */
    const one = async (sink: Sink, intention: Intention, rests: SinkProblem | undefined): Promise<SinkProblem | undefined> => {
      const { name } = sink;
      const applied = await assert({ claim, sink, intention, rests, signal });
      if (applied === 'lost') told.lost = true;
      else if (applied.outcome === 'again') told.again.set(name, applied.problem);
      else if (applied.outcome === 'stuck') told.stuck.push({ sink: name, target: intention.right.target, code: applied.problem.code });
      else if (applied.outcome === 'foreign') told.stuck.push({ sink: name, target: intention.right.target, code: applied.why?.code ?? 'foreign' });
      else told[intention.want === 'active' ? 'granted' : 'revoked']++;
      return applied !== 'lost' && applied.outcome === 'again' && isOfAll(applied.problem) ? applied.problem : undefined;
    };
    /** @param known whether the sink has confirmed it all before, so that nothing is lost by not saying it again now */
    const turn = async (sink: Sink, intentions: readonly Intention[], known: boolean): Promise<void> => {
      let failures: SinkProblem[] = [];
      for (const intention of intentions) {
        if (told.lost || told.late || (known && failures.length >= patience)) return;
        if (claim.until - clock.now() < needs + margin) told.late = true;
        else {
          const failure = await one(sink, intention, failures[patience - 1]);
          failures = failure ? [...failures, failure] : [];
        }
      }
    };
    const inOrder = async (sink: Sink): Promise<void> => {
      const { grants, revokes, repeated } = turnsOf(sink.name, decision, moment);
      await turn(sink, grants, false);
      await turn(sink, revokes, false);
      await turn(sink, repeated, true);
    };
    const ended = await Promise.allSettled([...sinks.values()].map(inOrder));
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
    return told;
  };
}
