import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Sink } from '../../src/bridge/sink.js';
import { createWorld, day, type World } from './world.js';

const minute = 60_000;

/** A television whose start says what `why` holds, and a radio that may always be used. */
async function refusing(t: TestContext, why: string | undefined) {
  const world = await createWorld(t, { concurrency: 1 });
  const state = { why, asked: 0 };
  const tv: Sink = { ...world.tv.sink, start: async () => {
    state.asked++;
    return state.why === undefined ? Promise.resolve() : Promise.reject(new Error(state.why));
  } };
  const bridge = world.again({ sinks: [tv, world.radio.sink] });
  return { ...world, state, bridge, tvSink: tv };
}
const opened = ({ opens, tv, radio }: World): boolean[] => [opens(tv, 'owner'), opens(radio, 'owner')];

test('a sink is asked whether it may be used before it is told anything, and once is enough', async (t) => {
  const world = await refusing(t, undefined);
  await world.event('owner', 'trial');
  await world.drain(world.bridge);
  assert.deepEqual([world.state.asked, opened(world), await world.bridge.clear()], [1, [true, true], []]);
});

test('a sink that refuses is told nothing and named; the others are served, and it goes on at once when it may', async (t) => {
  const world = await refusing(t, 'tv: project the-lamp has an integration of its own');
  await world.event('owner');
  await world.drain(world.bridge);
  assert.deepEqual([opened(world), world.tv.calls, world.told.includes('bridge.sink-refused')], [[false, true], [], true]);
  const { refusals, have } = await world.bridge.status();
  assert.deepEqual([refusals.map(({ sink, why }) => [sink, why]), have.stuck], [[['tv', 'tv: project the-lamp has an integration of its own']], 1]);
  world.state.why = undefined;
  await world.bridge.clear();
  assert.equal(world.state.asked, 1, 'not before a minute has passed');
  await world.clock.tick(minute);
  assert.deepEqual(await world.bridge.clear(), []);
  await world.drain(world.bridge);
  assert.deepEqual([opened(world), (await world.bridge.status()).have.stuck], [[true, true], 0]);
});

test('a bridge that runs asks by itself again each minute', async (t) => {
  const world = await refusing(t, 'tv: the token has ended');
  await world.bridge.clear();
  const running = world.bridge.run();
  await world.clock.tick(minute);
  const asked = world.state.asked;
  world.state.why = undefined;
  while (world.state.asked === asked) await world.clock.tick(minute);
  await running.close();
  assert.deepEqual([asked > 1, (await world.bridge.clear()).length, world.clock.waiting], [true, 0, 0]);
});

/** The television refuses our token, as Motto does with a 403, until it is mended. */
async function withBadToken(t: TestContext) {
  const world = await createWorld(t);
  const state = { bad: true };
  const grant: Sink['grant'] = async (right, call) =>
    (state.bad ? { outcome: 'stuck', problem: { code: 'credentials', status: 403, message: 'answered 403' } } : world.tv.sink.grant(right, call));
  const sinks = [{ ...world.tv.sink, grant }, world.radio.sink];
  const bridge = world.again({ sinks });
  await world.event('owner', 'trial');
  await world.drain(bridge);
  assert.deepEqual([opened(world), (await bridge.status()).have.stuck], [[false, true], 2]);
  return { ...world, state, bridge, restart: () => world.again({ sinks }) };
}

test('what a refused token stopped goes on at once after a restart with a mended one', async (t) => {
  const world = await withBadToken(t);
  world.state.bad = false;
  assert.deepEqual(await world.drain(world.bridge), [], 'nobody is due by himself');
  const restarted = world.restart();
  await restarted.clear();
  const rounds = await world.drain(restarted);
  assert.deepEqual([rounds.map(({ cause, checks }) => [cause, checks]), opened(world)], [[['sweep', 0], ['sweep', 0]], [true, true]]);
});

test('so it does when the customer is replayed', async (t) => {
  const world = await withBadToken(t);
  world.state.bad = false;
  await world.store.mark(['702813501'], 'event');
  await world.drain(world.bridge);
  assert.deepEqual(opened(world), [true, true]);
});

test('a restart with a token that is still refused tries each once, and does not turn in circles', async (t) => {
  const world = await withBadToken(t);
  const restarted = world.restart();
  await restarted.clear();
  assert.equal((await world.drain(restarted)).length, 2);
  await world.clock.tick(day);
  assert.equal((await restarted.sweep())?.state, 'done');
});
