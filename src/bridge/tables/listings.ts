import type { Database } from '../database.js';
import type { BridgeStore } from '../store.js';
import { atSecond } from './columns.js';
import { readRight } from './rights.js';

/** Lists for people. */
export function createListings(database: Database, schema: string): Pick<BridgeStore, 'troubled' | 'heard'> {
  return {
    async troubled(limit) {
      const { rows } = await database.query(`
        SELECT * FROM ${schema}.entitlement_right WHERE have IN ('stuck', 'foreign') OR (have <> want AND problem IS NOT NULL)
        ORDER BY want = 'active', unsent_since, key LIMIT $1`, [limit]);
      return rows.map(readRight);
    },
    async heard(since, after, limit) {
      const { rows } = await database.query(`
        SELECT DISTINCT customer_id FROM ${schema}.inbox WHERE last_at >= $1 AND customer_id > $2 ORDER BY 1 LIMIT $3`, [atSecond(since), after ?? '', limit]);
      return rows.map((row) => row.customer_id as string);
    },
  };
}
