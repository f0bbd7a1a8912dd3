import type { Clock } from '../../mediastore/clock.js';
import type { Database, Row } from '../database.js';
import type { Applied } from '../sink.js';
import type { BridgeStore, Cause, Have, RightRow, Want } from '../store.js';
import { at, atSecond, seconds, whole, words } from './columns.js';
import { fenced } from './fence.js';

/** A row of the table as the bridge reads it. */
export function readRight(row: Row): RightRow {
  const transactionId = words(row.transaction_id);
  const subscriptionId = words(row.subscription_id);
  const transactionDate = seconds(row.transaction_at);
  const country = words(row.country);
  return {
    key: row.key as string, generation: whole(row.generation), customerId: row.customer_id as string,
    sink: row.sink as string, account: row.account as string, target: row.target as string,
    row: row.details as Record<string, unknown>,
    validFrom: seconds(row.valid_from)!, validUntil: seconds(row.valid_until), offerId: row.offer_id as string,
    ...(transactionId && { transactionId }), ...(subscriptionId && { subscriptionId }),
    ...(transactionDate !== null && { transactionDate }), ...(country && { country }),
    want: row.want as Want, wantAt: seconds(row.want_at)!, wantBy: row.want_by as Cause, expiresAt: seconds(row.expires_at),
    have: row.have as Have, haveAt: seconds(row.have_at), unsentSince: seconds(row.unsent_since),
    remoteId: words(row.remote_id), problem: words(row.problem), heldBy: words(row.held_by),
  };
}

/** `$3` now, `$4` key and so on, in the order of the columns; `$20` whether a hold stays, which then the right must not have been released from. */
const intendStatement = (schema: string): string => fenced(schema, `
  INSERT INTO ${schema}.entitlement_right AS old (
    customer_id, want_at, unsent_since, key, sink, account, target, details, generation, valid_from, valid_until, expires_at,
    offer_id, transaction_id, subscription_id, transaction_at, country, want, want_by, have)
  SELECT id, $3, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 'unknown' FROM held
  ON CONFLICT (key) DO UPDATE SET
    account = excluded.account, target = excluded.target, details = excluded.details, generation = excluded.generation,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until, expires_at = excluded.expires_at, offer_id = excluded.offer_id,
    transaction_id = excluded.transaction_id, subscription_id = excluded.subscription_id,
    transaction_at = excluded.transaction_at, country = excluded.country,
    want = excluded.want, have = 'unknown', held_by = CASE WHEN $20::boolean THEN old.held_by END,
    want_at = CASE WHEN old.want = excluded.want THEN old.want_at ELSE excluded.want_at END,
    want_by = CASE WHEN old.want = excluded.want THEN old.want_by ELSE excluded.want_by END,
    unsent_since = CASE WHEN old.want = excluded.want THEN coalesce(old.unsent_since, $3) ELSE $3 END
  WHERE NOT $20::boolean OR old.want = excluded.want
  RETURNING 1`, 'written');

/** `$3` now, `$4` key, `$5` have or null for what is wanted, `$6` remote id, `$7` problem, `$8` whether the sink spoke, `$9` whether it is settled, `$10` by how much the generation rises. */
const recordStatement = (schema: string): string => fenced(schema, `
  UPDATE ${schema}.entitlement_right r SET
    have = coalesce($5::text, want),
    have_at = CASE WHEN $8::boolean THEN $3 ELSE have_at END,
    remote_id = CASE WHEN $10::integer > 0 THEN NULL ELSE coalesce($6, remote_id) END,
    problem = $7,
    unsent_since = CASE WHEN $9::boolean THEN NULL ELSE unsent_since END,
    generation = generation + $10::integer
  FROM held WHERE r.key = $4 AND r.customer_id = held.id`);

/** `$3` keys, `$4` by whom. What a sweep would hold that has been superseded is held by the one that is under way. */
const holdStatement = (schema: string): string => fenced(schema, `
  UPDATE ${schema}.entitlement_right r SET held_by = coalesce((
    SELECT young.id FROM ${schema}.sweep old, ${schema}.sweep young
    WHERE old.id = $4 AND old.state = 'superseded' AND young.state <> 'superseded'
    ORDER BY young.started_at DESC LIMIT 1), $4)
  FROM held WHERE r.key = ANY($3::text[]) AND r.customer_id = held.id AND r.want = 'active'`);

/** What is known after an answer, as the values from `$5` on. */
function knownAfter(applied: Applied): readonly unknown[] {
  switch (applied.outcome) {
    case 'applied':
    case 'unchanged': return [null, applied.remoteId, null, true, true, 0];
    case 'foreign': return ['foreign', applied.observed.remoteId, applied.why ? wordsOf(applied.why) : null, true, true, 0];
    case 'archived': return ['unknown', null, null, true, false, 1];
    case 'stuck': return ['stuck', null, wordsOf(applied.problem), true, false, 0];
    case 'again': return ['unknown', null, wordsOf(applied.problem), false, false, 0];
  }
}

const wordsOf = ({ code, status, message }: { code: string; status?: number; message: string }): string =>
  `${code}${status ? ` (${status})` : ''}: ${message}`;

/** More than that are not one account's. */
const mostSharers = 100;

/** What should be true at the sinks, and what stands there. */
export function createRights(database: Database, clock: Clock, schema: string): Pick<BridgeStore, 'rights' | 'sharers' | 'intend' | 'hold' | 'record'> {
  const intend = intendStatement(schema);
  const record = recordStatement(schema);
  const hold = holdStatement(schema);
  const holds = async (statement: string, values: readonly unknown[]): Promise<boolean> => (await database.query(statement, values)).rows.length > 0;
  return {
    async rights(customerId) {
      const { rows } = await database.query(`SELECT * FROM ${schema}.entitlement_right WHERE customer_id = $1 ORDER BY key`, [customerId]);
      return rows.map(readRight);
    },
    async sharers(sink, { customerId, account, target }) {
      const { rows } = await database.query(`
        SELECT * FROM ${schema}.entitlement_right WHERE want = 'active' AND sink = $1 AND account = $2 AND target = $3 AND customer_id <> $4
        ORDER BY key LIMIT ${mostSharers}`, [sink, account, target, customerId]);
      return rows.map(readRight);
    },
    intend: async ({ customerId, fence, cause }, { sink, right, want, expiresAt, held = false }) =>
      holds(intend, [
        customerId, fence, at(clock.now()), right.key, sink, right.account, right.target, JSON.stringify(right.row), right.generation,
        atSecond(right.validFrom), atSecond(right.validUntil), atSecond(expiresAt), right.offerId, right.transactionId ?? null, right.subscriptionId ?? null,
        atSecond(right.transactionDate), right.country ?? null, want, cause, held,
      ]),
    hold: async ({ customerId, fence }, keys, by) => holds(hold, [customerId, fence, [...keys], by]),
    record: async ({ customerId, fence }, key, applied) => holds(record, [customerId, fence, at(clock.now()), key, ...knownAfter(applied)]),
  };
}
