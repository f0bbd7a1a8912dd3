import type { Clock } from '../../mediastore/clock.js';
import type { Database, Queries, Row } from '../database.js';
import type { BridgeStore, SweepRow, SweepState } from '../store.js';
import { at, atSecond, seconds, whole } from './columns.js';
import { markStatement } from './marking.js';

const ends: readonly SweepState[] = ['released', 'discarded', 'done', 'superseded'];

/** Customers whose holds end in one transaction. */
const batch = 500;

const readSweep = (row: Row): SweepRow => ({
  id: row.id as string,
  state: row.state as SweepState,
  startedAt: seconds(row.started_at)!,
  endedAt: seconds(row.ended_at),
  live: whole(row.live),
  left: whole(row.left_over),
  held: whole(row.held),
  unlisted: (row.unlisted as string | null) ?? null,
});

const selectSweeps = (schema: string, rest: string): string => `
  SELECT sweep.*,
    (SELECT count(*) FROM ${schema}.customer c WHERE c.sweep = sweep.id AND c.sweep_left) AS left_over,
    (SELECT count(*) FROM ${schema}.entitlement_right r WHERE r.held_by = sweep.id) AS held
  FROM ${schema}.sweep sweep ${rest}`;

/** `$1` after, `$2` limit, `$3` ended after, `$4` asked before. Two lists in the order of text, joined. */
const sweepableStatement = (schema: string): string => `
  (SELECT DISTINCT customer_id AS id FROM ${schema}.entitlement_right
    WHERE customer_id > $1 AND (want = 'active' OR have <> 'inactive' OR valid_until IS NULL OR valid_until > $3)
    ORDER BY 1 LIMIT $2)
  UNION
  (SELECT id FROM ${schema}.customer
    WHERE id > $1 AND $4::timestamptz IS NOT NULL AND (asked_at IS NULL OR asked_at < $4)
    ORDER BY 1 LIMIT $2)
  ORDER BY 1 LIMIT $2`;

type Sweeping = Pick<BridgeStore, 'beginSweep' | 'liveLately' | 'sweepable' | 'moveSweep' | 'noteUnlisted' | 'sweeps' | 'unhold'>;

/** Sweeps, and what they hold. A customer is always locked before its rights, as the fence does it. */
export function createSweeps(database: Database, clock: Clock, schema: string): Sweeping {
  const rights = `${schema}.entitlement_right`;
  const lock = `SELECT id FROM ${schema}.customer WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE`;

  /** What those that are still under way hold is handed to the new one. */
  async function supersede({ query }: Queries, id: string, now: Date): Promise<void> {
    const { rows } = await query(`UPDATE ${schema}.sweep SET state = 'superseded', ended_at = $1 WHERE state IN ('marking', 'running') RETURNING id`, [now]);
    const before = rows.map((row) => row.id);
    const held = await query(`SELECT DISTINCT customer_id AS id FROM ${rights} WHERE held_by = ANY($1::text[])`, [before]);
    await query(lock, [held.rows.map((row) => row.id)]);
    await query(`UPDATE ${rights} SET held_by = $1 WHERE held_by = ANY($2::text[])`, [id, before]);
  }

  async function unholdSome({ query }: Queries, by: string, release: boolean): Promise<number> {
    const { rows } = await query(`SELECT DISTINCT customer_id AS id FROM ${rights} WHERE held_by = $1 ORDER BY 1 LIMIT ${batch}`, [by]);
    if (!rows.length) return 0;
    const customers = rows.map((row) => row.id);
    const now = at(clock.now());
    await (release ? query(markStatement(schema), [customers, now, 'sweep', null, null]) : query(lock, [customers]));
    const { count } = await query(`
      UPDATE ${rights} SET held_by = NULL ${release ? `, want = 'inactive', want_by = 'sweep', want_at = $3, unsent_since = $3` : ''}
      WHERE held_by = $1 AND customer_id = ANY($2::text[])`, [by, customers, ...(release ? [now] : [])]);
    return count;
  }

  return {
    beginSweep: async (id, since) =>
      database.transaction(async (queries) => {
        await queries.query(`LOCK TABLE ${schema}.sweep IN SHARE ROW EXCLUSIVE MODE`);
        const { rows: younger } = await queries.query(`SELECT 1 FROM ${schema}.sweep WHERE started_at >= $1 LIMIT 1`, [atSecond(since)]);
        if (younger.length) return null;
        const now = at(clock.now());
        await supersede(queries, id, now);
        await queries.query(`
          INSERT INTO ${schema}.sweep (id, state, started_at, live)
          SELECT $1, 'marking', $2, count(*) FROM ${rights} WHERE want = 'active'`, [id, now]);
        return readSweep((await queries.query(selectSweeps(schema, 'WHERE id = $1'), [id])).rows[0]!);
      }),
    async liveLately() {
      const { rows } = await database.query(`SELECT live FROM ${schema}.sweep ORDER BY started_at DESC LIMIT 1`);
      return rows[0] ? whole(rows[0].live) : 0;
    },
    async sweepable({ after, limit, endedAfter, askedBefore }) {
      const { rows } = await database.query(sweepableStatement(schema), [after ?? '', limit, atSecond(endedAfter), atSecond(askedBefore)]);
      return rows.map((row) => row.id as string);
    },
    async moveSweep(id, from, to) {
      const { count } = await database.query(`UPDATE ${schema}.sweep SET state = $3, ended_at = $4 WHERE id = $1 AND state = $2`, [id, from, to, ends.includes(to) ? at(clock.now()) : null]);
      return count > 0;
    },
    async noteUnlisted(id, why) {
      await database.query(`UPDATE ${schema}.sweep SET unlisted = $2 WHERE id = $1`, [id, why]);
    },
    async sweeps(limit) {
      return (await database.query(selectSweeps(schema, 'ORDER BY started_at DESC, id DESC LIMIT $1'), [limit])).rows.map(readSweep);
    },
    async unhold(by, verdict) {
      let sum = 0;
      for (let count = -1; count !== 0; sum += count) count = await database.transaction(async (queries) => unholdSome(queries, by, verdict === 'release'));
      return sum;
    },
  };
}
