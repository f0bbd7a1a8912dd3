/**
 * npm run test:bridge: lives through 2,000 seeded histories of two workers on PGlite, in which deliveries and replies
 * get lost, processes freeze and die at every step and writes come late; through some with each protection switched
 * off, which must be missed; and through 100 in which real processes are killed. `--seed 1`, `--runs 2000`, `--off 80`,
 * `--kills 100`, `--processes 2` (each with a part of the histories), `--engine postgres` (for the 2,000), `--json`.
 * Exit code 1 when something stood at a platform that must not, or a protection was not missed; each such history is
 * named by its seed, and `--seed N --runs 1 --off 0 --kills 0` lives through it again.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openPostgres } from '../../../src/bridge/databases/postgres.js';
import { killRow, tellKills, type KillOutcome } from './kill/tell.js';
import { chapters } from './stories.js';
import { merge, outcomeOf, row, seedsFrom, type Outcome } from './tell.js';
import type { Share } from './share.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '2000' }, off: { type: 'string', default: '80' }, kills: { type: 'string', default: '100' },
    processes: { type: 'string', default: '2' }, engine: { type: 'string', default: 'pglite' }, json: { type: 'boolean', default: false },
  },
});
const [seed, runs, off, kills, processes] = [values.seed, values.runs, values.off, values.kills, values.processes].map(Number) as [number, number, number, number, number];
const say = (line: string): void => { if (!values.json) console.log(line); };
const postgresUrl = process.env.TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/test';
const began = Date.now();
const minutes = (): string => `${((Date.now() - began) / 60_000).toFixed(1)} min`;

/** Lets a process of its own live through a share of the histories. */
const inProcess = async (share: Share): Promise<Outcome[]> => new Promise((resolve, reject) => {
  const child = fork(fileURLToPath(new URL('share.ts', import.meta.url)), [JSON.stringify(share)], { execArgv: ['--import', 'tsx'] });
  const outcomes: Outcome[] = [];
  child.on('message', (outcome) => outcomes.push(outcome as Outcome));
  child.once('exit', (code) => { if (code) reject(new Error(`a process ended with ${code}`)); else resolve(outcomes); });
});

/** Whether there is a real server. */
async function hasPostgres(): Promise<boolean> {
  const database = await openPostgres(postgresUrl);
  const there = await database.query('SELECT 1').then(() => true, () => false);
  await database.close();
  if (!there) console.error(`There is no PostgreSQL at ${postgresUrl}: processes are killed on PGlite alone.`);
  return there;
}

/** One run of a chapter alone is of the first, else each has its part. */
const countOf = (part: number): number => (runs < chapters.length ? 0 : Math.round(runs * part));
const works = chapters.flatMap((chapter, index) => [
  { chapter: index, off: undefined, from: seed, count: runs < chapters.length ? runs : countOf(chapter.part) },
  ...chapter.needs.map((each) => ({ chapter: index, off: each, from: seed, count: off })),
]).filter(({ count }) => count > 0);

say(`${runs} histories on ${values.engine}, seed ${seed}`);
const shares = Array.from({ length: processes }, (_, index) => works.map((work) => {
  const size = Math.ceil(work.count / processes);
  return { ...work, from: work.from + index * size, count: Math.max(0, Math.min(size, work.count - index * size)) };
}));
const told = (await Promise.all(shares.map(async (share, index) => inProcess({ works: share, engine: values.engine === 'postgres' ? postgresUrl : 'pglite', schema: `model_${index}` })))).flat();
const outcomes = works.map(({ chapter, off: without }) => {
  const sum = outcomeOf(chapters[chapter]!, without);
  for (const outcome of told) if (outcome.chapter === sum.chapter && outcome.off === sum.off) merge(sum, outcome);
  return sum;
});
if (!values.json) console.table(outcomes.map(row));
say(`after ${minutes()}`);

const killed: KillOutcome[] = [];
if (kills) {
  const there = await hasPostgres();
  const inFolder = there ? Math.max(1, Math.round(kills / 10)) : kills;
  if (kills > inFolder) killed.push(await tellKills({ url: postgresUrl }, seedsFrom(seed, kills - inFolder), processes + 1));
  killed.push(await tellKills('pglite', seedsFrom(seed, inFolder), processes));
  if (!values.json) console.table(killed.map(killRow));
  say(`after ${minutes()}`);
}

const faults = [
  ...outcomes.flatMap(({ off: without, chapter, faulty }) => (without === 'nothing' ? faulty.map((each) => `seed ${each}: something stood that must not, where ${chapter}`) : [])),
  ...outcomes.flatMap(({ off: without, chapter, faulty }) => (without !== 'nothing' && !faulty.length ? [`nothing was missed without ${without}, where ${chapter}`] : [])),
  ...killed.flatMap(({ place, faulty }) => faulty.map((ending) => `${place}: ${JSON.stringify(ending)}`)),
];
if (values.json) console.log(JSON.stringify({ seed, minutes: (Date.now() - began) / 60_000, outcomes, killed, faults }, null, 2));
else for (const fault of faults) console.error(fault);
// The bundler of the children keeps threads for later.
process.stdout.write('', () => process.exit(faults.length ? 1 : 0));
