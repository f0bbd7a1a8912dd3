import type { Clock } from '../../mediastore/clock.js';
import type { Database, Row } from '../database.js';
import type { BridgeStore, Delivery } from '../store.js';
import { at } from './columns.js';
import { markStatement } from './marking.js';

const readDelivery = (row: Row): Delivery => ({ sha256: row.sha256 as string, topic: row.topic as string, body: row.body as Uint8Array });

/** What arrived. */
export function createInbox(database: Database, clock: Clock, schema: string): Pick<BridgeStore, 'receive' | 'deliveries'> {
  // A body that was purged and comes again is kept again.
  const keep = `
    INSERT INTO ${schema}.inbox AS old (sha256, topic, body, customer_id, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $5)
    ON CONFLICT (sha256) DO UPDATE SET copies = old.copies + 1, last_at = excluded.last_at, body = excluded.body`;
  const mark = markStatement(schema);
  return {
    receive: async ({ sha256, topic, body }, customerId) =>
      database.transaction(async ({ query }) => {
        const now = at(clock.now());
        await query(keep, [sha256, topic, body, customerId, now]);
        if (customerId !== null) await query(mark, [[customerId], now, 'event', null]);
      }),
    async deliveries(customerId, limit) {
      const { rows } = await database.query(`
        SELECT * FROM ${schema}.inbox WHERE customer_id = $1 AND body IS NOT NULL ORDER BY last_at DESC, sha256 LIMIT $2`, [customerId, limit]);
      return rows.map(readDelivery);
    },
  };
}
