import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Applied, Sink } from '../../src/bridge/sink.js';
import { map, monthly, yearly } from './mapping.js';
import { createWorld, hour } from './world.js';

const channels = Array.from({ length: 30 }, (_, index) => `channel-${index}`);
const mapping = map(...channels.map((target) => ({ offers: [monthly], sink: 'tv', target })), { offers: [yearly], sink: 'tv', target: 'yearly' });

/** A sink that answers some targets otherwise. */
const except = (sink: Sink, targets: readonly string[], answer: () => Promise<Applied>): Sink => ({
  ...sink,
  grant: async (right, call) => (targets.includes(right.target) ? answer() : sink.grant(right, call)),
});

const broken = async (): Promise<Applied> => ({ outcome: 'again', problem: { code: 'service', status: 500, message: 'answered 500' } });

test('rights that a platform cannot take keep no other from it, neither grant nor revocation', async (t) => {
  const { simulator, event, drain, again, tv, clock } = await createWorld(t, { mapping });
  const bridge = again({ sinks: [except(tv.sink, ['channel-0', 'channel-7', 'channel-8'], broken)] });
  simulator.grant('owner', 'yearly');
  await event('owner');
  await drain(bridge);
  const opens = (): string[] => [...channels, 'yearly'].filter((target) => tv.opens(String(simulator.customers.owner.id), target));
  assert.equal(opens().length, 28);
  simulator.terminate('owner', 'yearly');
  await event('owner');
  await drain(bridge);
  assert.deepEqual([opens().length, opens().includes('yearly')], [27, false]);
  // What stands is renewed, though the others go on failing.
  for (let hours = 0; hours < 72; hours++) {
    await clock.tick(hour);
    await drain(bridge);
  }
  assert.equal(opens().length, 27);
});

test('rights that make a platform hang keep what else stands there from running out', async (t) => {
  const { simulator, event, drain, again, tv, clock } = await createWorld(t, { mapping });
  const bridge = again({ sinks: [except(tv.sink, ['channel-0', 'channel-7', 'channel-8'], async () => ({ outcome: 'again', problem: { code: 'timeout', message: 'no answer in time' } }))] });
  await event('owner');
  for (let hours = 0; hours < 72; hours++) {
    await drain(bridge);
    await clock.tick(hour);
  }
  await drain(bridge);
  assert.equal(channels.filter((target) => tv.opens(String(simulator.customers.owner.id), target)).length, 27);
});

test('more rights than a lease has time for all come to their turn, the revocations among them', async (t) => {
  const { simulator, event, again, tv, clock } = await createWorld(t, { mapping });
  const bridge = again({ sinks: [tv.sink] });
  const opens = (): string[] => [...channels, 'yearly'].filter((target) => tv.opens(String(simulator.customers.owner.id), target));
  tv.before = async () => clock.tick(4000);
  simulator.grant('owner', 'yearly');
  await event('owner');
  for (let rounds = 0; rounds < 6; rounds++) await bridge.runOnce();
  assert.equal(opens().length, 31);
  simulator.terminate('owner', 'yearly');
  await event('owner');
  await bridge.runOnce();
  assert.deepEqual([opens().length, opens().includes('yearly')], [30, false]);
  const outcomes = [];
  for (let rounds = 0; rounds < 6; rounds++) outcomes.push((await bridge.runOnce())?.outcome);
  assert.deepEqual(outcomes.filter((outcome) => outcome === 'done'), ['done']);
  assert.equal(await bridge.runOnce(), null);
});

test('a sweep says again all of what takes longer than a lease, and then ends', async (t) => {
  const { bridge: whole, again, store, tv, clock } = await createWorld(t, { mapping });
  const bridge = again({ sinks: [except(tv.sink, ['channel-3'], broken)] });
  await whole.sweep();
  await clock.tick(2 * hour);
  tv.calls.length = 0;
  tv.before = async () => clock.tick(4000);
  await bridge.sweep();
  assert.deepEqual(channels.filter((target) => !tv.calls.includes(`grant ${target}`)), ['channel-3']);
  const { customers } = await store.tally();
  assert.ok(tv.calls.length < 3 * customers * channels.length, `${tv.calls.length} calls for ${customers} customers`);
});

test('while a platform is down, what it confirmed before is not written down as open again', async (t) => {
  const { simulator, event, drain, again, tv, store } = await createWorld(t, { mapping });
  const bridge = again({ sinks: [tv.sink] });
  await event('owner');
  await drain(bridge);
  simulator.terminate('owner', 'monthly');
  await event('owner');
  await drain(bridge);
  tv.trouble = 'down';
  await event('owner');
  await drain(bridge);
  assert.deepEqual([(await store.tally()).have.inactive, (await store.tally()).have.unknown], [28, 2]);
});
