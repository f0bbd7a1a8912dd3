import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStorage, type Storage } from 'unstorage';
import { caller, denied, granted, setUp, unknown } from '../sourced.js';

const hour = 3_600_000;

test('a restarted guard finds what the storage holds, and a grant there stands in', async () => {
  const { clock, source, verdicts, another } = setUp(granted, { cache: createStorage() });
  await verdicts.find(caller(), ['A']);
  source.says = unknown('network');
  assert.equal((await another().find(caller(), ['A'])).accessGranted, true);
  await clock.tick(hour);
  assert.deepEqual(await another().find(caller(), ['A']), { offerId: 'A', accessGranted: true, expiresAt: 1_900_000_000, age: 3600 });
});

test('another guard forgets within a second what one was told to', async () => {
  const { clock, source, verdicts, another } = setUp(granted, { cache: createStorage() });
  const other = another();
  await verdicts.find(caller(), ['A']);
  await other.find(caller(), ['A']);
  source.says = denied;
  await verdicts.invalidate({ customerId: '1' });
  await clock.tick(999);
  assert.equal((await other.find(caller(), ['A'])).accessGranted, false);
});

test('a denial that one guard heard keeps a grant of another from standing in', async () => {
  const { clock, source, verdicts, another } = setUp(granted, { cache: createStorage() });
  const other = another();
  await verdicts.find(caller(), ['A']);
  await other.find(caller(), ['A']);
  source.says = denied;
  await verdicts.find(caller(), ['A'], true);
  source.says = unknown('network');
  await clock.tick(hour);
  assert.equal((await other.find(caller(), ['A'])).accessGranted, undefined);
});

const hostile: readonly unknown[] = [
  'granted', 'granted 1 - - ..', '{"granted":true}', { granted: true }, 1, true, ['granted'], 'x'.repeat(10_000),
  `granted ${Date.UTC(2026, 10, 21, 12) + 61_000} - - ..`, `granted ${Date.UTC(2026, 10, 20, 11)} - - ..`, 'granted NaN - - ..', '__proto__',
];

for (const value of hostile) {
  test(`a stored ${JSON.stringify(value).slice(0, 50)} grants nothing and is erased`, async () => {
    const cache: Storage = createStorage();
    const { verdicts } = setUp(unknown('service'), { cache });
    const key = 'cleeng-gate:v1:sandbox:123456789:1:A';
    await cache.setItem(key, value as string);
    assert.equal((await verdicts.find(caller(), ['A'])).accessGranted, undefined);
    assert.equal(await cache.getItem(key), null);
  });
}

test('a damaged mark counts as one that forgot everything', async () => {
  const cache = createStorage();
  const { clock, source, verdicts, another } = setUp(granted, { cache });
  await verdicts.find(caller(), ['A']);
  await cache.setItem('cleeng-gate:v1:sandbox:123456789:customer:1', { mark: 1 });
  source.says = denied;
  assert.equal((await another().find(caller(), ['A'])).accessGranted, false);
  await clock.tick(2000);
});

test('the storage is not read for what this process knows, but once in 0.8 s', async () => {
  const cache = createStorage();
  let reads = 0;
  const { getItems } = cache;
  cache.getItems = (async (...args: Parameters<typeof getItems>) => (reads++, getItems(...args)));
  const { clock, verdicts } = setUp(granted, { cache });
  await verdicts.find(caller(), ['A']);
  reads = 0;
  for (let count = 0; count < 100; count++) {
    await clock.tick(10);
    await verdicts.find(caller(), ['A']);
  }
  assert.equal(reads, 1);
});

/** A storage that can be away. */
function leaving() {
  const cache: Storage = createStorage();
  const state = { cache, away: false };
  for (const name of ['getItems', 'setItem', 'removeItem'] as const) {
    const own = cache[name].bind(cache) as (...args: unknown[]) => Promise<unknown>;
    cache[name] = (async (...args: unknown[]) => (state.away ? Promise.reject(new Error('away')) : own(...args))) as never;
  }
  return state;
}

for (const known of [true, false]) {
  test(`a denial heard while the storage was away is not undone by the grant that it still holds${known ? '' : ', nor where the guard has restarted meanwhile'}`, async () => {
    const storage = leaving();
    const { clock, source, verdicts, another } = setUp(granted, { cache: storage.cache });
    await verdicts.invalidate({ customerId: '1' });
    await verdicts.find(caller(), ['A']);
    storage.away = true;
    const asked = known ? verdicts : another();
    source.says = denied;
    await asked.find(caller(), ['A'], true);
    storage.away = false;
    source.says = unknown('network');
    for (let count = 0; count < 4; count++) {
      await clock.tick(9000);
      assert.equal((await asked.find(caller(), ['A'])).accessGranted, undefined);
    }
    assert.equal((await another().find(caller(), ['A'])).accessGranted, undefined);
  });
}
