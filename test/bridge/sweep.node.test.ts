import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coreSource } from '../../src/sources/index.js';
import type { FindHolders } from '../../src/bridge/index.js';
import { event as liveEvent, map, monthly } from './mapping.js';
import { createWorld, day, hour, idOf, type World } from './world.js';

/** So many customers with the monthly subscription and its rights. */
async function fill({ simulator, store, drain }: World, count: number): Promise<number[]> {
  const ids = Array.from({ length: count }, (_, index) => simulator.register(`reader-${index}@example.com`));
  for (const id of ids) simulator.grant(id, 'monthly');
  await store.mark(ids.map(String), 'event');
  await drain();
  return ids;
}

const open = ({ opens, tv }: World, ids: readonly number[]): number => ids.filter((id) => opens(tv, id)).length;

test('B3: with all events withheld a sweep alone opens what was bought and shuts what has ended', async (t) => {
  const { bridge, opens, tv, simulator } = await createWorld(t);
  assert.equal((await bridge.sweep())?.state, 'done');
  assert.deepEqual([opens(tv, 'owner'), opens(tv, 'trial')], [true, true]);
  simulator.terminate('owner', 'monthly');
  await bridge.sweep();
  assert.deepEqual([opens(tv, 'owner'), opens(tv, 'trial')], [false, true]);
});

test('C10: a sweep over customers who have not changed asks about nobody’s access, and writes each right again', async (t) => {
  const world = await createWorld(t);
  await fill(world, 30);
  await world.bridge.sweep();
  const [before, calls] = [world.checks(), world.tv.calls.length];
  await world.clock.tick(day);
  await world.bridge.sweep();
  assert.deepEqual([world.checks() - before, world.tv.calls.length - calls], [0, 35]);
});

test('a sweep writes again what somebody has changed at the platform, whatever our notes say', async (t) => {
  const { event, drain, tv, opens, bridge } = await createWorld(t);
  await event('owner');
  await drain();
  tv.rows.clear();
  await bridge.sweep();
  assert.equal(opens(tv, 'owner'), true);
});

test('C4: a live event, which no list shows, is found by asking, after a week at the latest, and shut after its end', async (t) => {
  const mapping = map({ offers: [liveEvent], sink: 'tv', target: 'premium' });
  const { event, drain, opens, tv, bridge, clock, simulator, checks } = await createWorld(t, { mapping });
  await event('owner');
  await drain();
  simulator.grant('owner', 'event');
  await clock.tick(6 * day);
  await bridge.sweep();
  assert.deepEqual([opens(tv, 'owner'), checks()], [false, 1]);
  await clock.tick(day);
  await bridge.sweep();
  assert.deepEqual([opens(tv, 'owner'), checks()], [true, 2]);
});

test('B10: with the bridge stopped for three days access closes at the horizon, and is back after the start', async (t) => {
  const { event, drain, opens, tv, clock, simulator } = await createWorld(t);
  simulator.grant('nobody', 'article');
  await event('grace');
  await drain();
  await clock.tick(47 * hour);
  assert.equal(opens(tv, 'grace'), true);
  await clock.tick(25 * hour);
  assert.equal(opens(tv, 'grace'), false);
  const rounds = await drain();
  assert.deepEqual([rounds.map(({ cause }) => cause), opens(tv, 'grace')], [['time'], true]);
});

test('B12: a wrong publisher token on a whole sweep revokes nothing and shuts nobody out', async (t) => {
  const world = await createWorld(t);
  const ids = await fill(world, 60);
  const source = coreSource({ base: 'http://cleeng.test/3.1', fetch: world.simulator.fetch, clock: world.clock, publisherToken: 'a-token-of-another-publisher' });
  const wrong = world.again({ source });
  const sweep = await wrong.sweep();
  assert.deepEqual([sweep?.state, sweep?.held, open(world, ids)], ['done', 0, 60]);
  const { failing, refused, have } = await wrong.status();
  assert.deepEqual([failing, refused, have.active, sweep?.unlisted], [60, 60, 120, 'credentials']);
});

/** As a mapping to offers of somebody else would look: everybody is denied. */
const denyAll = ({ simulator }: World): (() => void) => {
  const mends = [
    simulator.fault({ kind: 'json', body: { data: [] }, endpoint: 'core-subscriptions' }),
    simulator.fault({ kind: 'json', body: { accessGranted: false, expiresAt: null }, endpoint: 'core-entitlement' }),
  ];
  return () => { for (const mend of mends) mend(); };
};

