import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createPlatforms } from '../../src/simulator/platforms.js';
import type { BridgeStore } from '../../src/bridge/store.js';
import type { Right, Sink } from '../../src/bridge/sink.js';
import { cinema, realSinks } from './publisher.js';
import { aRight } from './sinks/right.js';
import { createWorld, idOf, type World } from './world.js';

/** Two customers whom both platforms know by the id of the first. */
async function twins(t: TestContext, wrap: (world: World, store: BridgeStore) => BridgeStore = (_, store) => store) {
  const world = await createWorld(t);
  const { simulator, clock, again, store } = world;
  const platforms = createPlatforms(simulator, clock);
  const [account, twin] = [idOf(simulator, 'owner'), idOf(simulator, 'nobody')];
  const sinks = realSinks({ ...simulator, ...platforms }, 'http://lamp.test', async (url, init) => platforms.fetch(new Request(url, init)), clock);
  const bridge = again({ sinks, mapping: cinema, account: async (id) => Promise.resolve(id === twin ? account : id), store: wrap(world, store) });
  simulator.grant('nobody', 'monthly');
  await world.event('owner', 'nobody');
  await world.drain(bridge);
  const opens = (): boolean[] => [platforms.motto.mayWatch(account, 'cinema'), platforms.rmg.mayWatch(account, 'the-long-tide')];
  const ends = async (customer: 'owner' | 'nobody'): Promise<void> => {
    simulator.terminate(customer, 'monthly');
    await world.event(customer);
    await world.drain(bridge);
  };
  return { ...world, bridge, opens, ends };
}

test('of two customers with one id at the platforms, the end of one does not shut out the other, and is named', async (t) => {
  const { opens, ends, store, told, bridge, drain } = await twins(t);
  await ends('owner');
  assert.deepEqual(opens(), [true, true]);
  const troubled = await store.troubled(5);
  assert.deepEqual(troubled.map(({ customerId, sink, have }) => [customerId, sink, have]).sort(), [['702813501', 'motto', 'foreign'], ['702813501', 'rmg', 'foreign']]);
  assert.match(troubled[0]!.problem!, /^shared: customer 702813502 is known as 702813501 too and may watch/);
  assert.ok(told.includes('bridge.stuck'));
  await ends('nobody');
  assert.deepEqual(opens(), [false, false]);
  await bridge.sweep();
  await drain(bridge);
  assert.deepEqual(await store.troubled(5), []);
});

test('a row is shared by account and target, but not where each customer has a device of their own', async (t) => {
  const { simulator, clock } = await createWorld(t);
  const [motto, rmg] = realSinks({ ...simulator, ...createPlatforms(simulator, clock) }, 'http://lamp.test', async () => Promise.reject(new Error('nobody asks')), clock);
  const same = (sink: Sink, row: Right['row']): boolean => sink.rowOf!(aRight({ row })) === sink.rowOf!(aRight({ row, customerId: '5' }));
  assert.deepEqual([same(motto!, {}), same(rmg!, { deviceId: 'box-{account}' }), same(rmg!, { deviceId: 'box-{customerId}' })], [true, true, false]);
});

test('who comes to share the row while it is being closed has it again', async (t) => {
  let asked = 0;
  const { opens, ends, event, drain, bridge } = await twins(t, (_, store) => ({
    // The other customer's purchase is written down just after the first look.
    ...store, sharers: async (...args) => (asked++ % 2 ? store.sharers(...args) : []),
  }));
  await ends('owner');
  await event('nobody');
  await drain(bridge);
  assert.deepEqual([opens(), asked], [[true, true], 4]);
});
