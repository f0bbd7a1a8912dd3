import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStorage } from 'unstorage';
import { Refusal } from '../../../src/server/answering/refusal.js';
import { createVerdicts } from '../../../src/server/verdicts/verdicts.js';
import type { Problem, Source, Verdict } from '../../../src/sources/source.js';
import { createTestClock } from '../../clock.js';
import { caller, denied, granted, setUp, unknown } from '../sourced.js';

const minute = 60_000;
const hour = 60 * minute;

test('a grant is believed for five minutes', async () => {
  const { clock, source, verdicts } = setUp();
  await verdicts.find(caller(), ['A']);
  await clock.tick(5 * minute - 1000);
  assert.deepEqual(await verdicts.find(caller(), ['A']), { offerId: 'A', accessGranted: true, expiresAt: 1_900_000_000, age: 299 });
  assert.equal(source.asked, 1);
  await clock.tick(1000);
  assert.equal((await verdicts.find(caller(), ['A'])).age, 0);
  assert.equal(source.asked, 2);
});

test('a denial is believed for eight seconds', async () => {
  const { clock, source, verdicts } = setUp(denied);
  await verdicts.find(caller(), ['A']);
  await clock.tick(7000);
  assert.deepEqual(await verdicts.find(caller(), ['A']), { offerId: 'A', accessGranted: false, expiresAt: null, age: 7, code: 'not-entitled' });
  await clock.tick(1000);
  source.says = granted;
  assert.equal((await verdicts.find(caller(), ['A'])).accessGranted, true);
});

test('a fresh question goes past the cache', async () => {
  const { source, verdicts } = setUp(denied);
  await verdicts.find(caller(), ['A']);
  source.says = granted;
  assert.equal((await verdicts.find(caller(), ['A'], true)).accessGranted, true);
});

test('verdicts of one customer or offer are not given to another', async () => {
  const { source, verdicts } = setUp();
  await verdicts.find(caller('1'), ['A']);
  source.says = denied;
  assert.equal((await verdicts.find(caller('2'), ['A'])).accessGranted, false);
  assert.equal((await verdicts.find(caller('1'), ['B'])).accessGranted, false);
  assert.equal((await verdicts.find(caller('1'), ['A'])).accessGranted, true);
});

const failures: readonly (readonly [Problem['code'], boolean])[] = [
  ['network', true], ['timeout', true], ['service', true], ['credentials', true], ['malformed', false],
];

for (const [code, stands] of failures) {
  test(`after ${code} a grant of the last 24 hours ${stands ? 'stands in' : 'does not stand in, nor is it erased'}`, async () => {
    const { clock, source, verdicts } = setUp();
    await verdicts.find(caller(), ['A']);
    source.says = unknown(code);
    await clock.tick(24 * hour);
    const finding = await verdicts.find(caller(), ['A']);
    assert.deepEqual([finding.accessGranted, finding.age], stands ? [true, 86_400] : [undefined, 0]);
    source.says = unknown('service');
    await clock.tick(2000);
    assert.equal((await verdicts.find(caller(), ['A'])).accessGranted, undefined, 'older than a day');
  });
}

test('no grant stands in after a denial', async () => {
  const { clock, source, verdicts } = setUp();
  await verdicts.find(caller(), ['A']);
  source.says = denied;
  await verdicts.find(caller(), ['A'], true);
  source.says = unknown('service', { retryAfter: 7 });
  await clock.tick(minute);
  const finding = await verdicts.find(caller(), ['A']);
  assert.deepEqual(finding, { offerId: 'A', accessGranted: undefined, expiresAt: null, age: 0, code: 'service', retryAfter: 7 });
});

test('a token that the service does not accept is refused, whatever was granted before; the grant is kept', async () => {
  const { clock, source, verdicts } = setUp();
  await verdicts.find(caller(), ['A']);
  await clock.tick(hour);
  source.says = unknown('unauthorized', { status: 401 });
  await assert.rejects(verdicts.find(caller(), ['A']), (error) => error instanceof Refusal && error.status === 401 && error.code === 'token-expired');
  source.says = unknown('network');
  assert.equal((await verdicts.find(caller('1', 'another token'), ['A'])).accessGranted, true);
});

