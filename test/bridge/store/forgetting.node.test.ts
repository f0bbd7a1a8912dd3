import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fresh } from '../databases.js';
import { engines } from '../databases.js';
import { claimNext, intention, settle } from './rights.js';

const month = 30 * 24 * 3600;
const day = 24 * 3600;

/** How much is known of the customer 7: their row, rights, and deliveries. */
const known = async ({ database, schema }: Fresh): Promise<number[]> => {
  const counts = ['customer WHERE id', 'entitlement_right WHERE customer_id', 'inbox WHERE customer_id'];
  return Promise.all(counts.map(async (where) => Number((await database.query(`SELECT count(*) AS count FROM ${schema}.${where} = '7'`)).rows[0]!.count)));
};
const forget = async ({ store, clock }: Fresh): Promise<number> => store.forget(clock.now() / 1000 - month);
const gone = async (each: Fresh): Promise<void> => {
  await each.store.receive({ sha256: 'aa', topic: 'transactionCreated', body: new Uint8Array([1]) }, '7');
  await settle(each.store, 'active');
  await settle(each.store, 'inactive');
};

for (const { name, skip, fresh } of engines) {
  test(`${name}: of a customer who has been gone for long nothing is left, and not a day earlier`, { skip }, async (t) => {
    const each = await fresh(t);
    await gone(each);
    await each.clock.tick((month - day) * 1000);
    assert.deepEqual([await forget(each), await known(each)], [0, [1, 1, 1]]);
    await each.clock.tick(2 * day * 1000);
    assert.deepEqual([await forget(each), await known(each)], [1, [0, 0, 0]]);
    await each.store.mark(['7'], 'event');
    assert.equal((await claimNext(each.store)).seq, 1);
  });

  const pending: Readonly<Record<string, (each: Fresh) => Promise<unknown>>> = {
    'who has a right': async ({ store }) => settle(store, 'active', { key: 'another' }),
    'whose right is perhaps open still': async ({ store }) => {
      await store.mark(['7'], 'sweep');
      const claim = await claimNext(store);
      await store.intend(claim, intention('inactive'));
      await store.record(claim, 'key-1', { outcome: 'again', problem: { code: 'service', message: 'down' } });
      await store.finish(claim, {});
    },
    'who is due': async ({ store }) => store.mark(['7'], 'sweep'),
    'whom somebody looks at': async ({ store }) => {
      await store.mark(['7'], 'sweep');
      await claimNext(store, 2 * month * 1000);
    },
    'whose last look failed': async ({ store, clock }) => {
      await store.mark(['7'], 'sweep');
      await store.finish(await claimNext(store), { problem: 'service', dueAt: clock.now() + 2 * month * 1000 });
    },
  };
  for (const [who, happens] of Object.entries(pending)) {
    test(`${name}: a customer ${who} is not forgotten`, { skip }, async (t) => {
      const each = await fresh(t);
      await gone(each);
      await happens(each);
      await each.clock.tick((month + day) * 1000);
      assert.deepEqual([await forget(each), (await known(each))[0]], [0, 1]);
    });
  }

  test(`${name}: a customer whom Cleeng still lists is not forgotten, one whom only our own sweeps ask about is`, { skip }, async (t) => {
    const each = await fresh(t);
    const { store, clock } = each;
    await gone(each);
    const sweep = async (id: string, heard: boolean): Promise<void> => {
      await clock.tick((month - day) * 1000);
      await store.mark(['7'], 'sweep', { sweep: id, heard });
      await store.finish(await claimNext(store), {});
    };
    await sweep('one', true);
    await clock.tick(2 * day * 1000);
    assert.equal(await forget(each), 0);
    await sweep('two', false);
    assert.equal(await forget(each), 1);
  });

  test(`${name}: many are forgotten in one go`, { skip }, async (t) => {
    const each = await fresh(t);
    await each.store.mark(Array.from({ length: 1200 }, (_, index) => String(index)), 'sweep');
    for (let claim = await each.store.claim('worker', 1000); claim; claim = await each.store.claim('worker', 1000)) await each.store.finish(claim, {});
    assert.equal(await forget(each), 1200);
  });
}
