import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BreakerOptions, Problem, Statement } from '../../src/sources/index.js';
import { createBreaker } from '../../src/sources/breaker.js';
import { createTestClock } from '../clock.js';

const granted: Statement = { status: 'granted', expiresAt: null };
const denied: Statement = { status: 'denied', reason: 'not-entitled' };
const unknown = (problem: Problem): Statement => ({ status: 'unknown', problem });
const down = unknown({ code: 'service', status: 500 });

function open(options: BreakerOptions = {}) {
  const clock = createTestClock();
  const breaker = createBreaker(clock, { random: () => 0, failures: 5, ...options });
  const asked: string[] = [];
  const ask = async (said: Statement, quota = ''): Promise<Statement> => breaker.run(quota, async () => {
    asked.push(quota);
    return said;
  });
  const fail = async (times: number): Promise<void> => { for (let count = 0; count < times; count++) await ask(down); };
  return { clock, breaker, asked, ask, fail };
}

test('after five failures in a row nobody is asked, and the answer is unknown with the time to wait', async () => {
  const { asked, ask, fail } = open({ rest: 2500 });
  await fail(5);
  assert.deepEqual(await ask(granted), unknown({ code: 'service', retryAfter: 3 }));
  assert.equal(asked.length, 5);
});

test('one answer among the failures starts the count anew', async () => {
  const { asked, ask, fail } = open();
  await fail(4);
  await ask(denied);
  await fail(4);
  assert.deepEqual([await ask(granted), asked.length], [granted, 10]);
});

test('after a rest one question goes through, and the others wait for what becomes of it', async () => {
  const { clock, breaker, ask, fail } = open();
  await fail(5);
  await clock.tick(1000);
  let answer = (_said: Statement): void => undefined;
  const probe = breaker.run('', async () => new Promise((resolve) => { answer = resolve; }));
  assert.equal((await ask(granted)).status, 'unknown');
  answer(granted);
  assert.deepEqual([await probe, await ask(denied)], [granted, denied]);
});

test('each probe that fails doubles the rest, up to the longest', async () => {
  const { clock, asked, fail } = open({ longest: 5000 });
  await fail(5);
  for (const rest of [1000, 2000, 4000, 5000, 5000]) {
    const before = asked.length;
    await clock.tick(rest - 1);
    await fail(1);
    assert.equal(asked.length, before, `still resting after ${rest - 1}`);
    await clock.tick(1);
    await fail(1);
    assert.equal(asked.length, before + 1);
  }
});

test('a rest is shortened by chance, by half of it at most', async () => {
  const { clock, asked, fail } = open({ random: () => 0.999_999 });
  await fail(5);
  await clock.tick(499);
  await fail(1);
  assert.equal(asked.length, 5);
  await clock.tick(2);
  await fail(1);
  assert.equal(asked.length, 6);
});

test('a probe that is called off leaves the place to the next', async () => {
  const { clock, breaker, ask, fail } = open();
  await fail(5);
  await clock.tick(1000);
  await assert.rejects(breaker.run('', async () => Promise.reject(new Error('gone'))), /gone/);
  assert.deepEqual(await ask(granted), granted);
});

for (const code of ['unauthorized', 'credentials', 'malformed'] as const) {
  test(`${code} says nothing about the health of a service`, async () => {
    const { asked, ask } = open();
    for (let count = 0; count < 9; count++) await ask(unknown({ code }));
    assert.equal(asked.length, 9);
  });
}

for (const status of [429, 503]) {
  test(`a ${status} that says how long keeps those waiting who were told, and no others`, async () => {
    const { clock, ask } = open();
    await ask(unknown({ code: 'service', status, retryAfter: 30 }), 'one');
    assert.deepEqual([await ask(granted, 'one'), await ask(granted, 'other')], [unknown({ code: 'service', retryAfter: 30 }), granted]);
    await clock.tick(30_000);
    assert.deepEqual(await ask(granted, 'one'), granted);
  });
}

test('a rest lasts at least as long as the service asked for', async () => {
  const { clock, ask } = open();
  for (const quota of ['1', '2', '3', '4', '5']) await ask(unknown({ code: 'service', status: 503, retryAfter: 20 }), quota);
  await clock.tick(19_999);
  assert.equal((await ask(granted, 'other')).status, 'unknown');
  await clock.tick(1);
  assert.deepEqual(await ask(granted, 'other'), granted);
});

test('unless told otherwise it takes twenty failures', async () => {
  const { asked, fail } = open({ failures: undefined });
  await fail(30);
  assert.equal(asked.length, 20);
});

test('a 401 is an answer too, and starts the count anew', async () => {
  const { asked, ask, fail } = open();
  await fail(4);
  await ask(unknown({ code: 'unauthorized', status: 401 }));
  await fail(4);
  assert.equal(asked.length, 9);
});

test('questions that were under way when it opened change nothing but by an answer', async () => {
  const { clock, breaker, asked, fail, ask } = open();
  let late = (_said: Statement): void => undefined;
  const slow = breaker.run('', async () => new Promise((resolve) => { late = resolve; }));
  await fail(5);
  late(down);
  await slow;
  await clock.tick(1000);
  assert.deepEqual([await ask(granted), asked.length], [granted, 6]);
});
