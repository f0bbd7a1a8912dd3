import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FindAccount } from '../../src/bridge/index.js';
import { map, monthly } from './mapping.js';
import { createWorld, day, idOf } from './world.js';

/** Accounts that a test writes down; a customer without one is not known yet. */
function accountBook(): { readonly book: Map<string, string>; readonly account: FindAccount } {
  const book = new Map<string, string>();
  return { book, account: async (customerId) => book.get(customerId) ?? null };
}

test('a customer who comes to be known as somebody else has access there after a sweep, though nothing was bought', async (t) => {
  const { book, account } = accountBook();
  const { simulator, event, drain, bridge, clock, tv } = await createWorld(t, { account });
  book.set(idOf(simulator, 'owner'), 'reader-1');
  await event('owner');
  await drain();
  assert.equal(tv.opens('reader-1', 'premium'), true);
  book.set(idOf(simulator, 'owner'), 'reader-2');
  await clock.tick(day);
  await bridge.sweep();
  await drain();
  assert.deepEqual([tv.opens('reader-1', 'premium'), tv.opens('reader-2', 'premium')], [false, true]);
});

test('so do all who come to be known otherwise at once, though the brake holds what they had', async (t) => {
  const { book, account } = accountBook();
  const targets = Array.from({ length: 25 }, (_, index) => `channel-${index}`);
  const mapping = map(...targets.map((target) => ({ offers: [monthly], sink: 'tv', target })));
  const { simulator, event, drain, bridge, clock, tv } = await createWorld(t, { account, mapping });
  book.set(idOf(simulator, 'owner'), 'reader-1');
  await event('owner');
  await drain();
  book.set(idOf(simulator, 'owner'), 'reader-2');
  await clock.tick(day);
  assert.equal((await bridge.sweep())?.state, 'held');
  assert.deepEqual(['reader-1', 'reader-2'].map((reader) => targets.filter((target) => tv.opens(reader, target)).length), [25, 25]);
});

test('who was not known to the platform when buying has access after the sweep that finds out', async (t) => {
  const { book, account } = accountBook();
  const { simulator, event, drain, bridge, clock, tv } = await createWorld(t, { account });
  await event('owner');
  await drain();
  assert.equal(tv.rows.size, 0);
  for (let hours = 0; hours < 24; hours++) {
    await clock.tick(day / 24);
    await drain();
  }
  book.set(idOf(simulator, 'owner'), 'reader-1');
  await bridge.sweep();
  assert.equal(tv.opens('reader-1', 'premium'), true);
});

test('who was known a moment after buying has access then', async (t) => {
  const { book, account } = accountBook();
  const { simulator, event, drain, clock, tv } = await createWorld(t, { account });
  await event('owner');
  await drain();
  await clock.tick(30_000);
  await drain();
  book.set(idOf(simulator, 'owner'), 'reader-1');
  for (let seconds = 0; seconds < 90; seconds += 10) {
    await clock.tick(10_000);
    await drain();
  }
  assert.equal(tv.opens('reader-1', 'premium'), true);
});

test('a customer whom a platform never gets to know is not asked about over and over, as if they came to watch', async (t) => {
  const { account } = accountBook();
  const { simulator, event, drain, bridge, clock } = await createWorld(t, { account });
  const checks = (): number => simulator.requests.filter(({ endpoint, customerId }) => endpoint === 'core-entitlement' && customerId === simulator.customers.owner.id).length;
  await event('owner');
  for (let hours = 0; hours < 24; hours++) {
    await drain();
    await clock.tick(day / 24);
  }
  const soon = checks();
  assert.ok(soon <= 20, `${soon} questions in a day`);
  for (let days = 0; days < 3; days++) {
    await bridge.sweep();
    await drain();
    await clock.tick(day);
    await drain();
  }
  assert.equal(checks(), soon);
});

test('who has no access is not looked for at the platforms', async (t) => {
  const { account } = accountBook();
  const { event, drain, store, simulator } = await createWorld(t, { account });
  await event('nobody');
  const [round] = await drain();
  assert.deepEqual([round?.outcome, round?.problem], ['done', undefined]);
  assert.equal((await store.customer(idOf(simulator, 'nobody')))?.attempts, 0);
});
