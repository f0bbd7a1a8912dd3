import type { Database } from '../../../src/bridge/database.js';
import { openBridgeStore } from '../../../src/bridge/postgres-store.js';
import { createRandom } from '../../faults/random.js';
import { startProcess, type Process } from './process.js';
import { weaken, type Ids, type Protection } from './protections.js';
import { waitForSignatures } from './signing.js';
import { createTimeline } from './timeline.js';
import { calm, type Weather } from './weather.js';
import { createWorld, findLies, type Verdict, type World } from './world.js';

/** What a history is like. */
export interface Story {
  readonly weather: Weather;
  /** Milliseconds over which things change, and how many times. */
  readonly span: number;
  readonly changes: number;
  /** Milliseconds within which the same customer changes once more; never where 0. */
  readonly again?: number;
  /** Daily sweeps after that, the last one in calm weather; none where 0. */
  readonly sweeps: number;
  /** Whether notes are judged whenever a process has died. */
  readonly judgeNotes?: boolean;
  readonly off?: Protection | undefined;
}

/** How a history ended. */
export interface Ending extends Verdict {
  readonly seed: number;
  readonly lies: number;
  readonly crashes: number;
  /** Calls to Cleeng and both platforms, and transactions. */
  readonly calls: number;
  /** How often a statement was found that holds the protection that was switched off. */
  readonly met: number;
}

const start = Date.UTC(2026, 10, 21, 12);
/** Customers of whom the bridge has heard before. */
const known = 3;
const hour = 3_600_000;
const day = 24 * hour;

/**
 * Lives through one history: customers come and go, deliveries and replies get lost, processes freeze and die, and two
 * workers and a sweep make rounds.
 *
 * @param schema where the tables are; made if it is not there, and emptied
 */
export async function live(story: Story, seed: number, database: Database, schema: string): Promise<Ending> {
  const random = createRandom(seed);
  const timeline = createTimeline(start);
  const letGo = waitForSignatures(timeline);
  let met = 0;
  let weather: Weather = story.weather;
  const weak = weaken(database, story.off, () => { met++; });
  const store = await openBridgeStore({ database: weak, clock: timeline, schema });
  // Deleted rows would leave gaps, and of customers who are due at once the one in the first gap has its turn first.
  await database.run(`TRUNCATE ${['inbox', 'entitlement_right', 'customer', 'sweep'].map((table) => `${schema}.${table}`).join(', ')}`);

  const ids: Ids | undefined = story.off === 'deterministic id' ? { heard: new Map(), made: 0 } : undefined;
  const workers: (Process | undefined)[] = [];
  let [crashes, lies, born] = [0, 0, 0];
  let looking = false;

  const judgeNotes = (): void => {
    if (story.judgeNotes) timeline.at(timeline.now(), async () => { lies += await findLies(world, database, schema, timeline.now()); });
  };
  /** When nobody is due, the next moment at which somebody will be is looked up, so that no worker has to poll. */
  const onIdle = (): void => {
    if (looking) return;
    looking = true;
    timeline.at(timeline.now() + 1, async () => {
      looking = false;
      const { rows } = await database.query(`SELECT min(greatest(due_at, coalesce(lease_until, due_at))) AS next FROM ${schema}.customer`);
      const next = rows[0]?.next;
      if (next instanceof Date) timeline.at(Math.max(next.getTime(), timeline.now()) + 1, wake);
    });
  };
  const running = new Map<Process, { wake(): void }>();
  /** One is enough: who finds something to do looks again, and two find each other by the next reason to wake. */
  const wake = (): void => {
    const up = [...running].filter(([{ host }]) => host.alive);
    const awake = up.filter(([{ host }]) => host.frozenUntil <= timeline.now());
    if (up.length) random.pick(awake.length ? awake : up)[1].wake();
  };
  const surroundings = { timeline, random, weather: () => weather, store, ids, onIdle };
  const employ = (index: number): void => {
    const process: Process = startProcess(`worker-${++born}`, { ...surroundings, world, onCrash: () => {
      crashes++;
      workers[index] = undefined;
      running.delete(process);
      judgeNotes();
      timeline.at(timeline.now() + (5 + random.next() * 60) * 1000, () => { employ(index); });
    } });
    workers[index] = process;
    running.set(process, process.run());
  };
  const deliver = async (request: Request): Promise<Response> => {
    const up = workers.filter((worker) => worker !== undefined);
    if (!up.length) throw new TypeError('Failed to fetch');
    const answer = await random.pick(up).take(request);
    wake();
    return answer;
  };
  const sweep = (): void => {
    const process = startProcess(`sweeper-${++born}`, { ...surroundings, world, onCrash: () => { crashes++; judgeNotes(); } });
    void process.bridge.sweep().then(wake, () => undefined);
  };

  const world: World = await createWorld({ clock: timeline, random, archivedAfter: 0.5, silent: weather.silent, evenings: known, deliver });
  const { lost, doubled, delay } = weather;
  world.cleeng.road({ lost, doubled, delay });
  await store.mark(world.customers.slice(0, known), 'event');
  employ(0);
  employ(1);
  const change = (): void => {
    const customer = world.change();
    if (story.again) timeline.at(timeline.now() + (0.2 + 0.8 * random.next()) * story.again, () => world.change(customer));
  };
  for (let count = 0; count < story.changes; count++) timeline.at(start + random.next() * story.span, change);
  const sweeping = story.sweeps > 0 && story.off !== 'sweep';
  for (let at = day; sweeping && at < story.span; at += day) timeline.at(start + at, sweep);
  await timeline.until(start + story.span + delay);
  for (let count = 1; count <= story.sweeps; count++) {
    if (sweeping) sweep();
    await timeline.until(timeline.now() + day - hour);
    if (count === story.sweeps - 1) weather = calm;
    // What is still underway arrives before the last sweep.
    await timeline.until(timeline.now() + hour);
  }
  weather = calm;
  await timeline.until(timeline.now() + 6 * hour);
  letGo();
  return { seed, ...world.judge(), lies, crashes, met, calls: world.cleeng.requests.length + world.motto.requests.length + world.rmg.requests.length };
}
