import type { PGlite, Results, Transaction } from '@electric-sql/pglite';
import type { Database, Queries, Result } from '../database.js';

const missing = 'The bridge keeps its state in a folder by the package PGlite: npm install @electric-sql/pglite, or name a PostgreSQL.';

const resultOf = ({ rows, affectedRows }: Results): Result => ({ rows: rows, count: affectedRows ?? 0 });

const queriesOn = (session: Pick<Transaction, 'query' | 'exec'>): Queries => ({
  query: async (text, values = []) => resultOf(await session.query(text, [...values])),
  async run(script) {
    const last = (await session.exec(script)).at(-1);
    return last ? resultOf(last) : { rows: [], count: 0 };
  },
});

/** The one session that there is; a script that broke within a transaction of its own must not leave it open. */
function databaseOn(session: PGlite): Database {
  const { query, run } = queriesOn(session);
  return {
    engine: 'pglite',
    query,
    run: async (script) =>
      run(script).catch(async (error: unknown) => {
        await session.exec('ROLLBACK');
        throw error;
      }),
    transaction: async (work) => session.transaction(async (transaction) => work(queriesOn(transaction))),
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

/**
 * A PostgreSQL within this process, whose state is in a folder. The folder belongs to one process alone.
 *
 * @param path the folder; made when it is not there
 * @throws Error without the package `@electric-sql/pglite`
 */
export async function openFolder(path: string): Promise<Database> {
  return databaseOn(await start(path));
}

async function start(path?: string): Promise<PGlite> {
  const { PGlite: Engine } = await import('@electric-sql/pglite').catch((cause: unknown) => {
    throw new Error(missing, { cause });
  });
  return Engine.create(path);
}
