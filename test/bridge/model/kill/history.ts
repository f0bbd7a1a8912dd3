import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { openPostgres } from '../../../../src/bridge/databases/postgres.js';
import { systemClock } from '../../../../src/mediastore/clock.js';
import { serve, type Handler } from '../../../../src/simulator/serve.js';
import { createRandom, type Random } from '../../../faults/random.js';
import { createWorld, publisherId, secret, type Verdict, type World } from '../world.js';
import { startChild, type Child } from './children.js';
import type { Order } from './order.js';

/** Where the state is: a folder that one process has at a time, or a server that two share. */
export type Place = 'pglite' | { readonly url: string };

/** How a history with real deaths ended. */
export interface KillEnding extends Verdict {
  readonly seed: number;
  readonly deaths: number;
  /** What became of the last sweep; anything but `done` is a fault too. */
  readonly sweep: string;
}

const lease = 4000;
const changes = 8;
/** Chance that a platform does what it is asked to and its reply never comes. */
const lost = 0.05;

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** A handler whose replies get lost on their way. */
const unsure = (handler: Handler, random: Random, calm: () => boolean): Handler => async (request) => {
  const response = await handler(request);
  if (!calm() && random.chance(lost)) throw new TypeError('reset');
  return response;
};

async function placeOf(place: Place): Promise<{ state: Order['state']; drop(schema: string): Promise<void> }> {
  if (place === 'pglite') {
    const folder = await mkdtemp(join(tmpdir(), 'bridge-model-'));
    return { state: { folder }, drop: async () => rm(folder, { recursive: true, force: true }) };
  }
  return {
    state: place,
    async drop(schema) {
      const database = await openPostgres(place.url);
      await database.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await database.close();
    },
  };
}

/**
 * Lives through a history in which processes are killed for real, by themselves at some step or by somebody else at any
 * moment. Chance is seeded; what the machine makes of it in time is not.
 */
export async function liveAndDie(file: string, place: Place, seed: number): Promise<KillEnding> {
  const random = createRandom(seed);
  const schema = `model_kill_${process.pid}_${seed}`;
  const { state, drop } = await placeOf(place);
  const children: Child[] = [];
  let [deaths, born, calm] = [0, 0, false];

  const deliver = async (request: Request): Promise<Response> => {
    const port = await random.pick(children).port;
    return fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: await request.text(), headers: request.headers, signal: AbortSignal.timeout(3000) });
  };
  const world: World = await createWorld({ clock: systemClock, random, archivedAfter: 0.3 / 86_400, silent: 0.2, evenings: 0, deliver });
  world.cleeng.road({ lost: 0.05, doubled: 0.3, delay: 400 });
  const { cleeng, motto, rmg } = world;
  const servers = await Promise.all([cleeng.fetch, motto.fetch, rmg.fetch].map(async (handler) => serve(unsure(handler, random, () => calm), 0)));
  const [atCleeng, atMotto, atRmg] = servers.map((server) => `http://127.0.0.1:${portOf(server)}`) as [string, string, string];
  const orderOf = (diesAt: number): Order => ({
    state, schema, owner: `child-${++born}`, services: { cleeng: atCleeng, motto: atMotto, rmg: atRmg }, secret, publisherId, publisherToken: cleeng.publisherToken,
    motto: { projectId: motto.projectId, token: motto.token }, rmg: { tenant: rmg.tenant, ...rmg.operator }, lease, diesAt,
  });

  /** Keeps a process in this place: whenever one dies, the next is started. */
  const employ = (index: number): void => {
    const child = startChild(file, orderOf(calm ? 0 : 3 + Math.floor(random.next() * 40)));
    children[index] = child;
    void child.gone.then(() => {
      deaths++;
      if (children[index] === child && !over) employ(index);
    });
  };
  let over = false;
  const listening = async (): Promise<Child> => {
    for (;;) {
      const child = random.pick(children);
      if (await child.port.then(() => true, () => false)) return child;
      await pause(20);
    }
  };
  const sweep = async (): Promise<string> => listening().then(async (child) => String(await child.sweep())).catch(String);

  try {
    for (let index = 0; index < (place === 'pglite' ? 1 : 2); index++) employ(index);
    await listening();
    for (let count = 0; count < changes; count++) {
      world.change();
      await pause(random.next() * 120);
      if (random.chance(0.25)) random.pick(children).process.kill('SIGKILL');
    }
    // A sweep that may die with its process, and one that does not.
    await Promise.race([sweep(), pause(3 * lease)]);
    calm = true;
    for (const child of [...children]) child.process.kill('SIGKILL');
    await pause(450);
    let last = '';
    for (let tries = 0; last !== 'done' && tries < 5; tries++) last = await sweep();
    return { seed, deaths, sweep: last, ...world.judge() };
  } finally {
    over = true;
    for (const { process: child } of children) child.kill('SIGKILL');
    await Promise.all(children.map(async ({ gone }) => gone));
    for (const server of servers) { server.closeAllConnections(); server.close(); }
    await drop(schema);
  }
}
