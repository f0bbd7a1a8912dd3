import type { Decision } from './decide.js';
import type { SinkProblem } from './sink.js';
import type { Claim, Intention, RightRow } from './store.js';

/** What one sink is to be told in one round, in the order of its turns. */
export interface Turns {
  readonly grants: readonly Intention[];
  readonly revokes: readonly Intention[];
  /** What the sink has confirmed before. */
  readonly repeated: readonly Intention[];
}

/** The problem of a round that ran out of time. The next one follows at once and goes on where it ended. */
export const outOfTime = 'late';

interface Moment {
  /** What is noted of the customer's rights, by key. */
  readonly rows: ReadonlyMap<string, RightRow>;
  readonly claim: Pick<Claim, 'attempts' | 'problem' | 'sweep' | 'since'>;
  /** Unix seconds. */
  readonly now: number;
}

/** Whether it only says again what the sink has confirmed, and what has not run out since. */
function isRepeated({ right, want }: Intention, { rows, now }: Moment): boolean {
  const row = rows.get(right.key);
  if (row?.want !== want || row.have !== want) return false;
  return want === 'inactive' || row.validUntil === null || row.validUntil > now;
}

/** Begins with another one after each round that failed, so that the same first ones do not keep the rest waiting for ever. */
const from = (start: number, all: readonly Intention[]): readonly Intention[] =>
  (all.length ? [...all.slice(start % all.length), ...all.slice(0, start % all.length)] : []);

/**
 * New grants before new revocations, so that a switch of plans has no gap; after them what only has to be said again,
 * longest unsaid first. A lease may end, or a sink fail, in any of these turns: then the next round goes on with what
 * is left.
 */
export function turnsOf(sink: string, { grants, revokes }: Pick<Decision, 'grants' | 'revokes'>, moment: Moment): Turns {
  const own = [...grants, ...revokes].filter((each) => each.sink === sink);
  const repeated = own.filter((each) => isRepeated(each, moment));
  const fresh = own.filter((each) => !repeated.includes(each));
  const saidAt = ({ right }: Intention): number => moment.rows.get(right.key)?.haveAt ?? 0;
  const { claim: { attempts, problem, sweep, since } } = moment;
  // What was said before may have been written over. A sweep says everything again, whatever was said a moment ago.
  const left = problem === outOfTime && sweep === null ? repeated.filter((each) => saidAt(each) <= since) : repeated;
  return {
    grants: from(attempts, fresh.filter(({ want }) => want === 'active')),
    revokes: from(attempts, fresh.filter(({ want }) => want === 'inactive')),
    repeated: left.sort((one, other) => saidAt(one) - saidAt(other)),
  };
}

/** Whether a problem is about the sink as a whole, and not perhaps about this one right. */
export const isOfAll = ({ code, status = 0 }: SinkProblem): boolean =>
  ['network', 'timeout', 'limited', 'credentials'].includes(code) || (status >= 502 && status <= 504);
