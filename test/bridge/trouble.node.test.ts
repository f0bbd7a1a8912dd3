import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coreSource } from '../../src/sources/index.js';
import type { Step } from '../../src/bridge/index.js';
import { engines } from './databases.js';
import { createWorld, day, hour, idOf } from './world.js';

test('a sink that is down for three days loses nothing, and Cleeng is not asked again and again meanwhile', async (t) => {
  const { event, drain, opens, tv, radio, clock, simulator, checks, bridge } = await createWorld(t);
  await event('owner', 'trial');
  await drain();
  tv.trouble = 'down';
  simulator.terminate('owner', 'monthly');
  simulator.purchase('nobody', 'monthly');
  await event('owner', 'nobody');
  for (let hours = 0; hours < 72; hours += 4) {
    await drain();
    await clock.tick(4 * hour);
    assert.deepEqual([opens(radio, 'nobody'), opens(radio, 'owner')], [true, false]);
  }
  const { oldestUnsentRevocation } = await bridge.status();
  assert.deepEqual([checks(), clock.now() / 1000 - oldestUnsentRevocation!], [8, 72 * 3600]);
  tv.trouble = undefined;
  await clock.tick(hour);
  await drain();
  assert.deepEqual([opens(tv, 'owner'), opens(tv, 'nobody'), opens(tv, 'trial')], [false, true, true]);
});

test('a retry waits as long as the platform has asked for, and longer each time', async (t) => {
  const { event, drain, tv, clock, store, simulator } = await createWorld(t);
  tv.trouble = 'down';
  await event('owner');
  const waits: number[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    await drain();
    const { dueAt } = (await store.customer(idOf(simulator, 'owner')))!;
    waits.push(dueAt! - clock.now() / 1000);
    await clock.tick(waits.at(-1)! * 1000);
  }
  assert.deepEqual(waits, [2, 4, 8, 16]);
});

for (const [name, moved] of [['ten years ahead', 3650 * day], ['a year back', -365 * day]] as const) {
  test(`a machine whose clock was ${name} for an hour leaves nobody shut, or open for longer, once it is right`, async (t) => {
    const { event, drain, opens, tv, clock, simulator, again, store, storeAt, bridge } = await createWorld(t);
    await event('owner');
    await drain();
    const wrong = { ...clock, now: () => clock.now() + moved };
    const there = await storeAt(wrong);
    await there.mark(['owner', 'trial', 'cancelled'].map((who) => idOf(simulator, who as 'owner')), 'event');
    const astray = again({ clock: wrong, store: there });
    for (let count = 0; count < 2; count++) await astray.runOnce();
    await assert.rejects(again({ clock: wrong, store: there, steps: () => { throw new Error('killed'); } }).runOnce(), /killed/);
    simulator.terminate('trial', 'monthly');
    await event('trial', 'cancelled');
    await clock.tick(2 * hour);
    await bridge.sweep();
    const rows = [...(await store.rights(idOf(simulator, 'owner'))), ...(await store.rights(idOf(simulator, 'cancelled')))];
    const [longest, earliest] = [Math.max(...rows.map(({ validUntil }) => validUntil!)), Math.max(...rows.map(({ validFrom }) => validFrom))];
    assert.deepEqual([rows.length, longest <= (clock.now() + 22 * day) / 1000, earliest <= clock.now() / 1000], [4, true, true]);
    assert.deepEqual([opens(tv, 'owner'), opens(tv, 'cancelled'), opens(tv, 'trial')], [true, true, false]);
  });
}

test('a customer who is gone is shut after a second look, beside another who is still known', async (t) => {
  const { event, drain, opens, tv, clock, simulator, told } = await createWorld(t);
  await event('owner', 'trial');
  await drain();
  simulator.forget('owner');
  await event('owner');
  assert.deepEqual([(await drain())[0]?.problem, opens(tv, 'owner')], ['cleeng: no such customer', true]);
  await clock.tick(2000);
  assert.deepEqual([(await drain())[0]?.problem, opens(tv, 'owner'), opens(tv, 'trial')], [undefined, false, true]);
  assert.ok(told.includes('bridge.customer-gone'));
});

