import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBridgeStore } from '../../../src/bridge/postgres-store.js';
import { engines } from '../databases.js';
import { claimNext, intention, settle } from './rights.js';

for (const { name, skip, fresh } of engines) {
  test(`${name}: what a sink refused is listed, and of that first what is open too long`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    await settle(store, 'active', { key: 'well' });
    for (const [key, want] of [['refused', 'active'], ['open', 'inactive']] as const) {
      await clock.tick(1000);
      await store.mark(['7'], 'event');
      const claim = await claimNext(store);
      await store.intend(claim, intention(want, { key }));
      await store.record(claim, key, { outcome: 'stuck', problem: { code: 'no-product', message: 'no such product' } });
      await store.finish(claim, {});
    }
    assert.deepEqual((await store.troubled(5)).map(({ key, problem }) => [key, problem]), [['open', 'no-product: no such product'], ['refused', 'no-product: no such product']]);
    assert.equal((await store.troubled(1)).length, 1);
  });

  test(`${name}: whoever has it alone need not wait for the leases of the dead, and the dead write nothing`, { skip }, async (t) => {
    const { store, clock, database, schema } = await fresh(t);
    await store.mark(['7'], 'event');
    const dead = await claimNext(store);
    await openBridgeStore({ database, clock, schema });
    assert.equal(await store.claim('other', 60_000), null);
    const alone = await openBridgeStore({ database, clock, schema, alone: true });
    assert.equal((await claimNext(alone)).customerId, '7');
    assert.equal(await store.intend(dead, intention('active')), false);
  });

  test(`${name}: customers of whom deliveries told since then are listed once, page by page`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    const hear = async (customerId: string | null, sha256: string): Promise<void> => store.receive({ sha256, topic: 'transactionCreated', body: new Uint8Array([1]) }, customerId);
    await hear('1', 'a');
    await clock.tick(60_000);
    const since = Math.floor(clock.now() / 1000);
    for (const [customer, hash] of [['3', 'b'], ['2', 'c'], ['2', 'd'], [null, 'e']] as const) await hear(customer, hash);
    assert.deepEqual(await store.heard(since, null, 5), ['2', '3']);
    assert.deepEqual(await store.heard(since, '2', 5), ['3']);
    assert.deepEqual(await store.heard(since - 60, null, 1), ['1']);
  });

  test(`${name}: bodies are forgotten in time, then the deliveries, and an equal body that comes again is kept anew`, { skip }, async (t) => {
    const { store, database, schema, clock } = await fresh(t);
    const hear = async (sha256: string): Promise<void> => store.receive({ sha256, topic: 'transactionCreated', body: new Uint8Array([1]) }, '7');
    const kept = async (): Promise<unknown[]> => (await database.query(`SELECT sha256, body IS NOT NULL AS body FROM ${schema}.inbox ORDER BY sha256`)).rows.map((row) => Object.values(row));
    const start = Math.floor(clock.now() / 1000);
    for (const sha256 of ['a', 'b']) await hear(sha256);
    await clock.tick(60_000);
    await hear('b');
    assert.equal(await store.purge({ bodies: start + 1, deliveries: start }), 1);
    assert.deepEqual(await kept(), [['a', false], ['b', true]]);
    assert.deepEqual((await store.deliveries('7', 5)).map(({ sha256 }) => sha256), ['b']);
    await hear('a');
    assert.deepEqual(await kept(), [['a', true], ['b', true]]);
    await clock.tick(60_000);
    const now = Math.floor(clock.now() / 1000);
    assert.equal(await store.purge({ bodies: now, deliveries: now }), 2);
    assert.deepEqual(await kept(), []);
  });

  test(`${name}: what is to be forgotten may be more than one batch`, { skip }, async (t) => {
    const { store, database, schema, clock } = await fresh(t);
    await database.query(`
      INSERT INTO ${schema}.inbox (sha256, topic, body, first_at, last_at)
      SELECT 'hash-' || n, 'transactionCreated', '\\x00', $1, $1 FROM generate_series(1, 2500) n`, [new Date(clock.now())]);
    const later = Math.floor(clock.now() / 1000) + 1;
    assert.equal(await store.purge({ bodies: later, deliveries: 0 }), 2500);
    assert.equal(await store.purge({ bodies: later, deliveries: later }), 0);
    assert.equal((await database.query(`SELECT 1 FROM ${schema}.inbox`)).rows.length, 0);
  });
}
