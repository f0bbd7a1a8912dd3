import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withCapacity } from '../../../src/server/verdicts/capacity.js';
import { createLimits, networkOf, usualLimits } from '../../../src/server/operating/limits.js';
import { Refusal } from '../../../src/server/answering/refusal.js';
import type { Source, Verdict } from '../../../src/sources/source.js';
import { createTestClock } from '../../clock.js';

const clock = createTestClock();
const isLimited = (error: unknown): boolean => error instanceof Refusal && error.status === 429 && (error.retryAfter ?? 0) > 0;

for (const limit of ['entitlements', 'fresh', 'keys', 'content', 'unauthorized'] as const) {
  test(`${limit}: what is allowed in a minute passes, one more is 429 with Retry-After, and another key has its own`, async () => {
    const { spend } = createLimits({}, { clock });
    await spend(limit, '1', usualLimits[limit]);
    await assert.rejects(spend(limit, '1'), isLimited);
    await spend(limit, '2');
  });
}

test('an asset counts once a day, however often it is opened', async () => {
  const { spend } = createLimits({ assets: 2 }, { clock });
  for (const asset of ['a', 'b', 'a', 'b', 'a']) await spend('assets', `1/${asset}`);
  await assert.rejects(spend('assets', '1/c'), isLimited);
  await spend('assets', '2/c');
});

test('a limit can be another, or none, and what is no limit does not limit', async () => {
  const { spend } = createLimits({ keys: 1, fresh: false }, { clock });
  await spend('keys', '1');
  await assert.rejects(spend('keys', '1'), isLimited);
  await spend('fresh', '1', 1_000_000);
  await spend('something else', '1', 1_000_000);
});

const networks: readonly (readonly [string, string])[] = [
  ['192.0.2.1', '192.0.2.1'], ['::ffff:192.0.2.1', '192.0.2.1'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'], ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2'], ['::1', '0:0:0:0'], ['fe80::1%eth0', 'fe80:0:0:0'],
];

for (const [address, network] of networks) {
  test(`${address} counts as ${network}`, () => { assert.equal(networkOf(address), network); });
}

test('no more questions than allowed are on their way at once; the others follow, and too many are turned away', async () => {
  const granted: Verdict = { source: 'slow', status: 'granted', expiresAt: null };
  const open: (() => void)[] = [];
  let most = 0;
  const source: Source = { name: 'slow', check: async () => new Promise((resolve) => { most = Math.max(most, open.push(() => { resolve(granted); })); }) };
  const capped = withCapacity(source, 2);
  const asked = Array.from({ length: 23 }, async () => capped.check({ customerId: '1' }, 'A'));
  const turnedAway = await asked[22]!;
  assert.deepEqual(turnedAway, { source: 'slow', status: 'unknown', problem: { code: 'service', retryAfter: 1 } });
  for (let count = 0; count < 22; count++) {
    open.pop()!();
    await clock.tick(0);
  }
  assert.ok((await Promise.all(asked.slice(0, 22))).every(({ status }) => status === 'granted'));
  assert.equal(most, 2);
});

test('whoever gives up waiting for a turn frees it', async () => {
  let answer: () => void = () => undefined;
  const source: Source = { name: 'slow', check: async () => new Promise((resolve) => { answer = () => { resolve({ source: 'slow', status: 'abstain' }); }; }) };
  const capped = withCapacity(source, 1);
  const first = capped.check({ customerId: '1' }, 'A');
  const leaving = new AbortController();
  const second = capped.check({ customerId: '1' }, 'A', { signal: leaving.signal });
  leaving.abort(new Error('left'));
  await assert.rejects(second, /left/);
  answer();
  await first;
  const third = capped.check({ customerId: '1' }, 'A');
  answer();
  assert.equal((await third).status, 'abstain');
});

test('a source that never answers and pays no heed to its signal does not keep its turn', async () => {
  let asked = 0;
  const source: Source = { name: 'deaf', check: async () => (asked++ ? Promise.resolve({ source: 'deaf', status: 'abstain' }) : new Promise(() => undefined)) };
  const capped = withCapacity(source, 1);
  const leaving = new AbortController();
  const first = capped.check({ customerId: '1' }, 'A', { signal: leaving.signal });
  leaving.abort(new Error('left'));
  await assert.rejects(first, /left/);
  assert.equal((await capped.check({ customerId: '1' }, 'A')).status, 'abstain');
});

test('who asks for very much keeps nobody else from an answer', async () => {
  const open: (() => void)[] = [];
  const order: string[] = [];
  const source: Source = { name: 'slow', check: async ({ customerId }) => new Promise((resolve) => {
    order.push(customerId);
    open.push(() => { resolve({ source: 'slow', status: 'abstain' }); });
  }) };
  const capped = withCapacity(source, 1);
  const greedy = Array.from({ length: 11 }, async () => capped.check({ customerId: 'greedy' }, 'A'));
  const other = capped.check({ customerId: 'other' }, 'A');
  assert.equal((await greedy[10]!).status, 'unknown');
  while (open.length) {
    open.shift()!();
    await clock.tick(0);
  }
  assert.equal((await other).status, 'abstain');
  assert.ok(order.indexOf('other') <= 2, order.join());
});

test('a question larger than the whole limit passes, once', async () => {
  const { spend } = createLimits({ entitlements: 2 }, { clock });
  await spend('entitlements', '1', 5);
  await assert.rejects(spend('entitlements', '1'), isLimited);
});
