/**
 * npm run test:bridge: lives through 2,000 seeded histories of two workers on PGlite, in which deliveries and replies
 * get lost, processes freeze and die at every step and writes come late; with each protection switched off, through as
 * many as it takes until it is missed, at most 80; and through 100 in which real processes are killed. `--seed 1`, `--runs 2000`, `--off 80`,
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
/** Histories that a process lives through before another takes its place: Node never lets go of those who died in them. */
const most = 200;
const minutes = (): string => `${((Date.now() - began) / 60_000).toFixed(1)} min`;
const progress = (line: string): void => { if (!values.json) console.error(`${minutes()}: ${line}`); };

/** Lets a process of its own live through a share of the histories. */
const inProcess = async (share: Share): Promise<Outcome> => new Promise((resolve, reject) => {
  const child = fork(fileURLToPath(new URL('share.ts', import.meta.url)), [JSON.stringify(share)], { execArgv: ['--import', 'tsx'] });
  let told: Outcome | undefined;
  child.on('message', (outcome) => { told = outcome as Outcome; });
  child.once('exit', (code) => { if (told && !code) resolve(told); else reject(new Error(`a process ended with ${code}`)); });
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
  { chapter: index, off: undefined, count: runs < chapters.length ? runs : countOf(chapter.part) },
  ...chapter.needs.map((each) => ({ chapter: index, off: each, count: off })),
]).filter(({ count }) => count > 0);

say(`${runs} histories on ${values.engine}, seed ${seed}`);
const shares = works.flatMap(({ chapter, off: without, count }) => Array.from({ length: Math.ceil(count / most) }, (_, index) =>
  ({ chapter, off: without, from: seed + index * most, count: Math.min(most, count - index * most) })));
const outcomes = works.map(({ chapter, off: without }) => outcomeOf(chapters[chapter]!, without));
const all = works.reduce((sum, { count }) => sum + count, 0);
/** Several processes, each with one share after the other. */
const liveAll = async (): Promise<unknown> => Promise.all(Array.from({ length: processes }, async (_, index) => {
  for (let share = shares.shift(); share; share = shares.shift()) {
    const told = await inProcess({ ...share, engine: values.engine === 'postgres' ? postgresUrl : 'pglite', schema: `model_${index}` });
    merge(outcomes.find(({ chapter, off: without }) => chapter === told.chapter && without === told.off)!, told);
    progress(`${outcomes.reduce((sum, { histories }) => sum + histories, 0)} of at most ${all} histories, those with a protection off among them`);
  }
}));

const killed: KillOutcome[] = [];
async function killAll(): Promise<void> {
  if (!kills) return;
  const inFolder = (await hasPostgres()) ? Math.max(1, Math.round(kills / 10)) : kills;
  let lived = 0;
  const tellOne = (): void => { progress(`${++lived} of ${kills} histories with SIGKILL`); };
  if (kills > inFolder) killed.push(await tellKills({ url: postgresUrl }, seedsFrom(seed, kills - inFolder), processes, tellOne));
  killed.push(await tellKills('pglite', seedsFrom(seed, inFolder), processes, tellOne));
}

// Who waits to be killed leaves the processors to the others.
await Promise.all([liveAll(), killAll()]);
for (const { faulty } of outcomes) faulty.sort((a, b) => a - b);
if (!values.json) {
  console.table(outcomes.map(row));
  if (killed.length) console.table(killed.map(killRow));
}
say(`after ${minutes()}`);

const faults = [
  ...outcomes.flatMap(({ off: without, chapter, faulty }) => (without === 'nothing' ? faulty.map((each) => `seed ${each}: something stood that must not, where ${chapter}`) : [])),
  ...outcomes.flatMap(({ off: without, chapter, faulty }) => (without !== 'nothing' && !faulty.length ? [`nothing was missed without ${without}, where ${chapter}`] : [])),
  ...killed.flatMap(({ place, faulty }) => faulty.map((ending) => `${place}: ${JSON.stringify(ending)}`)),
];
if (values.json) console.log(JSON.stringify({ seed, minutes: (Date.now() - began) / 60_000, outcomes, killed, faults }, null, 2));
else for (const fault of faults) console.error(fault);
// The bundler of the children keeps threads for later.
process.stdout.write('', () => process.exit(faults.length ? 1 : 0));