test('B12: a sweep to which nobody seems entitled revokes nothing, says so, and waits for a person', async (t) => {
  const world = await createWorld(t);
  const ids = await fill(world, 60);
  denyAll(world);
  const sweep = await world.bridge.sweep();
  assert.deepEqual([sweep?.state, sweep?.held, sweep?.live, open(world, ids)], ['held', 120, 120, 60]);
  assert.ok(world.told.includes('bridge.sweep-held'));
});

test('what is held stays open beyond the horizon, by sweeps and without, until a person has looked', async (t) => {
  const world = await createWorld(t);
  const ids = await fill(world, 60);
  denyAll(world);
  await world.bridge.sweep();
  for (let half = 0; half < 8; half++) {
    await world.clock.tick(12 * hour);
    await world.drain();
  }
  assert.deepEqual([open(world, ids), (await world.bridge.status()).sweeps.map(({ held }) => held)], [60, [120]]);
  await world.clock.tick(12 * hour);
  const { id } = (await world.bridge.sweep())!;
  await world.clock.tick(12 * hour);
  assert.deepEqual([open(world, ids), (await world.bridge.status()).sweeps.map(({ state }) => state)], [60, ['held', 'superseded']]);
  await world.bridge.release(id);
  await world.drain();
  assert.equal(open(world, ids), 0);
});

test('what had closed by itself before a sweep held it is not opened by that', async (t) => {
  const world = await createWorld(t);
  const ids = await fill(world, 60);
  await world.clock.tick(60 * day);
  denyAll(world);
  assert.deepEqual([(await world.bridge.sweep())?.state, open(world, ids)], ['held', 0]);
});

test('what a person releases while a round keeps it is revoked all the same', async (t) => {
  const world = await createWorld(t);
  const ids = await fill(world, 60);
  denyAll(world);
  const { id } = (await world.bridge.sweep())!;
  await world.store.mark([String(ids[0])], 'sweep');
  let released: number | undefined;
  await world.drain(world.again({ steps: async ({ at }) => {
    if (at === 'held') released ??= await world.bridge.release(id);
  } }));
  await world.drain();
  assert.deepEqual([released, open(world, ids)], [120, 0]);
});

test('a sweep says once, at its end, what it came to', async (t) => {
  const lines: unknown[] = [];
  const world = await createWorld(t, { log: (level, event, fields) => { if (event === 'bridge.sweep-ended') lines.push({ level, ...fields }); } });
  const ids = await fill(world, 5);
  for (const id of ids.slice(0, 2)) world.simulator.terminate(id, 'monthly');
  const { id, unlisted } = (await world.bridge.sweep())!;
  assert.deepEqual([lines, unlisted], [[{ level: 'info', sweep: id, seconds: 0, customers: 10, failing: 0, live: 16, before: 10, released: 4 }], null]);
});

test('whoever names a sweep that is not held is told which are', async (t) => {
  const world = await createWorld(t);
  await fill(world, 60);
  await assert.rejects(world.bridge.release('1'), { message: 'no sweep 1 is held. Nothing is held' });
  denyAll(world);
  const { id } = (await world.bridge.sweep())!;
  for (const verdict of ['held', 'release', 'discard'] as const) await assert.rejects(world.bridge[verdict]('1'), { message: `no sweep 1 is held. Held: ${id}` });
  assert.equal(await world.bridge.held(id), 120);
  await world.bridge.discard(id);
  await assert.rejects(world.bridge.release(id), { message: `no sweep ${id} is held: it is discarded. Nothing is held` });
});

test('what a sweep holds is revoked when a person releases it, but not for who has access after all', async (t) => {
  const world = await createWorld(t);
  const ids = await fill(world, 60);
  const mend = denyAll(world);
  const { id } = (await world.bridge.sweep())!;
  mend();
  for (const customer of ids.slice(1)) world.simulator.terminate(customer, 'monthly');
  assert.equal(await world.bridge.release(id), 120);
  await world.drain();
  assert.deepEqual([open(world, ids), world.opens(world.tv, ids[0]!)], [1, true]);
  await assert.rejects(world.bridge.release(id), /it is released/);
});

test('what a person discards stays open, and the next sweep asks anew', async (t) => {
  const world = await createWorld(t);
  const ids = await fill(world, 60);
  const mend = denyAll(world);
  const { id } = (await world.bridge.sweep())!;
  await world.bridge.discard(id);
  await world.drain();
  assert.equal(open(world, ids), 60);
  mend();
  assert.deepEqual([(await world.bridge.sweep())?.state, open(world, ids)], ['done', 60]);
  assert.equal((await world.bridge.status()).have.held, 0);
});

