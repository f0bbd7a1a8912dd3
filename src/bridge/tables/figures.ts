import type { Clock } from '../../mediastore/clock.js';
import type { Database } from '../database.js';
import { refusedByService } from '../problems.js';
import type { BridgeStore, Have, Tally } from '../store.js';
import { at, atSecond, seconds, whole } from './columns.js';

const standing: readonly Have[] = ['active', 'inactive', 'unknown', 'foreign', 'stuck'];

/** `$1` now, `$2` the problem of those whom the service refused to tell us of. */
const customersStatement = (schema: string): string => `
  SELECT count(*) AS customers,
    count(*) FILTER (WHERE due_at <= $1) AS due, min(due_at) FILTER (WHERE due_at <= $1) AS oldest_due,
    count(*) FILTER (WHERE problem IS NOT NULL) AS failing, count(*) FILTER (WHERE problem = $2) AS refused
  FROM ${schema}.customer`;

const rightsStatement = (schema: string): string => `
  SELECT count(*) FILTER (WHERE want = 'active') AS live,
    ${standing.map((have) => `count(*) FILTER (WHERE have = '${have}') AS ${have},`).join(' ')}
    count(held_by) AS held, min(unsent_since) FILTER (WHERE want = 'inactive') AS oldest_unsent
  FROM ${schema}.entitlement_right`;

/** Figures of the whole. */
export function createFigures(database: Database, clock: Clock, schema: string): Pick<BridgeStore, 'tally' | 'others' | 'revoked'> {
  return {
    async tally(): Promise<Tally> {
      const customers = (await database.query(customersStatement(schema), [at(clock.now()), refusedByService])).rows[0]!;
      const rights = (await database.query(rightsStatement(schema))).rows[0]!;
      const counts = [...standing, 'held' as const].map((name) => [name, whole(rights[name])]);
      return {
        customers: whole(customers.customers), due: whole(customers.due), oldestDue: seconds(customers.oldest_due), failing: whole(customers.failing), refused: whole(customers.refused),
        live: whole(rights.live), have: Object.fromEntries(counts) as Tally['have'], oldestUnsentRevocation: seconds(rights.oldest_unsent),
      };
    },
    async others(customerId, limit) {
      const { rows } = await database.query(`
        SELECT DISTINCT customer_id FROM ${schema}.entitlement_right WHERE want = 'active' AND customer_id <> $1 ORDER BY 1 LIMIT $2`, [customerId, limit]);
      return rows.map((row) => row.customer_id as string);
    },
    async revoked(cause, since) {
      const { rows } = await database.query(`
        SELECT count(*) AS count FROM ${schema}.entitlement_right WHERE want = 'inactive' AND want_by = $1 AND want_at >= $2`, [cause, atSecond(since)]);
      return whole(rows[0]!.count);
    },
  };
}