test('a token of another environment, to which everybody is gone, shuts nobody', async (t) => {
  const { event, drain, opens, tv, clock, simulator } = await createWorld(t);
  await event('owner', 'trial');
  await drain();
  simulator.forget('owner');
  simulator.forget('trial');
  simulator.fault({ kind: 'json', body: { data: [] }, endpoint: 'core-subscriptions' });
  simulator.fault({ kind: 'json', body: [], endpoint: 'core-passes' });
  await event('owner', 'trial');
  for (let attempt = 0; attempt < 5; attempt++) {
    await drain();
    await clock.tick(hour);
  }
  assert.deepEqual([opens(tv, 'owner'), opens(tv, 'trial')], [true, true]);
});

test('Cleeng away: nobody is shut by it before the horizon, and nobody renewed', async (t) => {
  const { event, drain, opens, tv, clock, simulator, bridge, meanwhile } = await createWorld(t);
  await event('grace');
  await drain();
  const mend = simulator.fault({ kind: 'status', status: 503 });
  await clock.tick(day);
  await meanwhile(bridge.sweep());
  assert.equal(opens(tv, 'grace'), true);
  await clock.tick(day);
  await drain();
  assert.equal(opens(tv, 'grace'), false);
  mend();
  await clock.tick(hour);
  await drain();
  assert.equal(opens(tv, 'grace'), true);
});

for (const [how, slow] of [['the round after it puts that right', false], ['the rounds after it put that right, though the first runs out of time before it has said anything', true]] as const) {
  test(`B4: a worker that stalls past its lease writes an old answer, and ${how}`, async (t) => {
    const { event, drain, opens, tv, clock, simulator, bridge, again } = await createWorld(t);
    await event('owner');
    await drain();
    let go = (): void => undefined;
    const stalled = new Promise<void>((resolve) => { go = resolve; });
    let reached = (): void => undefined;
    const reaching = new Promise<void>((resolve) => { reached = resolve; });
    // Another process: its own clock does not see that time passes.
    const stood = { now: clock.now, after: () => () => undefined };
    tv.before = async () => { reached(); await stalled; };
    await event('owner');
    const old = again({ clock: stood }).runOnce();
    await reaching;
    tv.before = undefined;
    simulator.terminate('owner', 'monthly');
    await event('owner');
    await clock.tick(61_000);
    await drain();
    assert.equal(opens(tv, 'owner'), false);
    go();
    assert.equal((await old)?.outcome, 'lost');
    assert.equal(opens(tv, 'owner'), true);
    if (slow) await again({ steps: async ({ at }) => { if (at === 'asked') await clock.tick(55_000); } }).runOnce();
    await drain(bridge);
    assert.equal(opens(tv, 'owner'), false);
  });
}

const places: readonly Step['at'][] = ['claimed', 'asked', 'intended', 'applied', 'recorded', 'finished'];
for (const engine of engines) {
  for (const place of places) {
    test(`${engine.name}: B1: a worker that dies when it has ${place} leaves nothing behind that the next does not put right`, { skip: engine.skip }, async (t) => {
      const world = await createWorld(t, {}, engine);
      const { event, drain, opens, tv, radio, clock, simulator, again } = world;
      await event('owner', 'trial');
      await drain();
      simulator.switchPlan('owner', 'monthly', 'yearly');
      simulator.grant('nobody', 'monthly');
      simulator.terminate('trial', 'monthly');
      await event('nobody', 'owner', 'trial');
      const dying = again({ steps: (step) => { if (step.at === place) throw new Error('killed'); } });
      for (let count = 0; count < 3; count++) await assert.rejects(dying.runOnce(), /killed/);
      await clock.tick(61_000);
      await drain();
      for (const platform of [tv, radio]) assert.deepEqual([opens(platform, 'owner'), opens(platform, 'nobody'), opens(platform, 'trial'), platform.rows.size], [true, true, false, 3]);
    });
  }
}

test('a publisher token that comes right opens what waited for it', async (t) => {
  const { event, drain, opens, tv, clock, simulator, again } = await createWorld(t);
  const source = coreSource({ base: 'http://cleeng.test/3.1', fetch: simulator.fetch, clock, publisherToken: 'a-token-of-another-publisher' });
  await event('owner');
  assert.equal((await drain(again({ source })))[0]?.problem, 'cleeng: credentials');
  await clock.tick(2000);
  await drain();
  assert.equal(opens(tv, 'owner'), true);
});
