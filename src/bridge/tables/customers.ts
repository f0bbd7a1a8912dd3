import type { Clock } from '../../mediastore/clock.js';
import type { Database, Row } from '../database.js';
import type { BridgeStore, Cause, Claim, CustomerRow, Findings } from '../store.js';
import { outOfTime } from '../turns.js';
import { at, atSecond, millis, seconds, whole, words } from './columns.js';
import { markStatement } from './marking.js';

/** Customers that one transaction marks. */
const batch = 500;
/** A lease that lasts longer than so many of the claimant's own was written by a clock that has since been set back. */
const longest = 10;

/**
 * `$1` now, `$2` the owner, `$3` until when, `$4` what no lease exceeds. Whom an event is about goes first, by an index
 * of theirs. Whoever is due by time alone becomes dirty.
 */
function claimStatement(schema: string): string {
  const first = (which: string): string => `(
    SELECT id FROM ${schema}.customer
    WHERE ${which} AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1 OR lease_until > $4)
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)`;
  return `
  UPDATE ${schema}.customer SET
    fence = fence + 1, lease_owner = $2, lease_until = $3, going_since = coalesce(going_since, $1), dirty_seq = greatest(dirty_seq, done_seq + 1)
  WHERE id = coalesce(${first('event_seq > done_seq')}, ${first('true')})
  RETURNING *`;
}

const causeOf = (row: Row): Cause => {
  const done = whole(row.done_seq);
  if (whole(row.event_seq) > done) return 'event';
  return whole(row.sweep_seq) > done ? 'sweep' : 'time';
};

const readClaim = (row: Row): Claim => ({
  customerId: row.id as string,
  seq: whole(row.dirty_seq),
  fence: whole(row.fence),
  until: millis(row.lease_until)!,
  cause: causeOf(row),
  sweep: row.sweep_left === true ? words(row.sweep) : null,
  basis: words(row.basis),
  askedAt: seconds(row.asked_at),
  attempts: whole(row.attempts),
  problem: words(row.problem),
  since: seconds(row.going_since)!,
});

/** A row of the table as the bridge reads it. */
export const readCustomer = (row: Row): CustomerRow => ({
  customerId: row.id as string,
  dirty: whole(row.dirty_seq) > whole(row.done_seq),
  dueAt: seconds(row.due_at),
  leaseUntil: seconds(row.lease_until),
  attempts: whole(row.attempts),
  problem: words(row.problem),
  askedAt: seconds(row.asked_at),
  basis: words(row.basis),
  sweep: row.sweep_left === true ? words(row.sweep) : null,
});

/**
 * `$1` customer, `$2` fence, `$3` seq, `$4` whether the basis moves, `$5` to what, `$6` asked at, `$7` problem, `$8` due
 * at, `$9` whether the marks have been answered. After a problem the marks stand; those of an event that were answered
 * stand as a sweep's. A round that ran out of time (`$10`) is gone on with, unless there is a new mark.
 */
const finishStatement = (schema: string): string => `
  UPDATE ${schema}.customer SET
    lease_until = NULL, lease_owner = NULL, problem = $7,
    basis = CASE WHEN $4::boolean THEN $5 ELSE basis END, asked_at = coalesce($6, asked_at),
    attempts = CASE WHEN $7::text IS NULL THEN 0 ELSE attempts + 1 END,
    done_seq = CASE WHEN $7::text IS NULL THEN greatest(done_seq, $3) ELSE done_seq END,
    sweep_left = sweep_left AND sweep_seq > $3,
    event_seq = CASE WHEN $9::boolean AND event_seq <= $3 THEN 0 ELSE event_seq END,
    sweep_seq = CASE WHEN $9::boolean AND event_seq > done_seq AND event_seq <= $3 THEN greatest(sweep_seq, $3) ELSE sweep_seq END,
    due_at = CASE WHEN dirty_seq > $3 THEN least(due_at, $8) ELSE $8 END,
    going_since = CASE WHEN $10::boolean AND dirty_seq <= $3 THEN going_since END
  WHERE id = $1 AND fence = $2
  RETURNING dirty_seq > done_seq AS dirty`;

/** `$1` customer, `$2` now, `$3` the cause of the round that was lost: it may have written over something newer. */
const againStatement = (schema: string): string => `
  UPDATE ${schema}.customer SET
    dirty_seq = dirty_seq + 1, due_at = least(due_at, $2), going_since = NULL,
    event_seq = CASE WHEN $3 = 'event' THEN dirty_seq + 1 ELSE event_seq END,
    sweep_seq = CASE WHEN $3 = 'sweep' THEN dirty_seq + 1 ELSE sweep_seq END
  WHERE id = $1`;

/** A round that failed is repeated, also where nobody said when. */
function valuesOf({ customerId, fence, seq }: Claim, { basis, askedAt, problem, dueAt, answered = false }: Findings, now: number): unknown[] {
  const due = dueAt ?? (problem === undefined ? null : now);
  return [customerId, fence, seq, basis !== undefined, basis ?? null, atSecond(askedAt), problem ?? null, due === null ? null : at(due), answered, problem === outOfTime];
}

/** Whom to look at, and who looks. */
export function createCustomers(database: Database, clock: Clock, schema: string): Pick<BridgeStore, 'mark' | 'markStuck' | 'claim' | 'finish' | 'customer'> {
  const mark = markStatement(schema);
  const finish = finishStatement(schema);
  const again = againStatement(schema);
  const take = claimStatement(schema);
  const markThem: BridgeStore['mark'] = async (customerIds, cause, { sweep = null, dueAt = clock.now(), heard = cause === 'event' } = {}) => {
    if (customerIds.length) await database.query(mark, [[...customerIds], at(dueAt), cause, sweep, heard ? at(clock.now()) : null]);
  };
  return {
    mark: markThem,
    async markStuck(sink, codes) {
      const { rows } = await database.query(`
        SELECT DISTINCT customer_id FROM ${schema}.entitlement_right
        WHERE have = 'stuck' AND sink = $1 AND substring(problem from '^[a-z-]+') = ANY($2::text[])`, [sink, [...codes]]);
      const ids = rows.map((row) => row.customer_id as string);
      for (let from = 0; from < ids.length; from += batch) await markThem(ids.slice(from, from + batch), 'sweep');
      return ids.length;
    },
    async claim(owner, leaseMs) {
      const now = clock.now();
      const { rows: [row] } = await database.query(take, [at(now), owner, at(now + leaseMs), at(now + longest * leaseMs)]);
      return row ? readClaim(row) : null;
    },
    async finish(claim, findings) {
      const now = clock.now();
      const { rows } = await database.query(finish, valuesOf(claim, findings, now));
      if (rows[0]) return rows[0].dirty === true ? 'still-due' : 'done';
      await database.query(again, [claim.customerId, at(now), claim.cause]);
      return 'lost';
    },
    async customer(customerId) {
      const { rows } = await database.query(`SELECT * FROM ${schema}.customer WHERE id = $1`, [customerId]);
      return rows[0] ? readCustomer(rows[0]) : null;
    },
  };
}
