import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FindAccount } from '../../src/bridge/index.js';
import { createWorld, day, idOf } from './world.js';

test('a customer whose round breaks each time does not keep a sweep from its end, nor what it holds from being revoked', async (t) => {
  // PostgreSQL takes no such character, so nothing about this customer can be written down.
  const account: FindAccount = async (customerId) => (customerId === '702813505' ? 'reader\u0000' : customerId);
  const { simulator, event, drain, bridge, store, clock, tv, opens } = await createWorld(t, { account });
  assert.equal(idOf(simulator, 'trial'), '702813505');
  await event('owner');
  await drain();
  simulator.refund('owner', 'monthly');
  await store.mark(['702813505'], 'event');
  await clock.tick(day);
  const sweep = await bridge.sweep();
  await drain();
  assert.deepEqual([sweep?.state, opens(tv, 'owner')], ['done', false]);
  const customer = await store.customer('702813505');
  assert.deepEqual([customer?.problem, customer!.attempts > 0, customer!.dueAt! > clock.now() / 1000], ['internal', true, true]);
});
