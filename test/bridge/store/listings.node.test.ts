import assert from 'node:assert/strict';
import { test } from 'node:test';
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
}
