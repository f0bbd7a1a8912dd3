import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fetch } from '../../src/mediastore/request.js';
import { coreSource } from '../../src/sources/index.js';
import { map, monthly, yearly } from './mapping.js';
import { createWorld, day, hour, idOf } from './world.js';

test('a purchase opens both platforms', async (t) => {
  const { event, drain, opens, tv, radio } = await createWorld(t);
  await event('owner');
  const [round] = await drain();
  assert.deepEqual([round?.outcome, round?.granted, round?.problem], ['done', 2, undefined]);
  assert.deepEqual([opens(tv, 'owner'), opens(radio, 'owner')], [true, true]);
});

test('C1: in a grace period, though it has expired, the platforms are open until a horizon from now', async (t) => {
  const { event, drain, opens, tv, clock } = await createWorld(t);
  await event('grace');
  await drain();
  assert.equal(opens(tv, 'grace'), true);
  await clock.tick(2 * day);
  assert.equal(opens(tv, 'grace'), false);
});

for (const [words, accessGranted] of [['"true"', 'true'], ['1', 1], ['nothing', undefined]] as const) {
  test(`C2: an answer of ${words} is unknown: nothing is opened, nothing shut, and it is asked again`, async (t) => {
    const { simulator, event, drain, opens, tv, clock } = await createWorld(t);
    await event('owner');
    await drain();
    const mend = simulator.fault({ kind: 'json', body: { accessGranted }, endpoint: 'core-entitlement' });
    await event('owner', 'trial');
    const rounds = await drain();
    assert.deepEqual(rounds.map(({ outcome, problem }) => [outcome, problem]), [['still-due', 'cleeng: malformed'], ['still-due', 'cleeng: malformed']]);
    assert.deepEqual([opens(tv, 'owner'), opens(tv, 'trial')], [true, false]);
    mend();
    await clock.tick(2000);
    await drain();
    assert.equal(opens(tv, 'trial'), true);
  });
}

test('C6: who cancels keeps access, and loses it when the subscription is terminated', async (t) => {
  const { simulator, event, drain, opens, tv } = await createWorld(t);
  simulator.cancel('owner', 'monthly');
  await event('owner');
  await drain();
  assert.equal(opens(tv, 'owner'), true);
  simulator.terminate('owner', 'monthly');
  await event('owner');
  await drain();
  assert.equal(opens(tv, 'owner'), false);
});

test('C9: no question holds an address', async (t) => {
  const sent: string[] = [];
  const { simulator, event, drain, again } = await createWorld(t);
  const fetch: Fetch = async (url, init) => {
    const request = new Request(url, init);
    sent.push(`${url} ${JSON.stringify([...request.headers])} ${await request.text()}`);
    return simulator.fetch(url, init);
  };
  const spied = again({ source: coreSource({ base: 'http://cleeng.test/3.1', fetch, publisherToken: simulator.publisherToken }) });
  await event('owner');
  await drain(spied);
  await spied.sweep();
  assert.ok(sent.length > 3);
  assert.doesNotMatch(sent.join('\n'), /ip-?address|forwarded|\bip\b/i);
});

test('B5: a reply that is lost after the write leads to the same row, and no second one', async (t) => {
  const { event, drain, tv, store, simulator, clock } = await createWorld(t);
  tv.trouble = 'lost';
  await event('owner');
  const [round] = await drain();
  assert.equal(round?.problem, 'tv: timeout');
  assert.deepEqual((await store.rights(idOf(simulator, 'owner'))).map(({ sink, have }) => [sink, have]).sort(), [['radio', 'active'], ['tv', 'unknown']]);
  tv.trouble = undefined;
  await clock.tick(2000);
  await drain();
  assert.deepEqual([tv.rows.size, tv.calls.length], [1, 2]);
});

test('B6: cancelled, resumed, cancelled again: two bodies alike are two events', async (t) => {
  const { simulator, event, drain, opens, tv } = await createWorld(t);
  const states: boolean[] = [];
  for (const change of ['terminate', 'purchase', 'terminate'] as const) {
    simulator[change]('owner', 'monthly');
    await event('owner');
    await drain();
    states.push(opens(tv, 'owner'));
  }
  assert.deepEqual(states, [false, true, false]);
});

