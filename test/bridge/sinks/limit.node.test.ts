import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLimit } from '../../../src/bridge/sinks/limit.js';
import { SinkError } from '../../../src/bridge/sink.js';
import { createTestClock } from '../../clock.js';

const isLimited = (error: unknown): boolean => error instanceof SinkError && error.problem.code === 'limited' && (error.problem.retryAfter ?? 0) > 0;

test('so many enter in a second, the next wait for the next one', async () => {
  const clock = createTestClock();
  const limit = createLimit(2, clock);
  const entered: number[] = [];
  const all = Promise.all(Array.from({ length: 5 }, async () => limit.enter().then(() => entered.push(clock.now()))));
  await clock.tick(0);
  assert.equal(entered.length, 2);
  await clock.tick(1000);
  assert.equal(entered.length, 4);
  await clock.tick(1000);
  await all;
  assert.equal(clock.waiting, 0);
});

test('who would wait longer than two seconds is told to come again', async () => {
  const clock = createTestClock();
  const limit = createLimit(1, clock);
  const all = Array.from({ length: 5 }, async () => limit.enter());
  const outcomes = Promise.allSettled(all);
  await clock.tick(3000);
  const refused = (await outcomes).flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  assert.equal(refused.length, 2);
  assert.ok(refused.every(isLimited));
});

test('after a pause nobody enters before its end, also without a limit', async () => {
  const clock = createTestClock();
  const limit = createLimit(false, clock);
  limit.pause(30);
  await assert.rejects(limit.enter(), (error) => error instanceof SinkError && error.problem.retryAfter === 30);
  limit.pause(1);
  await clock.tick(29_000);
  const entered = limit.enter();
  await clock.tick(1000);
  await entered;
});

test('waiting ends with the signal, by its own reason', async () => {
  const clock = createTestClock();
  const limit = createLimit(1, clock);
  await limit.enter();
  const [own, reason] = [new AbortController(), new Error('stopping')];
  const waiting = limit.enter(own.signal);
  await clock.tick(10);
  own.abort(reason);
  await assert.rejects(waiting, reason);
  assert.equal(clock.waiting, 0);
});

for (const wrong of [0, -1, 1.5, Number.NaN]) {
  test(`a limit of ${wrong} is refused`, () => { assert.throws(() => createLimit(wrong, createTestClock()), /perSecond takes a whole number/); });
}
