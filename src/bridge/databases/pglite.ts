import type { PGlite, Results, Transaction } from '@electric-sql/pglite';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { systemClock, type Clock } from '../../mediastore/clock.js';
import type { Database, Queries, Result } from '../database.js';
import { lockFolder, type FolderLock } from './folder-lock.js';

const missing = 'The bridge keeps its state in a folder by the package PGlite: npm install @electric-sql/pglite, or name a PostgreSQL.';

const resultOf = ({ rows, affectedRows }: Results): Result => ({ rows: rows, count: affectedRows ?? 0 });

const queriesOn = (session: Pick<Transaction, 'query' | 'exec'>): Queries => ({
  query: async (text, values = []) => resultOf(await session.query(text, [...values])),
  async run(script) {
    const last = (await session.exec(script)).at(-1);
    return last ? resultOf(last) : { rows: [], count: 0 };
  },
});

/**
 * The one session that there is. It answers without a turn of the event loop, so that who asks much would starve timers
 * and requests, the folder's heart among them: hence a turn before each question.
 */
function databaseOn(session: PGlite): Database {
  const { query, run } = queriesOn(session);
  let last: Promise<unknown> = Promise.resolve();
  return {
    engine: 'pglite',
    async query(...question) {
      await setImmediate();
      return query(...question);
    },
    async run(script) {
      await setImmediate();
      return run(script).catch(async (error: unknown) => {
        // A script that broke within a transaction of its own must not leave it open.
        await session.exec('ROLLBACK');
        throw error;
      });
    },
    async transaction(work) {
      await setImmediate();
      return session.transaction(async (transaction) => work(queriesOn(transaction)));
    },
    // There is no other process.
    alone: async (_, work) => {
      const result = last.then(work);
      last = result.catch(() => undefined);
      return result;
    },
    close: async () => session.close(),
  };
}

/**
 * A PostgreSQL within this process, whose state is gone when it ends.
 *
 * @throws Error without the package `@electric-sql/pglite`
 */
export async function openMemory(): Promise<Database> {
  return databaseOn(await start());
}

/** How a folder is opened. */
export interface FolderOptions {
  /** Dates the owner; default the machine's. */
  readonly clock?: Clock;
  /** Of the local port of this process, told to whoever finds the folder taken. */
  readonly port?: number;
}

/**
 * A PostgreSQL within this process, whose state is in a folder. The folder belongs to one process alone; one whose
 * process was killed is taken over. What was written survives the death of the process; of a loss of power only what
 * the system had put on the disk by then.
 *
 * @param path the folder; made when it is not there
 * @throws FolderInUseError while it is another process's; Error without the package `@electric-sql/pglite`
 */
export async function openFolder(path: string, { clock = systemClock, port }: FolderOptions = {}): Promise<Database> {
  const lock = await lockFolder(path, clock, port ?? null);
  const database = await start(join(path, 'data')).then(databaseOn).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  return whileOurs(database, lock);
}

/** Asks nothing any more once the folder is another's. */
const whileOurs = ({ engine, query, run, transaction, alone, close }: Database, { demand, release }: FolderLock): Database => ({
  engine,
  async query(...question) {
    demand();
    return query(...question);
  },
  async run(script) {
    demand();
    return run(script);
  },
  async transaction(work) {
    demand();
    return transaction(work);
  },
  alone,
  async close() {
    // It would write into what is another's by now.
    demand();
    await close();
    await release();
  },
});

async function start(path?: string): Promise<PGlite> {
  const { PGlite: Engine } = await import('@electric-sql/pglite').catch((cause: unknown) => {
    throw new Error(missing, { cause });
  });
  return Engine.create(path);
}
