import type { Clock } from '../../mediastore/clock.js';
import type { Database, Row } from '../database.js';
import type { BridgeStore, Delivery } from '../store.js';
import { at, atSecond } from './columns.js';
import { markStatement } from './marking.js';

const readDelivery = (row: Row): Delivery => ({ sha256: row.sha256 as string, topic: row.topic as string, body: row.body as Uint8Array });

/** Deliveries that one transaction forgets. */
const batch = 1000;

/** What arrived. */
export function createInbox(database: Database, clock: Clock, schema: string): Pick<BridgeStore, 'receive' | 'deliveries' | 'purge'> {
  // A body that was purged and comes again is kept again.
  const keep = `
    INSERT INTO ${schema}.inbox AS old (sha256, topic, body, customer_id, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $5)
    ON CONFLICT (sha256) DO UPDATE SET copies = old.copies + 1, last_at = excluded.last_at, body = excluded.body`;
  const mark = markStatement(schema);
  const old = (more: string): string => `SELECT sha256 FROM ${schema}.inbox WHERE last_at < $1 ${more} ORDER BY last_at LIMIT ${batch} FOR UPDATE SKIP LOCKED`;
  const forgetBodies = `UPDATE ${schema}.inbox SET body = NULL WHERE sha256 IN (${old('AND body IS NOT NULL')})`;
  const forget = `DELETE FROM ${schema}.inbox WHERE sha256 IN (${old('')})`;

  async function inBatches(statement: string, before: number): Promise<number> {
    let sum = 0;
    for (let count = batch; count === batch; sum += count) ({ count } = await database.query(statement, [atSecond(before)]));
    return sum;
  }

  return {
    async purge({ bodies, deliveries }) {
      const sum = await inBatches(forgetBodies, bodies);
      await inBatches(forget, deliveries);
      return sum;
    },
    receive: async ({ sha256, topic, body }, customerId) =>
      database.transaction(async ({ query }) => {
        const now = at(clock.now());
        await query(keep, [sha256, topic, body, customerId, now]);
        if (customerId !== null) await query(mark, [[customerId], now, 'event', null, now]);
      }),
    async deliveries(customerId, limit) {
      const { rows } = await database.query(`
        SELECT * FROM ${schema}.inbox WHERE customer_id = $1 AND body IS NOT NULL ORDER BY last_at DESC, sha256 LIMIT $2`, [customerId, limit]);
      return rows.map(readDelivery);
    },
  };
}
