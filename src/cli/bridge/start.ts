import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { FolderInUseError, lockFolder } from '../../bridge/databases/folder-lock.js';
import { createIntake } from '../../bridge/intake.js';
import { startBell, type Bell } from '../../bridge/bell.js';
import type { Sink } from '../../bridge/sink.js';
import type { BridgeStore } from '../../bridge/store.js';
import type { Clock } from '../../mediastore/clock.js';
import { serve, type Serving } from '../../server/node/serve.js';
import { version } from '../../version.js';
import { adminHandler } from './admin/handler.js';
import { leaveKey, makeSecret, takeKey } from './admin/key.js';
import { judge, localAdmin } from './admin/local.js';
import type { BridgeFile } from './file/read.js';
import { webhookSecrets } from './file/secrets.js';
import type { Place } from './flags.js';
import { createFront } from './front.js';
import { bridgeMetrics, loadClient, serveFigures, type BridgeMetrics } from './metrics.js';
import { openBridge, type Opened, type Surroundings } from './open.js';
import { onPort } from '../port.js';
import { openPatiently } from './patience.js';
import { reportOf, type Report } from './report.js';
import { keepSchedule } from './schedule.js';

/** Where it listens, and with how many at work. */
export interface Where {
  readonly port: number;
  readonly host: string;
  readonly workers: number;
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
}

/** A bridge that runs until a signal ends it. */
export interface Started {
  readonly report: Report;
  /** Resolves once everything under way has been finished and the state is closed. */
  readonly closed: Promise<void>;
}

/** What is to be ended, the last first. */
type Ends = (() => Promise<void> | void)[];

async function endAll(ends: Ends): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}

async function figures({ metricsPort, metricsHost }: Where, sinks: readonly Sink[], opened: () => Opened, now: () => number, ends: Ends): Promise<{ metrics: BridgeMetrics; serving: Serving } | undefined> {
  if (metricsPort === undefined) return undefined;
  const metrics = bridgeMetrics(await loadClient(), { status: async () => opened().bridge.status(), now, sinks: sinks.map(({ name }) => name) });
  const serving = await onPort('--metrics-port', serveFigures(metrics, metricsPort, metricsHost));
  ends.push(async () => serving.close());
  return { metrics, serving };
}

/**
 * Of several processes on one database each has a folder, by which the others of its machine find its local port; the
 * state in a folder is locked when it is opened.
 */
async function ownFolder({ data, database }: Place, clock: Clock, port: number, ends: Ends): Promise<void> {
  if (database === undefined) return;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(data, clock, port).catch((cause: unknown) => {
    if (!(cause instanceof FolderInUseError)) throw cause;
    throw new Error(`${data} is the folder of ${cause.owner ? `process ${cause.owner.pid}` : 'another process'}, by which it is found. Give this one a folder of its own, such as --data ${data}-2; both share the state in the database`, { cause });
  });
  ends.push(async () => lock.release());
}

const hourly = '17 * * * *';
/** Topics, customers and times of deliveries stay so many times as long as the bodies. */
const longer = 12;

async function purge(store: BridgeStore, keepBodies: number, clock: Clock): Promise<number> {
  const now = Math.floor(clock.now() / 1000);
  await store.forget(now - keepBodies);
  return store.purge({ bodies: now - keepBodies, deliveries: now - longer * keepBodies });
}

/** Intake, health and workers of an opened bridge, on the public port. */
async function work(opened: Opened, where: Where, surroundings: Surroundings, told: (status: number) => void, ends: Ends): Promise<Serving> {
  const { bridge, store, database, file: { settings, mapping } } = opened;
  const { environ, clock, log } = surroundings;
  // What comes before there is a bell is found by the next look.
  const bells: Bell[] = [];
  const intake = createIntake({
    store, log, publisherId: settings.publisherId, header: settings.webhooks.header, encoding: settings.webhooks.encoding,
    secrets: (environ[webhookSecrets] ?? '').split(',').map((secret) => secret.trim()),
    offers: () => mapping.offers, onMark: async (customerId) => bells[0]?.ring(customerId),
  });
  const front = createFront({ clock, intake, told, health: async () => judge(opened, clock) });
  const serving = await onPort('--port', serve(front, { port: where.port, host: where.host, signals: true }));
  ends.push(async () => serving.close());
  const running = bridge.run();
  ends.push(async () => running.close());
  const bell = await startBell({
    database, log, onRing: async () => Promise.resolve(running.wake()),
    schedules: { purge: { cron: hourly, run: async () => purge(store, settings.keepBodies, clock) } },
  });
  bells.push(bell);
  ends.push(async () => bell.close());
  const schedule = keepSchedule({ bridge, clock, log, sweep: settings.sweep });
  ends.push(async () => schedule.close());
  return serving;
}

/**
 * Starts everything: the local port first, then the state, then the public port and the workers.
 *
 * @throws Error when a port is taken, the folder is another's or the database is not there; nothing is left behind then
 */
export async function startBridge(file: BridgeFile, place: Place, where: Where, surroundings: Surroundings): Promise<Started> {
  const { clock, log } = surroundings;
  const ends: Ends = [];
  let opened: Opened | undefined;
  const demand = (): Opened => {
    if (!opened) throw new Error('the bridge is starting');
    return opened;
  };
  try {
    const startedAt = Math.floor(clock.now() / 1000);
    const shown = await figures(where, file.sinks, demand, () => Math.floor(clock.now() / 1000), ends);
    ends.push(async () => opened?.close());
    const secret = makeSecret();
    let url = '';
    const door = await serve(async (request) => adminHandler(localAdmin(demand(), {
      clock, process: () => ({ pid: process.pid, host: hostname(), startedAt, url, version }),
    }), secret)(request), { port: 0, patience: 1000 });
    ends.push(async () => door.close());
    const localPort = Number(new URL(door.url).port);
    await ownFolder(place, clock, localPort, ends);
    opened = await openPatiently(async () => openBridge(file, place, { ...surroundings, workers: where.workers, watch: shown?.metrics, localPort }), clock);
    for (const orphans of await opened.bridge.orphans()) log('warn', 'bridge.orphans', { ...orphans });
    const refusals = await opened.bridge.clear();
    const key = { url: door.url, secret, pid: process.pid };
    const serving = await work(opened, where, surroundings, (status) => { shown?.metrics.delivery(status); }, ends);
    ({ url } = serving);
    leaveKey(place.data, key);
    ends.push(() => { takeKey(place.data, key); });
    log('info', 'bridge.started', { url, pid: process.pid, version });
    const closed = serving.closed.then(async () => {
      log('info', 'bridge.ending');
      await endAll(ends);
      log('info', 'bridge.ended');
    });
    return { report: reportOf(file, place, where.host, refusals, { url, metrics: shown?.serving.url }), closed };
  } catch (error) {
    await endAll(ends);
    throw error;
  }
}
