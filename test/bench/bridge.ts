/**
 * npm run bench:bridge: two sweeps over many customers, one that finds and opens them all and one in which nothing has
 * changed, against what the simulated services can do without a bridge before them; the memory of the bridge against
 * its start; and how many calls a purchase waits for. Times are ratios of one run. `--customers 100000` for the whole
 * (default 1000), `--sweeps 1` for the first alone, `--postgres postgres://…` for a server instead of PGlite in a folder,
 * `--progress` to see how far it is, `--json` for data.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createBridge } from '../../src/bridge/index.js';
import { openFolder, openMemory } from '../../src/bridge/databases/pglite.js';
import { openPostgres } from '../../src/bridge/databases/postgres.js';
import { openBridgeStore } from '../../src/bridge/postgres-store.js';
import { systemClock } from '../../src/mediastore/clock.js';
import { coreSource } from '../../src/sources/index.js';
import { createTestClock } from '../clock.js';
import { monthly } from '../bridge/mapping.js';
import { cinema, createPublisher, realSinks } from '../bridge/publisher.js';
import type { Address, Seen } from './platforms-server.js';

const { values } = parseArgs({ options: {
  customers: { type: 'string', default: '1000' }, sweeps: { type: 'string', default: '2' }, postgres: { type: 'string' },
  progress: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const customers = Number(values.customers);
const concurrency = 32;
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
const mega = (bytes: number): number => Math.round(bytes / 1e6);

const services = fork(fileURLToPath(new URL('platforms-server.ts', import.meta.url)), [String(customers)], { execArgv: ['--import', 'tsx'] });
const [address] = (await once(services, 'message')) as [Address];
const base = `http://127.0.0.1:${address.port}`;
const seen = async (count = false): Promise<Seen> => {
  services.send(count);
  return ((await once(services, 'message')) as [Seen])[0];
};

/** Highest memory after collecting, looked at now and then. */
class Memory {
  readonly start = Memory.#now();
  readonly highest = { ...this.start };

  static #now(): { heap: number; rss: number } {
    globalThis.gc?.();
    const { heapUsed: heap, rss } = process.memoryUsage();
    return { heap, rss };
  }

  look(): void {
    const { heap, rss } = Memory.#now();
    this.highest.heap = Math.max(this.highest.heap, heap);
    this.highest.rss = Math.max(this.highest.rss, rss);
  }

  report(): object {
    const { start, highest } = this;
    return {
      'heap at the start, MB': mega(start.heap), 'heap at its highest / at the start': round(highest.heap / start.heap),
      'rss at the start, MB': mega(start.rss), 'rss at its highest / at the start': round(highest.rss / start.rss),
    };
  }
}

/** What the services can do: the very calls of a round in which nothing has changed, with nothing in between. Customers a second. */
async function ceiling(many: number): Promise<number> {
  const sinks = realSinks(address, base, fetch, systemClock);
  const source = coreSource({ base: `${base}/3.1`, publisherToken: address.publisherToken });
  const rows = cinema.rows.map((row) => ({ ...row, sink: sinks.find(({ name }) => name === row.sink)! }));
  const now = Math.floor(Date.now() / 1000);
  const ids: string[] = [];
  for await (const { customerId } of source.holders!([monthly])) if (ids.push(customerId) >= many) break;
  const one = async (customerId: string, validUntil: number): Promise<void> => {
    for await (const { offerId } of source.list!({ customerId })) assert.ok(offerId);
    await Promise.all(rows.map(async ({ sink, target, row }) =>
      sink.grant({ key: customerId, generation: 0, customerId, account: customerId, target, row, validFrom: now, validUntil, offerId: monthly })));
  };
  const all = async (validUntil: number): Promise<number> => {
    const [queue, since] = [[...ids], performance.now()];
    await Promise.all(Array.from({ length: concurrency }, async () => {
      for (let id = queue.pop(); id !== undefined; id = queue.pop()) await one(id, validUntil);
    }));
    return ids.length / ((performance.now() - since) / 1000);
  };
  await all(now + 3600);
  return all(now + 7200);
}

/** How many calls after one another a purchase waits for, by a clock that stands still but for the network. */
async function purchase(): Promise<object> {
  const [clock, latency] = [createTestClock(), 150];
  const database = await openMemory();
  const publisher = await createPublisher(clock, await openBridgeStore({ database, clock }));
  publisher.slow(latency);
  const running = publisher.run();
  publisher.simulator.purchase('nobody', 'monthly');
  const since = clock.now();
  while (!publisher.watches('nobody').every(Boolean) && clock.now() - since < 60_000) await clock.tick(10);
  const took = clock.now() - since;
  const closed = running.close();
  while (clock.waiting) await clock.tick(1000);
  await closed;
  await database.close();
  return { 'milliseconds for each call of each service': latency, 'from the delivery until both platforms play, simulated seconds (aim 2)': took / 1000, 'calls after one another': round(took / latency, 1) };
}

const folder = mkdtempSync(join(tmpdir(), 'cleeng-gate-bench-'));
const database = values.postgres ? await openPostgres(values.postgres, { connections: 24 }) : await openFolder(folder);
const schema = `bench_${process.pid}`;
try {
  const latency = await purchase();
  const calls = await ceiling(Math.min(customers, 1500));
  const store = await openBridgeStore({ database, clock: systemClock, schema });
  const bridge = createBridge({
    publisherId: address.publisherId, environment: 'sandbox', store, mapping: cinema, concurrency, poll: 50,
    source: coreSource({ base: `${base}/3.1`, publisherToken: address.publisherToken, deadline: 60_000 }), sinks: realSinks(address, base, fetch, systemClock),
  });
  const sweep = async (): Promise<object> => {
    await seen();
    const memory = new Memory();
    let working = performance.now();
    const row = await bridge.sweep({ progress: ({ phase, found, marked, left }) => {
      memory.look();
      if (phase !== 'working') working = performance.now();
      if (values.progress) console.error(`${new Date().toISOString()} ${phase}: ${found} found, ${marked} marked, ${left ?? '-'} left`);
    } });
    const rate = customers / ((performance.now() - working) / 1000);
    const { requests, checks, ...open } = await seen(true);
    return {
      'ends as': row?.state, 'customers a second / the services’ own ceiling': round(rate / calls), 'requests for each customer': round(requests / customers),
      'questions about access for each customer': round(checks / customers), 'rights open afterwards for each customer': round((open.motto! + open.rmg!) / 2 / customers, 4),
      'rounds that failed': (await store.tally()).failing, ...memory.report(),
    };
  };
  const result = {
    'customers': customers, 'engine': database.engine, 'a purchase': latency,
    'a sweep that finds and opens them all': await sweep(),
    ...(values.sweeps === '1' ? {} : { 'a sweep in which nothing has changed': await sweep() }),
  };
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else for (const [name, value] of Object.entries(result)) console.log(`${name}:`, value);
} finally {
  if (values.postgres) await database.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await database.close();
  rmSync(folder, { recursive: true, force: true });
  services.kill();
}
