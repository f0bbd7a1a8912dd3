import type { Database, Queries } from '../database.js';
import { tables } from './001-tables.js';
import { unreadLists } from './002-unread-lists.js';
import { lookups } from './003-lookups.js';

/** Each makes the next version of what the one before left; none that was published is ever changed. */
export const migrations: readonly ((schema: string) => string)[] = [tables, unreadLists, lookups];

/** The schema was made by a newer bridge than this one. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
  constructor(readonly found: number, readonly known: number) {
    super(`The database is at version ${found}, and this cleeng-gate knows versions up to ${known}: it was opened by a newer one. Update cleeng-gate here, or restore the backup from before.`);
  }
}

/** A schema that is there is not made again: that would need a permission that the bridge may lack. */
async function makeSchema({ query, run }: Queries, schema: string): Promise<void> {
  const { rows } = await query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (!rows.length) await run(`CREATE SCHEMA ${schema}`);
  await run(`CREATE TABLE IF NOT EXISTS ${schema}.migration (version integer PRIMARY KEY, applied_at timestamptz NOT NULL)`);
}

/**
 * Brings the tables to this version, all or nothing. Of several processes that start at once one does it, and the
 * others wait for it.
 *
 * @param now milliseconds since the epoch
 * @param known the versions; others than the published ones only in tests
 * @throws NewerDatabaseError
 */
export async function migrate(database: Database, schema: string, now: number, known = migrations): Promise<void> {
  await database.transaction(async (queries) => {
    await queries.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`cleeng-gate ${schema}`]);
    await makeSchema(queries, schema);
    const { rows } = await queries.query(`SELECT coalesce(max(version), 0) AS version FROM ${schema}.migration`);
    const found = Number(rows[0]!.version);
    if (found > known.length) throw new NewerDatabaseError(found, known.length);
    for (const [index, make] of known.entries()) {
      if (index < found) continue;
      await queries.run(make(schema));
      await queries.query(`INSERT INTO ${schema}.migration (version, applied_at) VALUES ($1, $2)`, [index + 1, new Date(now)]);
    }
  });
}
