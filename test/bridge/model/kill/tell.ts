import { rm } from 'node:fs/promises';
import { buildChild } from './build.js';
import { liveAndDie, type KillEnding, type Place } from './history.js';

/** What came of histories with real deaths. */
export interface KillOutcome {
  readonly place: string;
  histories: number;
  deaths: number;
  open: number;
  shut: number;
  twice: number;
  readonly faulty: KillEnding[];
}

/**
 * Lives through histories in which processes are killed, several at a time since they mostly wait.
 *
 * @param atOnce how many
 */
export async function tellKills(place: Place, seeds: Iterable<number>, atOnce = 2, progress: (ending: KillEnding) => void = () => undefined): Promise<KillOutcome> {
  const file = await buildChild();
  const outcome: KillOutcome = { place: place === 'pglite' ? 'PGlite in a folder' : 'PostgreSQL, two processes', histories: 0, deaths: 0, open: 0, shut: 0, twice: 0, faulty: [] };
  const queue = seeds[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const ending = await liveAndDie(file, place, next.value);
      outcome.histories++;
      for (const name of ['deaths', 'open', 'shut', 'twice'] as const) outcome[name] += ending[name];
      if (ending.open + ending.shut + ending.twice || ending.sweep !== 'done') outcome.faulty.push(ending);
      progress(ending);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work)).finally(async () => rm(file, { force: true }));
  return outcome;
}

/** As a row of a table. */
export const killRow = ({ place, histories, deaths, open, shut, twice, faulty }: KillOutcome): Record<string, string | number> => ({
  'state in': place, histories, 'killed by SIGKILL': deaths, 'open though unpaid': open, 'shut though paid': shut, 'duplicate rows': twice, 'histories with any': faulty.length,
});
