import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BridgeStore, Round, Step } from '../../src/bridge/index.js';
import { createWorld, day, idOf } from './world.js';

const turn = async (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
const until = async (what: () => boolean): Promise<void> => { while (!what()) await turn(); };

test('a running bridge makes the rounds of whoever is marked, at once when it is woken', async (t) => {
  const { bridge, event, opens, tv } = await createWorld(t);
  const running = bridge.run();
  await event('owner');
  running.wake();
  await until(() => opens(tv, 'owner'));
  await running.close();
});

test('nobody rings, and a customer is found at the next look all the same', async (t) => {
  const { bridge, event, opens, tv, clock } = await createWorld(t, { concurrency: 1 });
  const running = bridge.run();
  await until(() => clock.waiting === 1);
  await event('owner');
  await clock.tick(1000);
  await until(() => opens(tv, 'owner'));
  await running.close();
});

test('closing lets the round under way end and takes no other', async (t) => {
  const { bridge, event, opens, tv, store } = await createWorld(t, { concurrency: 1 });
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => { go = resolve; });
  let began = false;
  tv.before = async () => { began = true; await held; };
  await event('owner', 'trial');
  const running = bridge.run();
  await until(() => began);
  const closed = running.close();
  go();
  await closed;
  assert.equal(Number(opens(tv, 'owner')) + Number(opens(tv, 'trial')), 1);
  assert.equal((await store.tally()).due, 1);
});

test('while the database is away the bridge waits, and goes on when it is back', async (t) => {
  const world = await createWorld(t, { concurrency: 1 });
  const { event, opens, tv, clock, told } = world;
  let [away, back] = [true, false];
  const store: BridgeStore = { ...world.store, claim: async (...call) => {
    if (away) throw new Error('terminating connection');
    back = true;
    return world.store.claim(...call);
  } };
  await event('owner');
  const running = world.again({ store }).run();
  await until(() => told.includes('bridge.round-failed'));
  for (let seconds = 0; seconds < 120; seconds++) await clock.tick(1000);
  assert.ok(told.length < 12, `${told.length} lines in two minutes`);
  away = false;
  while (!back) await clock.tick(1000);
  await until(() => opens(tv, 'owner'));
  await running.close();
});

test('a database that goes away in the middle of a round loses nothing', async (t) => {
  const world = await createWorld(t);
  const { event, drain, opens, tv, clock } = world;
  await event('owner');
  const away = async (): Promise<never> => Promise.reject(new Error('terminating connection'));
  const store: BridgeStore = { ...world.store, record: away, finish: away };
  await assert.rejects(world.again({ store }).runOnce(), /terminating/);
  await clock.tick(61_000);
  await drain();
  assert.deepEqual([opens(tv, 'owner'), tv.rows.size], [true, 1]);
});

test('several workers on one store each take another customer', async (t) => {
  const { bridge, again, event } = await createWorld(t);
  await event('owner', 'trial', 'cancelled', 'apple');
  const rounds = await Promise.all([bridge, again(), bridge, again()].map(async (one) => one.runOnce()));
  assert.equal(new Set(rounds.map((round: Round | null) => round?.customerId)).size, 4);
});

test('the steps of a round are told in their order, with what metrics need and nobody’s name', async (t) => {
  const steps: Step[] = [];
  const { event, drain } = await createWorld(t, { steps: (step) => { steps.push(step); } });
  await event('owner');
  await drain();
  assert.deepEqual(steps.filter(({ sink = 'tv' }) => sink === 'tv').map(({ at }) => at), ['claimed', 'asked', 'intended', 'applied', 'recorded', 'finished']);
  assert.deepEqual(steps.find(({ at }) => at === 'applied'), { at: 'applied', customerId: '702813501', cause: 'event', sink: 'tv', want: 'active', outcome: 'applied', ms: 0 });
});

test('an explanation holds what is wanted, what stands, why, and what comes next', async (t) => {
  const { event, drain, bridge, tv, simulator, clock } = await createWorld(t, { account: async (id, sink) => Promise.resolve(sink === 'radio' ? null : id) });
  tv.trouble = 'stuck';
  await event('owner');
  await drain();
  const { customer, rights, orphans } = await bridge.explain(idOf(simulator, 'owner'));
  assert.deepEqual(rights.map(({ sink, next, right }) => [sink, next, right?.want, right?.have, right?.offerId]), [
    ['tv', 'retry', 'active', 'stuck', 'S100000001_DE'], ['radio', 'account', undefined, undefined, undefined],
  ]);
  assert.deepEqual([customer?.problem, customer!.dueAt! > clock.now() / 1000, orphans], ['radio: no-account', true, []]);
  assert.deepEqual((await bridge.explain('1')).customer, null);
});

test('the figures tell how long too much has been open', async (t) => {
  const { event, drain, bridge, tv, simulator, clock } = await createWorld(t);
  await event('owner');
  await drain();
  tv.trouble = 'down';
  simulator.terminate('owner', 'monthly');
  await event('owner');
  const since = clock.now() / 1000;
  await drain();
  await clock.tick(day);
  const { oldestUnsentRevocation, live, allowed, failing } = await bridge.status();
  assert.deepEqual([oldestUnsentRevocation, live, allowed, failing], [since, 0, 20, 1]);
});

test('options that cannot be are refused by name', async (t) => {
  const { again } = await createWorld(t);
  assert.throws(() => again({ lease: 0 }), /bridge: lease takes a number greater than 0/);
  assert.throws(() => again({ publisherId: 'lamp' }), /bridge: publisherId takes digits/);
  assert.throws(() => again({ sinks: [] }), /names the sink tv, which is not there/);
});
