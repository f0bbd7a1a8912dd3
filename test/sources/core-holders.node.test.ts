import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fetch } from '../../src/mediastore/request.js';
import { coreSource, type Holder, type Source } from '../../src/sources/index.js';
import { createService, monthly, origin, type Service } from './service.js';

const pass = 'P100000003_DE';
const make = ({ simulator: { fetch, publisherToken }, clock }: Service, ask: Fetch = fetch): Source =>
  coreSource({ base: `${origin}/3.1`, fetch: ask, clock, publisherToken });

async function all(source: Source, offerIds: readonly string[]): Promise<Holder[]> {
  const found = [];
  for await (const holder of source.holders!(offerIds)) found.push(holder);
  return found;
}
const ids = (holders: readonly Holder[]): string[] => holders.map(({ customerId }) => customerId);

/** So many new customers with the monthly subscription. */
const crowd = ({ simulator }: Service, count: number): number[] => Array.from({ length: count }, (_, index) => {
  const id = simulator.register(`reader-${index}@example.com`);
  simulator.grant(id, 'yearly');
  return id;
});
const yearly = 'S100000002_DE';

test('holders of an offer are told from subscriptions or passes, and none whose has ended', async () => {
  const service = createService();
  const source = make(service);
  assert.deepEqual(ids(await all(source, [monthly])), ['702813501', '702813503', '702813505', '702813506', '702813508']);
  assert.deepEqual(await all(source, [pass]), [
    { customerId: '702813504', offerId: pass, status: 'active', expiresAt: service.clock.now() / 1000 + 5 * 86_400 },
  ]);
  assert.deepEqual(service.simulator.requests.map(({ path }) => path), ['/3.1/subscriptions', '/3.1/passes']);
});

test('an id without a country finds holders in any country, and each offer is asked for once', async () => {
  const service = createService();
  service.simulator.grant('abroad', 'monthlyUS');
  assert.equal((await all(make(service), ['S100000001', 'S100000001'])).length, 6);
});

test('what no list shows is not asked for, and of a foreign id both lists are', async () => {
  const service = createService();
  assert.deepEqual(await all(make(service), ['A100000007_DE', 'R100000006_DE', 'E100000005_DE']), []);
  assert.equal(service.simulator.requests.length, 0);
  assert.deepEqual(await all(make(service), ['gold']), []);
  assert.equal(service.simulator.requests.length, 2);
});

for (const count of [99, 100, 101, 199, 250]) {
  test(`${count} holders are listed once each, page by page`, async () => {
    const service = createService();
    const made = crowd(service, count);
    assert.deepEqual(ids(await all(make(service), [yearly])), made.map(String));
  });
}

test('a page is fetched only when the one before has been read', async () => {
  const service = createService();
  crowd(service, 250);
  let read = 0;
  for await (const _ of make(service).holders!([yearly])) if (++read === 100) break;
  assert.equal(service.simulator.requests.length, 1);
});

for (const gone of [1, 30, 60, 100]) {
  test(`who stays is found although ${gone} before them go between two pages`, async () => {
    const service = createService();
    const made = crowd(service, 250);
    const found = new Set<string>();
    for await (const { customerId } of make(service).holders!([yearly])) {
      if (found.add(customerId).size === 100) for (const id of made.slice(0, gone)) service.simulator.terminate(id, 'yearly');
    }
    assert.deepEqual(made.filter((id) => !found.has(String(id))), []);
  });
}

test('a list that pays no heed to the offset does not go on for ever', async () => {
  const service = createService();
  crowd(service, 150);
  const source = make(service, async (url, init) => service.simulator.fetch(url.replace(/offset=\d+/, 'offset=0'), init));
  await assert.rejects(all(source, [yearly]), { code: 'malformed' });
});

test('rows of other offers and of ended ones are left out where the service pays no heed to the filter', async () => {
  const service = createService();
  const source = make(service, async (url, init) => service.simulator.fetch(url.replace(/offerId=[^&]+&|status\[\]=\w+&/g, ''), init));
  assert.equal((await all(source, [monthly])).length, 5);
});

test('a list that fails for a while is read on, after as long as the service says', async () => {
  const service = createService();
  crowd(service, 150);
  service.simulator.fault({ kind: 'status', status: 429, retryAfter: 30, endpoint: 'core-subscriptions', times: 1 });
  const found = all(make(service), [yearly]);
  await service.clock.tick(29_999);
  assert.equal(service.simulator.requests.length, 1);
  await service.clock.tick(1);
  assert.equal((await found).length, 150);
});

test('a list that keeps failing is an error, after five times', async () => {
  const service = createService();
  service.simulator.fault({ kind: 'status', status: 503, endpoint: 'core-subscriptions' });
  const failed = assert.rejects(all(make(service), [monthly]), { code: 'service', status: 503 });
  await service.clock.tick(60_000);
  await failed;
  assert.equal(service.simulator.requests.length, 5);
});

test('a publisher token that is refused is an error at once, and nobody is found missing', async () => {
  const service = createService();
  service.simulator.fault({ kind: 'status', status: 401 });
  await assert.rejects(all(make(service), [monthly]), { code: 'unauthorized' });
  assert.equal(service.simulator.requests.length, 1);
});

test('one row that cannot be read costs itself alone, a page of such rows is an error', async () => {
  const service = createService();
  const good = { subscriptionId: 1, customerId: 7, offerId: monthly, status: 'active', dateTo: '2026-12-01T00:00:00+00:00' };
  service.simulator.fault({ kind: 'json', body: { success: true, data: [{ ...good, customerId: null }, good] }, times: 1 });
  assert.deepEqual(await all(make(service), [monthly]), [{ customerId: '7', offerId: monthly, status: 'active', subscriptionId: '1', expiresAt: Date.UTC(2026, 11, 1) / 1000 }]);
  service.simulator.fault({ kind: 'json', body: { success: true, data: [{}] } });
  await assert.rejects(all(make(service), [monthly]), { code: 'malformed' });
});

test('a page of rows of several kilobytes is read', async () => {
  const service = createService();
  const row = (index: number): object => ({ subscriptionId: index, customerId: index + 1, offerId: monthly, status: 'active', dateTo: null, externalProperties: 'x'.repeat(4000) });
  service.simulator.fault({ kind: 'json', body: { success: true, data: Array.from({ length: 99 }, (_, index) => row(index)) } });
  assert.equal((await all(make(service), [monthly])).length, 99);
});

test('a listing stops when it is called off, also in a pause', async () => {
  const service = createService();
  service.simulator.fault({ kind: 'status', status: 503 });
  const off = new AbortController();
  const failed = assert.rejects((async () => { for await (const _ of make(service).holders!([monthly], { signal: off.signal })); })(), { message: 'enough' });
  await service.clock.tick(500);
  off.abort(new Error('enough'));
  await failed;
  assert.equal(service.clock.waiting, 0);
});