test('B8: a thousand events of one customer are one round and one question for each offer', async (t) => {
  const { store, simulator, drain, checks } = await createWorld(t);
  for (let count = 0; count < 1000; count++) await store.mark([idOf(simulator, 'owner')], 'event');
  assert.equal((await drain()).length, 1);
  assert.equal(checks(), 2);
});

test('B9: a switch of plans has no moment without access', async (t) => {
  const mapping = map({ offers: [monthly], sink: 'tv', target: 'basic' }, { offers: [yearly], sink: 'tv', target: 'premium' });
  const { simulator, event, drain, opens, tv } = await createWorld(t, { mapping });
  await event('owner');
  await drain();
  const moments: boolean[] = [];
  tv.before = async () => { moments.push(await Promise.resolve(opens(tv, 'owner', 'basic') || opens(tv, 'owner', 'premium'))); };
  simulator.switchPlan('owner', 'monthly', 'yearly');
  await event('owner');
  await drain();
  assert.deepEqual([moments, opens(tv, 'owner', 'basic'), opens(tv, 'owner', 'premium')], [[true, true], false, true]);
  assert.deepEqual(tv.calls.slice(-2), ['grant premium', 'revoke basic']);
});

test('a plan switched within one target moves its date and never shuts it', async (t) => {
  const { simulator, event, drain, tv } = await createWorld(t);
  await event('owner');
  await drain();
  simulator.switchPlan('owner', 'monthly', 'yearly');
  await event('owner');
  await drain();
  assert.deepEqual([tv.calls, tv.rows.size], [['grant premium', 'grant premium'], 1]);
});

test('B11: a platform that refuses, or does not answer, does not hold up the other', async (t) => {
  const { event, drain, opens, tv, radio, clock } = await createWorld(t);
  tv.trouble = 'stuck';
  await event('owner');
  const [round] = await drain();
  assert.deepEqual([round?.outcome, opens(radio, 'owner')], ['done', true]);
  tv.trouble = 'hang';
  await event('trial');
  const hanging = drain();
  while (!opens(radio, 'trial')) await new Promise((resolve) => { setImmediate(resolve); });
  assert.equal(opens(tv, 'trial'), false);
  while (clock.waiting) await clock.tick(10_000);
  assert.equal((await hanging)[0]?.problem, 'tv: timeout');
});

test('what a platform refuses is tried again by each sweep, and is no hurry before', async (t) => {
  const { event, drain, opens, tv, bridge, clock, store, simulator, told } = await createWorld(t);
  tv.trouble = 'stuck';
  await event('owner');
  await drain();
  await clock.tick(hour);
  assert.deepEqual([await drain(), (await store.rights(idOf(simulator, 'owner'))).find(({ sink }) => sink === 'tv')?.have], [[], 'stuck']);
  assert.ok(told.includes('bridge.stuck'));
  tv.trouble = undefined;
  await bridge.sweep();
  assert.equal(opens(tv, 'owner'), true);
});

test('an archived row raises the generation, and opens by the next in the same round', async (t) => {
  const { event, drain, opens, tv, store, simulator } = await createWorld(t);
  await event('owner');
  await drain();
  tv.archived.add([...tv.rows.keys()][0]!);
  tv.rows.clear();
  await event('owner');
  const [round] = await drain();
  assert.deepEqual([round?.problem, opens(tv, 'owner')], [undefined, true]);
  assert.equal((await store.rights(idOf(simulator, 'owner'))).find(({ sink }) => sink === 'tv')?.generation, 1);
});

test('somebody else’s row is left alone, and the round is done', async (t) => {
  const { event, drain, tv, told } = await createWorld(t);
  tv.trouble = 'foreign';
  await event('owner');
  assert.equal((await drain())[0]?.outcome, 'done');
  assert.ok(told.includes('bridge.stuck'));
});