test('few revocations of a sweep are let go at its end', async (t) => {
  const world = await createWorld(t);
  const ids = await fill(world, 30);
  for (const customer of ids.slice(0, 10)) world.simulator.refund(customer, 'monthly');
  const sweep = await world.bridge.sweep();
  assert.deepEqual([sweep?.state, open(world, ids)], ['done', 20]);
});

test('an event is never held up, also while a sweep stands', async (t) => {
  const world = await createWorld(t);
  const ids = await fill(world, 60);
  denyAll(world);
  await world.bridge.sweep();
  await world.store.mark([String(ids[0])], 'event');
  await world.drain();
  assert.equal(open(world, ids), 59);
});

test('what ends by time alone is held too, when it is too much for a day', async (t) => {
  const world = await createWorld(t);
  const ids = await fill(world, 60);
  denyAll(world);
  await world.clock.tick(31 * day);
  await world.drain();
  const { have } = await world.bridge.status();
  assert.deepEqual([120 - have.held, world.tv.calls.filter((call) => call.startsWith('revoke')).length], [20, 10]);
  assert.equal(await world.bridge.release('time'), have.held);
  await world.drain();
  assert.equal(open(world, ids), 0);
});

test('a second sweep takes over from one that died while it marked', async (t) => {
  const world = await createWorld(t);
  await fill(world, 3);
  const stop = new AbortController();
  await assert.rejects(world.bridge.sweep({ signal: stop.signal, progress: () => { stop.abort(new Error('gone')); } }), /gone/);
  const sweep = await world.bridge.sweep();
  assert.deepEqual([sweep?.state, (await world.bridge.status()).sweeps.map(({ state }) => state).sort()], ['done', ['done', 'superseded']]);
});

test('of two processes that would sweep for the same day, one does', async (t) => {
  const { bridge, again, clock } = await createWorld(t);
  const since = clock.now() / 1000 - 3600;
  const sweeps = await Promise.all([bridge.sweep({ since }), again().sweep({ since })]);
  assert.deepEqual(sweeps.map((sweep) => sweep?.state).sort(), ['done', undefined]);
});

test('a sweep spread over six hours leaves its rounds to whoever runs', async (t) => {
  const world = await createWorld(t);
  await fill(world, 5);
  await world.bridge.sweep();
  const calls = world.tv.calls.length;
  const sweep = await world.bridge.sweep({ spread: 6 * 3600 });
  assert.deepEqual([sweep?.state, sweep?.left], ['running', 10]);
  await world.clock.tick(6 * hour);
  await world.drain();
  assert.equal(world.tv.calls.length - calls, 10);
});

test('a rehearsal says what a sweep would do, and writes and asks nothing', async (t) => {
  const holders: FindHolders = async function* () { yield* ['702813501', '700000001']; };
  const world = await createWorld(t, { holders });
  const ids = await fill(world, 5);
  await world.event('owner');
  await world.drain();
  world.simulator.terminate(ids[0]!, 'monthly');
  const [checks, calls] = [world.checks(), world.tv.calls.length];
  assert.deepEqual(await world.bridge.rehearse(), { customers: 6, found: 1, asserted: 10, orphans: 0, asked: 1, failed: 0 });
  assert.deepEqual([world.checks() - checks, world.tv.calls.length - calls, (await world.bridge.status()).sweeps], [0, 0, []]);
});

test('lists that do not answer are told of, and those who are known are swept all the same', async (t) => {
  const holders: FindHolders = async function* () { yield await Promise.reject(new Error('no lists today')); };
  const { bridge, event, drain, tv, told } = await createWorld(t, { holders });
  await event('owner');
  await drain();
  tv.rows.clear();
  const { state, unlisted } = (await bridge.sweep())!;
  assert.deepEqual([state, unlisted], ['done', 'service']);
  assert.ok(told.includes('bridge.listing-failed') && tv.rows.size === 1);
  assert.equal((await bridge.rehearse()).listing, 'service');
});

test('a right whose row the operator has taken out of the mapping ends in a sweep', async (t) => {
  const world = await createWorld(t);
  await world.event('owner');
  await world.drain();
  const less = world.again({ mapping: map({ offers: [monthly], sink: 'radio', target: 'all' }) });
  await world.event('owner');
  await world.drain(less);
  assert.equal(world.opens(world.tv, 'owner'), true);
  await less.sweep();
  await world.drain(less);
  assert.deepEqual([world.opens(world.tv, 'owner'), world.opens(world.radio, 'owner')], [false, true]);
  assert.ok(idOf(world.simulator, 'owner'));
});
