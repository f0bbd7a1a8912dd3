import type { Clock } from '../../mediastore/clock.js';
import type { Database, Queries } from '../database.js';
import type { BridgeStore, Standing } from '../store.js';
import { at, whole } from './columns.js';
import { markStatement } from './marking.js';

/** Customers whose rights are let go in one transaction. */
const batch = 500;

/** What stands in groups, and what becomes of a group that no row of the mapping gives any more. */
export function createOrphans(database: Database, clock: Clock, schema: string): Pick<BridgeStore, 'standing' | 'dismiss'> {
  const rights = `${schema}.entitlement_right`;
  const group = 'sink = $1 AND target = $2 AND details = $3::jsonb';
  const lock = `SELECT id FROM ${schema}.customer WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE`;

  async function dismissSome({ query }: Queries, { sink, target, row }: Pick<Standing, 'sink' | 'target' | 'row'>, revoke: boolean): Promise<number> {
    const which = [sink, target, JSON.stringify(row)];
    const { rows } = await query(`SELECT DISTINCT customer_id AS id FROM ${rights} WHERE ${group} ${revoke ? `AND want = 'active'` : ''} ORDER BY 1 LIMIT ${batch}`, which);
    if (!rows.length) return 0;
    const customers = rows.map(({ id }) => id);
    const now = at(clock.now());
    await (revoke ? query(markStatement(schema), [customers, now, 'sweep', null, null]) : query(lock, [customers]));
    const { count } = await (revoke
      ? query(`UPDATE ${rights} SET want = 'inactive', want_by = 'sweep', want_at = $5, unsent_since = $5, held_by = NULL WHERE ${group} AND customer_id = ANY($4::text[]) AND want = 'active'`, [...which, customers, now])
      : query(`DELETE FROM ${rights} WHERE ${group} AND customer_id = ANY($4::text[])`, [...which, customers]));
    return count;
  }

  return {
    async standing() {
      const { rows } = await database.query(`
        SELECT sink, target, details, count(*) AS rights, count(*) FILTER (WHERE valid_until IS NULL) AS forever
        FROM ${rights} WHERE want = 'active' OR have <> 'inactive' GROUP BY sink, target, details ORDER BY sink, target`);
      return rows.map((row): Standing => ({
        sink: row.sink as string, target: row.target as string, row: row.details as Standing['row'], rights: whole(row.rights), forever: whole(row.forever),
      }));
    },
    async dismiss(which, verdict) {
      let sum = 0;
      for (let count = -1; count !== 0; sum += count) count = await database.transaction(async (queries) => dismissSome(queries, which, verdict === 'revoke'));
      return sum;
    },
  };
}
