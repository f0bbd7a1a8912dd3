import type { Database } from '../database.js';
import type { BridgeStore } from '../store.js';
import { atSecond } from './columns.js';

/** Customers whom one transaction forgets. */
const batch = 500;

/** `$1` before. Whoever is in somebody's hands, or is waited for by a sweep, has something pending. */
const goneStatement = (schema: string): string => `
  SELECT id FROM ${schema}.customer c
  WHERE due_at IS NULL AND dirty_seq = done_seq AND (heard_at IS NULL OR heard_at < $1)
    AND lease_until IS NULL AND problem IS NULL AND NOT sweep_left
    AND NOT EXISTS (
      SELECT FROM ${schema}.entitlement_right r
      WHERE r.customer_id = c.id AND (r.want = 'active' OR r.have <> 'inactive' OR r.want_at >= $1))
    AND NOT EXISTS (SELECT FROM ${schema}.inbox i WHERE i.customer_id = c.id AND i.last_at >= $1)
  LIMIT ${batch} FOR UPDATE SKIP LOCKED`;

/** Who is gone is forgotten. */
export const createForgetting = (database: Database, schema: string): Pick<BridgeStore, 'forget'> => ({
  async forget(before) {
    const some = async (): Promise<number> => database.transaction(async ({ query }) => {
      const { rows } = await query(goneStatement(schema), [atSecond(before)]);
      const ids = [rows.map(({ id }) => id)];
      for (const [table, column] of [['inbox', 'customer_id'], ['entitlement_right', 'customer_id'], ['customer', 'id']] as const) {
        if (rows.length) await query(`DELETE FROM ${schema}.${table} WHERE ${column} = ANY($1::text[])`, ids);
      }
      return rows.length;
    });
    let sum = 0;
    for (let count = batch; count === batch; sum += count) count = await some();
    return sum;
  },
});