test('for a token that was refused no grant stands in when the service is away later, until it is accepted again', async () => {
  const { clock, source, verdicts } = setUp();
  const asked = async (jwt: string): Promise<boolean | undefined> => {
    await clock.tick(hour);
    return (await verdicts.find(caller('1', jwt), ['A'])).accessGranted;
  };
  assert.equal(await asked('one'), true);
  source.says = unknown('unauthorized', { status: 401 });
  await assert.rejects(asked('one'), Refusal);
  source.says = unknown('service');
  assert.deepEqual([await asked('one'), await asked('two')], [undefined, true]);
  source.says = granted;
  assert.equal(await asked('one'), true);
  source.says = unknown('service');
  assert.equal(await asked('one'), true);
});

test('a refused token that asks first does not keep the grant from another one', async () => {
  const { clock, source, verdicts } = setUp();
  await verdicts.find(caller('1', 'one'), ['A']);
  await clock.tick(hour);
  source.says = unknown('unauthorized', { status: 401 });
  await assert.rejects(verdicts.find(caller('1', 'one'), ['A']), Refusal);
  await clock.tick(hour);
  source.says = unknown('service');
  const both = await Promise.all(['one', 'two'].map(async (jwt) => verdicts.find(caller('1', jwt), ['A'])));
  assert.deepEqual(both.map(({ accessGranted }) => accessGranted), [undefined, true]);
});

test('a refused token does not count against another one that asks at the same time', async () => {
  const clock = createTestClock();
  const source: Source = { name: 'test', check: async ({ jwt }) => Promise.resolve(jwt === 'good' ? granted : unknown('unauthorized')) };
  const verdicts = createVerdicts({ environment: 'sandbox', publisherId: '1', source, clock });
  const [bad, good] = await Promise.allSettled([verdicts.find(caller('1', 'bad'), ['A']), verdicts.find(caller('1', 'good'), ['A'])]);
  assert.equal(bad.status, 'rejected');
  assert.equal(good.status === 'fulfilled' && good.value.accessGranted, true);
});

test('a failure is not asked about again for a second', async () => {
  const { clock, source, verdicts } = setUp(unknown('service'));
  for (let count = 0; count < 5; count++) await verdicts.find(caller(), ['A']);
  assert.equal(source.asked, 1);
  await clock.tick(1000);
  source.says = granted;
  assert.equal((await verdicts.find(caller(), ['A'])).accessGranted, true);
});

test('a thousand callers ask once', async () => {
  const { source, verdicts } = setUp();
  const findings = await Promise.all(Array.from({ length: 1000 }, async (_, at) => verdicts.find(caller(), ['A'], at % 2 === 1)));
  assert.ok(findings.every(({ accessGranted }) => accessGranted));
  assert.ok(source.asked <= 2, 'one that may use the cache and one that may not');
});

const offers: readonly (readonly [string, Record<string, Verdict>, boolean | undefined, string])[] = [
  ['one grant opens', { A: denied, B: granted }, true, 'B'],
  ['one grant opens although another could not be found out', { A: unknown('service'), B: granted }, true, 'B'],
  ['all must deny for a denial', { A: denied, B: denied }, false, 'A'],
  ['one that could not be found out leaves it open', { A: denied, B: unknown('service') }, undefined, 'A'],
  ['an offer that nobody knows opens nothing', { A: { source: 'test', status: 'abstain' } }, false, 'A'],
];

for (const [title, says, expected, offerId] of offers) {
  test(`of several offers: ${title}`, async () => {
    const clock = createTestClock();
    const source: Source = { name: 'test', check: async (_, offer) => Promise.resolve(says[offer]!) };
    const verdicts = createVerdicts({ environment: 'sandbox', publisherId: '1', source, clock });
    const finding = await verdicts.find(caller(), Object.keys(says));
    assert.deepEqual([finding.accessGranted, finding.offerId], [expected, offerId]);
  });
}

test('a source that throws or never ends could not find out', async () => {
  const clock = createTestClock();
  const silent: Source = { name: 'silent', check: async () => new Promise(() => undefined) };
  const broken: Source = { name: 'broken', check: async () => Promise.reject(new Error('broken')) };
  const finding = createVerdicts({ environment: 'sandbox', publisherId: '1', source: silent, clock }).find(caller(), ['A']);
  await clock.tick(10_000);
  assert.equal((await finding).accessGranted, undefined);
  const verdicts = createVerdicts({ environment: 'sandbox', publisherId: '1', source: broken, clock });
  assert.equal((await verdicts.find(caller(), ['A'])).accessGranted, undefined);
});

