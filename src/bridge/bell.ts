import type PgBoss from 'pg-boss';
import type { Log } from '../wire/log.js';
import { bellDatabase, strictly } from './bell-database.js';
import { demandName, type Database } from './database.js';

const missing = 'The bridge wakes its workers by the package pg-boss: npm install pg-boss@10';

/** Something to be done now and then, by one of all processes. */
export interface Schedule {
  /** Five fields in UTC, such as `0 3 * * *`; no more often than once a minute. */
  readonly cron: string;
  run(): Promise<unknown>;
}

/** What the bell needs. */
export interface BellOptions {
  readonly database: Database;
  readonly log: Log;
  /**
   * There may be work: called at once for what rings in this process, within half a second for what rings in another.
   * What it rejects for is repeated a few times. Without it, this process only rings for others.
   */
  readonly onRing?: (keys: readonly string[]) => Promise<unknown>;
  /** By name: letters, digits, `_` and `-`. */
  readonly schedules?: Readonly<Record<string, Schedule>>;
  /** Where the bell keeps its own tables; default `cleeng_gate_bell`. */
  readonly schema?: string;
  /** Seconds between two looks at the schedules, 1 to 45; default 15. */
  readonly look?: number;
}

/** Wakes workers. Nothing rests on it: whoever is due is found without it, only later. */
export interface Bell {
  /**
   * Says that there may be work. What has been said and not yet been heard is not said twice.
   *
   * @param key whom it is about, such as a customer
   * @param at milliseconds since the epoch, by the database's clock; at once without it
   */
  ring(key: string, at?: number): Promise<void>;
  /** Rings no more, and resolves when what was being done has been done. */
  close(): Promise<void>;
}

const now = 'ring';
const later = 'ring-later';
/** Seconds; the engine looks no more often. */
const polling = 0.5;
const retries = { retryLimit: 5, retryDelay: 1, retryBackoff: true } as const;
/** How many are told of at once. */
const batchSize = 100;

type Ring = PgBoss.Job<{ readonly key: string }>;

/**
 * Starts the bell in tables of its own, on either engine: pg-boss keeps the rings, coalesces and repeats them, and has
 * each schedule run by one of all processes.
 *
 * @throws Error without the package `pg-boss`, for a cron that cannot be read, or when the database is away
 */
export async function startBell({ database, log, onRing, schedules = {}, schema = 'cleeng_gate_bell', look = 15 }: BellOptions): Promise<Bell> {
  const { default: Boss } = await import('pg-boss').catch((cause: unknown) => {
    throw new Error(missing, { cause });
  });
  const db = bellDatabase(database, log);
  const boss = new Boss({
    db, schema: demandName(schema), cronMonitorIntervalSeconds: look, cronWorkerIntervalSeconds: 1,
    archiveCompletedAfterSeconds: 3600, deleteAfterHours: 24,
  });
  boss.on('error', (error) => { log('warn', 'bridge.bell', { reason: error.message }); });
  const stop = async (): Promise<void> => {
    await boss.stop({ timeout: 5000 });
    db.close();
  };
  try {
    // Two that make their tables at once would stumble over each other's.
    await database.alone(`cleeng-gate ${schema}`, async () => {
      await boss.start();
      await hear(boss, onRing);
      for (const [name, schedule] of Object.entries(schedules)) await keep(boss, name, schedule);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  db.settle();
  return {
    async ring(key, at) {
      // Whoever is here need not wait for the engine to look.
      if (at === undefined) onRing?.([key]).catch((error: unknown) => { log('warn', 'bridge.bell', { reason: String(error) }); });
      const singletonKey = at === undefined ? key : `${key} ${Math.ceil(at / 1000)}`;
      await boss.send(at === undefined ? now : later, { key }, { ...retries, singletonKey, ...(at !== undefined && { startAfter: new Date(at) }), db: strictly(database) });
    },
    close: stop,
  };
}

/** Of one key one ring waits; another may be under way. */
async function hear(boss: PgBoss, onRing: BellOptions['onRing']): Promise<void> {
  for (const name of [now, later]) {
    await boss.createQueue(name, { name, policy: 'short' });
    if (onRing) await boss.work(name, { batchSize, pollingIntervalSeconds: polling }, async (rings: Ring[]) => onRing(rings.map(({ data }) => data.key)));
  }
}

async function keep(boss: PgBoss, name: string, { cron, run }: Schedule): Promise<void> {
  await boss.createQueue(name, { name, policy: 'stately' });
  await boss.schedule(name, cron, {}, { ...retries });
  await boss.work(name, { pollingIntervalSeconds: 2 }, run);
}
