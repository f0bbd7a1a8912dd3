import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coreSource, type CoreOptions, type Source } from '../../src/sources/index.js';
import { denied, suffers, unknown } from './faults.js';
import { createService, monthly, origin, type Service } from './service.js';

const base = `${origin}/3.1`;
const make = ({ simulator: { fetch, publisherToken }, clock }: Service, more: Partial<CoreOptions> = {}): Source =>
  coreSource({ base, fetch, clock, publisherToken, ...more });
const malformed = unknown('malformed', { status: 200 });

suffers('the Core API', {
  endpoint: 'core-entitlement',
  open: make,
  rows: {
    '401': [{ kind: 'status', status: 401 }, unknown('credentials', { status: 401 })],
    '402': [{ kind: 'status', status: 402 }, denied('not-entitled')],
    '403': [{ kind: 'status', status: 403 }, denied('not-entitled')],
    '403 about our token': [{ kind: 'status', status: 403, message: 'Invalid token' }, unknown('credentials', { status: 403 })],
    '404 about the offer': [{ kind: 'status', status: 404, message: "Offer doesn't exist" }, denied('unknown-offer')],
    '404 about the customer': [{ kind: 'status', status: 404, message: 'Customer with id: 7 not found' }, unknown('credentials', { status: 404 })],
    '"true"': [{ kind: 'json', body: { accessGranted: 'true' } }, malformed],
    '1': [{ kind: 'json', body: { accessGranted: 1 } }, malformed],
    'nothing said': [{ kind: 'json', body: { expiresAt: 9_999_999_999 } }, malformed],
    'yes in a body of 500': [{ kind: 'json', status: 500, body: { accessGranted: true } }, unknown('service', { status: 500 })],
    'yes in a body of 401': [{ kind: 'json', status: 401, body: { accessGranted: true } }, unknown('credentials', { status: 401 })],
  },
});

test('a firewall’s page before the Core API denies nobody', async () => {
  const { clock } = createService();
  const fetch = async (): Promise<Response> => new Response('<h1>Forbidden</h1>', { status: 403 });
  const source = coreSource({ base, fetch, clock, publisherToken: 'x'.repeat(48) });
  assert.deepEqual(await source.check({ customerId: '7' }, monthly), { source: 'core', ...unknown('credentials', { status: 403 }) });
});

test('the Core API needs no token of the customer', async () => {
  const service = createService();
  const source = make(service);
  assert.equal((await source.check({ customerId: '702813501' }, monthly)).status, 'granted');
  assert.deepEqual(await source.check({ customerId: '702813502' }, monthly), { source: 'core', status: 'denied', reason: 'not-entitled', expiresAt: null });
});

test('a publisher token that is refused denies nobody', async () => {
  const source = make(createService(), { publisherToken: 'another-token-of-a-fitting-length' });
  assert.deepEqual(await source.check({ customerId: '702813501' }, monthly), { source: 'core', ...unknown('credentials', { status: 401 }) });
});

const list = async (source: Source, customerId: string) => {
  const all = [];
  for await (const one of source.list!({ customerId })) all.push(one);
  return all;
};

test('what a customer holds is listed through all pages, subscriptions before passes', async () => {
  const service = createService();
  for (let count = 0; count < 250; count++) service.simulator.grant('tag', 'monthly');
  const all = await list(make(service), '702813504');
  assert.deepEqual([all.length, all.at(0)?.offerId, all.at(-1)?.offerId, all.at(0)?.status], [251, monthly, 'P100000003_DE', 'active']);
  assert.ok(all[0]!.expiresAt! > service.clock.now() / 1000);
  assert.equal(new Set(all.map(({ subscriptionId }) => subscriptionId)).size, 251);
  assert.deepEqual(service.simulator.requests.map(({ endpoint }) => endpoint), ['core-subscriptions', 'core-subscriptions', 'core-subscriptions', 'core-passes']);
});

test('the list of entitlements, where it is chosen, knows rentals too', async () => {
  const service = createService();
  service.simulator.grant('tag', 'rental');
  const all = await list(make(service, { listing: 'entitlements' }), '702813504');
  assert.deepEqual(all.map(({ offerId }) => offerId), ['P100000003_DE', 'R100000006_DE']);
});

const broken: [string, unknown, string][] = [
  ['a row about somebody else', { data: [{ offerId: 'S1', status: 'active', customerId: 5 }] }, 'malformed'],
  ['a row without an offer', { data: [{ status: 'active' }] }, 'malformed'],
  ['no rows', { success: true }, 'malformed'],
  ['pages without an end', { data: Array.from({ length: 100 }, () => ({ offerId: 'S1', status: 'active' })) }, 'malformed'],
];
for (const [name, body, code] of broken) {
  test(`a list with ${name} throws ${code}`, async () => {
    const service = createService();
    service.simulator.fault({ kind: 'json', body, endpoint: 'core-subscriptions' });
    await assert.rejects(list(make(service), '702813504'), { code });
  });
}

test('a list that cannot be had throws, and one that is called off ends', async () => {
  const service = createService();
  service.simulator.fault({ kind: 'status', endpoint: 'core-passes', status: 503, retryAfter: 9 });
  await assert.rejects(list(make(service), '702813504'), { code: 'service', retryAfter: 9 });
  const rows = make(service).list!({ customerId: '702813504' }, { signal: AbortSignal.abort(new Error('gone')) });
  await assert.rejects(async () => rows[Symbol.asyncIterator]().next(), /gone/);
});

const secrets: [string, unknown, RegExp][] = [
  ['nothing', undefined, /publisherToken is not set/], ['an empty text', '', /publisherToken is not set/],
  ['the text "undefined"', 'undefined', /publisherToken is not set/], ['a short one', 'abc', /publisherToken takes 8/],
  ['one with a line break', `${'x'.repeat(40)}\n`, /publisherToken takes 8/],
];
for (const [name, publisherToken, words] of secrets) {
  test(`${name} is no publisher token, which is said when the source is made`, () => {
    assert.throws(() => coreSource({ environment: 'sandbox', publisherToken: publisherToken as string }), { name: 'TypeError', message: words });
  });
}

test('an environment has its documented address', async () => {
  const asked: string[] = [];
  const fetch = async (url: string): Promise<Response> => {
    asked.push(url);
    return Response.json({ accessGranted: false });
  };
  for (const environment of ['production', 'sandbox'] as const) await coreSource({ environment, fetch, publisherToken: 'x'.repeat(48) }).check({ customerId: '7' }, 'S1_US');
  assert.deepEqual(asked, ['https://api.cleeng.com/3.1/entitlements/customer_id/7/offer_id/S1_US', 'https://api.sandbox.cleeng.com/3.1/entitlements/customer_id/7/offer_id/S1_US']);
});
