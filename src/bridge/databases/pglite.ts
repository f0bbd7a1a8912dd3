import type { PGlite, Results } from '@electric-sql/pglite';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../mediastore/clock.js';
import type { Database, Queries, Result } from '../database.js';
import { lockFolder, type FolderLock } from './folder-lock.js';
import { isFatal, openSession } from './session.js';
import { demandSpace, freeUnder } from './space.js';

const missing = 'The bridge keeps its state in a folder by the package PGlite: npm install @electric-sql/pglite, or name a PostgreSQL.';

const resultOf = ({ rows, affectedRows }: Results): Result => ({ rows: rows, count: affectedRows ?? 0 });

const queriesOn = (engine: PGlite): Queries => ({
  query: async (text, values = []) => resultOf(await engine.query(text, [...values])),
  async run(script) {
    const last = (await engine.exec(script)).at(-1);
    return last ? resultOf(last) : { rows: [], count: 0 };
  },
});

/** Undoes what was begun, unless nobody answers any more. */
const undoing = (engine: PGlite) => async (error: unknown): Promise<never> => {
  if (!isFatal(error)) await engine.query('ROLLBACK');
  throw error;
};

async function inTransaction<T>(engine: PGlite, work: (queries: Queries) => Promise<T>): Promise<T> {
  await engine.query('BEGIN');
  const result = await work(queriesOn(engine));
  await engine.query('COMMIT');
  return result;
}

async function databaseOn(open: () => Promise<PGlite>, clock: Clock): Promise<Database> {
  const { use, close } = await openSession(open, clock);
  let last: Promise<unknown> = Promise.resolve();
  return {
    engine: 'pglite',
    query: async (...question) => use(async (engine) => queriesOn(engine).query(...question)),
    // A script may break within a transaction of its own.
    run: async (script) => use(async (engine) => queriesOn(engine).run(script).catch(undoing(engine))),
    transaction: async (work) => use(async (engine) => inTransaction(engine, work).catch(undoing(engine))),
    // There is no other process.
    async alone(_, work) {
      const result = last.then(work);
      last = result.catch(() => undefined);
      return result;
    },
    close,
  };
}

/**
 * A PostgreSQL within this process, whose state is gone when it ends.
 *
 * @throws Error without the package `@electric-sql/pglite`
 */
export async function openMemory(): Promise<Database> {
  return databaseOn(await engineIn(), systemClock);
}

/** How a folder is opened. */
export interface FolderOptions {
  /** Dates the owner; default the machine's. */
  readonly clock?: Clock;
  /** Of the local port of this process, told to whoever finds the folder taken. */
  readonly port?: number;
  /** Bytes that are free on the disk under a path; default as the system says. */
  readonly free?: (path: string) => Promise<number>;
}

/**
 * A PostgreSQL within this process, whose state is in a folder. The folder belongs to one process alone; one whose
 * process was killed is taken over. What was written survives the death of the process; of a loss of power only what
 * the system had put on the disk by then. While the disk is nearly full it refuses all work with a FolderFullError.
 *
 * @param path the folder; made when it is not there
 * @throws FolderInUseError while it is another process's; Error without the package `@electric-sql/pglite`
 */
export async function openFolder(path: string, { clock = systemClock, port, free = freeUnder }: FolderOptions = {}): Promise<Database> {
  const lock = await lockFolder(path, clock, port ?? null);
  const database = await engineIn(join(path, 'data')).then(async (open) => databaseOn(open, clock)).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  return whileUsable(database, lock, demandSpace(path, free, clock));
}

/** Asks nothing any more once the folder is another's, and nothing while its disk is full. */
function whileUsable({ engine, query, run, transaction, alone, close }: Database, { demand, release }: FolderLock, space: () => Promise<void>): Database {
  const usable = async (): Promise<void> => {
    demand();
    await space();
  };
  return {
    engine,
    query: async (...question) => usable().then(async () => query(...question)),
    run: async (script) => usable().then(async () => run(script)),
    transaction: async (work) => usable().then(async () => transaction(work)),
    alone,
    async close() {
      // It would write into what is another's by now.
      demand();
      await close();
      await release();
    },
  };
}

/** What opens the engine over a folder, or over memory alone. */
async function engineIn(path?: string): Promise<() => Promise<PGlite>> {
  const { PGlite: Engine } = await import('@electric-sql/pglite').catch((cause: unknown) => {
    throw new Error(missing, { cause });
  });
  return async () => Engine.create(path);
}
