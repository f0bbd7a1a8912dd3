import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '../../../src/bridge/database.js';
import { openBridgeStore } from '../../../src/bridge/postgres-store.js';
import { engines } from '../databases.js';
import { applied, claimNext, intention, someRight } from './rights.js';

type Question = readonly [text: string, values: readonly unknown[] | undefined];

/** The same database, with what it is asked. */
function listening(database: Database, heard: Question[]): Database {
  return { ...database, query: async (text, values) => {
    heard.push([text, values]);
    return database.query(text, values);
  } };
}

for (const { name, skip, fresh } of engines) {
  test(`${name}: of all that a round asks, nothing looks at every customer or every right`, { skip }, async (t) => {
    const { database, clock, schema } = await fresh(t);
    await database.run(`
      INSERT INTO ${schema}.customer (id, dirty_seq, done_seq, due_at) SELECT n, 1, 1, now() + interval '100 years' FROM generate_series(1, 5000) n;
      INSERT INTO ${schema}.entitlement_right (key, customer_id, sink, account, target, details, generation, valid_from, offer_id, want, want_at, want_by, have)
        SELECT 'right-' || n, n, 'motto', 'account-' || n, 'gold', '{}', 0, now(), 'S1', CASE WHEN n % 10 = 0 THEN 'inactive' ELSE 'active' END, now() - interval '1 year', 'event', 'active' FROM generate_series(1, 5000) n;
      ANALYZE ${schema}.customer;
      ANALYZE ${schema}.entitlement_right`);
    const heard: Question[] = [];
    const store = await openBridgeStore({ database: listening(database, heard), clock, schema });
    heard.length = 0;
    await store.mark(['7'], 'event');
    const claim = await claimNext(store);
    await store.rights('7');
    await store.deliveries('7', 5);
    await store.liveLately();
    await store.revoked('time', clock.now() / 1000 - 86_400);
    await store.hold(claim, ['right-7'], 'time');
    await store.intend(claim, intention('inactive', { key: 'right-7' }));
    await store.sharers('motto', someRight());
    await store.record(claim, 'right-7', applied);
    await store.finish(claim, {});
    const scans: string[] = [];
    for (const [text, values] of heard) {
      const { rows } = await database.query(`EXPLAIN ${text}`, values);
      scans.push(...rows.map((row) => String(row['QUERY PLAN'])).filter((line) => /Seq Scan on (customer|entitlement_right)/.test(line)));
    }
    assert.deepEqual([scans, heard.length > 10], [[], true]);
    const { rows } = await database.query(`EXPLAIN SELECT count(*) FROM ${schema}.entitlement_right WHERE problem = 'x'`);
    assert.match(rows.map((row) => String(row['QUERY PLAN'])).join(), /Seq Scan on entitlement_right/, 'so it would be seen');
  });
}
