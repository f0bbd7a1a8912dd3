import type { PoolClient, PoolConfig, QueryResult } from 'pg';
import type { Database, Queries, Result } from '../database.js';

const missing = 'The bridge reaches a PostgreSQL by the package pg: npm install pg';

/** How a server is reached. */
export interface PostgresOptions {
  /** Connections at most, no less than 2; default 10. */
  readonly connections?: number;
  /** Milliseconds that a connection may take, default 5,000, and an answer, default 30,000. */
  readonly connectTimeout?: number;
  readonly queryTimeout?: number;
}

/** What a script gave back comes as one result for each of its statements. */
function resultOf(answer: QueryResult | QueryResult[]): Result {
  const last = Array.isArray(answer) ? answer.at(-1) : answer;
  return { rows: last?.rows ?? [], count: last?.rowCount ?? 0 };
}

const queriesOn = (session: Pick<PoolClient, 'query'>): Queries => ({
  query: async (text, values = []) => resultOf(await session.query(text, [...values])),
  run: async (script) => resultOf(await session.query(script)),
});

/**
 * A server. A connection that breaks is left, and the next question makes a new one; none is made before the first.
 *
 * @param url such as `postgres://bridge@127.0.0.1/cleeng`; what it leaves out is taken from `PGPASSWORD` and the like
 * @throws Error without the package `pg`
 */
export async function openPostgres(url: string, { connections = 10, connectTimeout = 5000, queryTimeout = 30_000 }: PostgresOptions = {}): Promise<Database> {
  const { default: pg } = await import('pg').catch((cause: unknown) => {
    throw new Error(missing, { cause });
  });
  const config: PoolConfig = {
    connectionString: url, max: connections, connectionTimeoutMillis: connectTimeout, query_timeout: queryTimeout,
    idle_in_transaction_session_timeout: 2 * queryTimeout, keepAlive: true, application_name: 'cleeng-gate bridge',
  };
  const pool = new pg.Pool(config);
  // A connection may break while nobody asks it anything; whoever asks next is told, or gets another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => { client.on('error', () => undefined); });
  const transaction: Database['transaction'] = async (work) => inTransaction(await pool.connect(), work);
  return {
    engine: 'postgres',
    ...queriesOn(pool),
    transaction,
    // A connection of its own keeps the lock, which ends with it whatever happens.
    alone: async (name, work) => transaction(async ({ query }) => {
      await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
      return work();
    }),
    close: async () => pool.end(),
  };
}

async function inTransaction<T>(client: PoolClient, work: (queries: Queries) => Promise<T>): Promise<T> {
  try {
    await client.query('BEGIN');
    const result = await work(queriesOn(client));
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    const undone = await client.query('ROLLBACK').then(() => true, () => false);
    client.release(!undone);
    throw error;
  }
}
