import type { Database } from '../../../src/bridge/database.js';
import { live, type Ending } from './history.js';
import type { Protection } from './protections.js';
import type { Chapter } from './stories.js';

/** What came of the histories of a chapter. */
export interface Outcome {
  readonly chapter: string;
  readonly off: Protection | 'nothing';
  histories: number;
  /** Rights that stood open though unpaid, shut though paid, and twice; notes that said what was not so. */
  open: number;
  shut: number;
  twice: number;
  lies: number;
  crashes: number;
  /** Seeds of histories in which any of that was. */
  readonly faulty: number[];
  /** How often the protection that is off was found where it should have been. */
  met: number;
}

export const outcomeOf = ({ title }: Chapter, off?: Protection): Outcome =>
  ({ chapter: title, off: off ?? 'nothing', histories: 0, open: 0, shut: 0, twice: 0, lies: 0, crashes: 0, faulty: [], met: 0 });

export function add(outcome: Outcome, { seed, open, shut, twice, lies, crashes, met }: Ending): void {
  outcome.histories++;
  outcome.open += open;
  outcome.shut += shut;
  outcome.twice += twice;
  outcome.lies += lies;
  outcome.crashes += crashes;
  outcome.met += met;
  if (open + shut + twice + lies) outcome.faulty.push(seed);
}

/** Puts two halves together. */
export function merge(into: Outcome, from: Outcome): void {
  for (const name of ['histories', 'open', 'shut', 'twice', 'lies', 'crashes', 'met'] as const) into[name] += from[name];
  into.faulty.push(...from.faulty);
}

/**
 * Lives through the histories of a chapter.
 *
 * @param enough whether no more are needed
 */
export async function tell(
  chapter: Chapter, off: Protection | undefined, seeds: Iterable<number>, database: Database, schema: string, enough: (outcome: Outcome) => boolean = () => false,
): Promise<Outcome> {
  const outcome = outcomeOf(chapter, off);
  for (const seed of seeds) {
    add(outcome, await live({ ...chapter.story, off }, seed, database, schema));
    if (enough(outcome)) break;
  }
  return outcome;
}

/** As a row of a table. */
export const row = ({ off, histories, open, shut, twice, lies, crashes, faulty, chapter }: Outcome): Record<string, string | number> => ({
  'what happens': chapter, 'switched off': off, histories, 'open though unpaid': open, 'shut though paid': shut, 'duplicate rows': twice,
  'notes that lie': lies, 'processes died': crashes, 'histories with any': faulty.length,
});

/** Seeds, one after the other. */
export function* seedsFrom(first: number, count: number): Generator<number> {
  for (let seed = first; seed < first + count; seed++) yield seed;
}