test('a caller who leaves does not end the question of the others', async () => {
  const clock = createTestClock();
  let answer: (verdict: Verdict) => void = () => undefined;
  const source: Source = { name: 'slow', check: async () => new Promise((resolve) => { answer = resolve; }) };
  const verdicts = createVerdicts({ environment: 'sandbox', publisherId: '1', source, clock });
  const leaving = new AbortController();
  const gone = verdicts.find(caller(), ['A'], false, leaving);
  const stays = verdicts.find(caller(), ['A']);
  leaving.abort(new Error('left'));
  await assert.rejects(gone, /left/);
  answer(granted);
  assert.equal((await stays).accessGranted, true);
  assert.equal(clock.waiting, 0);
});

const forgotten: readonly (readonly [string, { customerId?: string; offerId?: string }, readonly string[]])[] = [
  ['a customer', { customerId: '1' }, ['1 A_DE', '1 B']],
  ['an offer, named without its country', { offerId: 'A' }, ['1 A_DE', '2 A_DE']],
  ['an offer of a customer', { customerId: '1', offerId: 'A_DE' }, ['1 A_DE']],
];

for (const [title, what, expected] of forgotten) {
  for (const cache of [undefined, createStorage()]) {
    test(`${title} is forgotten, and nothing else${cache ? ', in a shared cache' : ''}`, async () => {
      const asked: string[] = [];
      const source: Source = { name: 'test', check: async ({ customerId }, offerId) => (asked.push(`${customerId} ${offerId}`), Promise.resolve(granted)) };
      const verdicts = createVerdicts({ environment: 'sandbox', publisherId: '1', source, clock: createTestClock(), cache });
      const askAll = async (): Promise<void> => { for (const [who, offer] of [['1', 'A_DE'], ['1', 'B'], ['2', 'A_DE']] as const) await verdicts.find(caller(who), [offer]); };
      await askAll();
      asked.length = 0;
      await verdicts.invalidate(what);
      await askAll();
      assert.deepEqual(asked, expected);
      await cache?.clear();
    });
  }
}

test('an answer that was on its way while something was forgotten is not remembered', async () => {
  for (const cache of [undefined, createStorage()]) {
    const { source, verdicts } = setUp(granted, { cache });
    const before = verdicts.find(caller(), ['A']);
    await Promise.resolve();
    source.says = denied;
    await verdicts.invalidate({ customerId: '1' });
    await before;
    assert.equal((await verdicts.find(caller(), ['A'])).accessGranted, false);
  }
});

test('memory stays bounded under a flood of customers and offers', async () => {
  const { source, verdicts } = setUp(granted, { size: 100 });
  for (let count = 0; count < 1000; count++) await verdicts.find(caller(String(count)), [`offer-${count % 7}`]);
  source.asked = 0;
  for (let count = 900; count < 1000; count++) await verdicts.find(caller(String(count)), [`offer-${count % 7}`]);
  assert.equal(source.asked, 0, 'the youngest are there');
  await verdicts.find(caller('0'), ['offer-0']);
  assert.equal(source.asked, 1, 'the oldest are not');
});

test('what cannot be written to the storage is forgotten here, and not said to be kept until it is', async () => {
  const cache = createStorage();
  const { setItem } = cache;
  const { clock, source, verdicts, another } = setUp(granted, { cache });
  await verdicts.find(caller(), ['A']);
  cache.setItem = async () => Promise.reject(new Error('away'));
  assert.equal(await verdicts.invalidate({ customerId: '1' }), false);
  source.says = denied;
  assert.equal((await verdicts.find(caller(), ['A'])).accessGranted, false);
  cache.setItem = setItem;
  await clock.tick(6000);
  assert.equal((await another().find(caller(), ['A'])).accessGranted, false);
  assert.equal(await verdicts.invalidate({ customerId: '1' }), true);
  await verdicts.close();
});

test('one customer who asks about ever more offers drives out their own verdicts, not those of others', async () => {
  const { source, verdicts } = setUp();
  await verdicts.find(caller(), ['A']);
  const greedy = caller('9');
  for (let offer = 0; offer < 1100; offer++) await verdicts.find(greedy, [`offer${offer}`]);
  const before = source.asked;
  await verdicts.find(greedy, ['offer1099']);
  await verdicts.find(caller(), ['A']);
  assert.equal(source.asked, before);
  await verdicts.find(greedy, ['offer0']);
  assert.equal(source.asked, before + 1);
});
