import type { Clock } from '../mediastore/clock.js';
import type { createAssert } from './assert.js';
import type { Decision } from './decide.js';
import type { Sink, SinkProblem } from './sink.js';
import type { Claim, Intention } from './store.js';

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

/** Grants before revocations at each sink, so that a switch of plans has no gap; the sinks beside each other, so that none holds up another. */
export function createTell({ assert, sinks, clock, needs }: Surroundings) {
  return async function tell(claim: Claim, { grants, revokes }: Pick<Decision, 'grants' | 'revokes'>, signal?: AbortSignal): Promise<Told> {
    const told = { lost: false, late: false, granted: 0, revoked: 0, again: new Map<string, SinkProblem>(), stuck: [] as Told['stuck'][number][] };

    const one = async (sink: Sink, intention: Intention): Promise<void> => {
      const { name } = sink;
      const applied = await assert({ claim, sink, intention, rests: told.again.get(name), signal });
      if (applied === 'lost') told.lost = true;
      else if (applied.outcome === 'again') told.again.set(name, applied.problem);
      else if (applied.outcome === 'stuck') told.stuck.push({ sink: name, target: intention.right.target, code: applied.problem.code });
      else if (applied.outcome === 'foreign') told.stuck.push({ sink: name, target: intention.right.target, code: 'foreign' });
      else told[intention.want === 'active' ? 'granted' : 'revoked']++;
    };
    const inOrder = async (sink: Sink): Promise<void> => {
      for (const intention of [...grants, ...revokes].filter((each) => each.sink === sink.name)) {
        if (told.lost || told.late) return;
        if (claim.until - clock.now() < needs + margin) told.late = true;
        else await one(sink, intention);
      }
    };
    const ended = await Promise.allSettled([...sinks.values()].map(inOrder));
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
    return told;
  };
}
