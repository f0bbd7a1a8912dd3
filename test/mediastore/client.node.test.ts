import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMediaStore, hosts } from '../../src/mediastore/client.js';
import { readOwnedOffers } from '../../src/mediastore/owned.js';
import { MediaStoreError } from '../../src/mediastore/errors.js';
import type { Fetch } from '../../src/mediastore/request.js';
import { createTestClock } from '../clock.js';

const jwt = 'a.b.c';

function service(answer: Response | (() => Promise<Response>)) {
  const calls: { url: string; init: RequestInit }[] = [];
  const clock = createTestClock();
  const fetch: Fetch = async (url, init) => {
    calls.push({ url, init });
    return typeof answer === 'function' ? answer() : answer;
  };
  return { calls, clock, client: createMediaStore({ base: 'https://ms.example', fetch, clock }) };
}
const ok = (responseData: unknown): Response => Response.json({ responseData, errors: [] });

test('an environment has its documented host and the older one', () => {
  assert.deepEqual(hosts('production'), ['https://mediastoreapi.cleeng.com', 'https://mediastore.cleeng.com']);
  assert.deepEqual(hosts('sandbox'), ['https://mediastoreapi-sandbox.cleeng.com', 'https://mediastore-sandbox.cleeng.com']);
});

test('a question travels without redirects, cookies, referrer or cache', async () => {
  const { client, calls } = service(ok({ accessGranted: true, expiresAt: 5 }));
  assert.deepEqual(await client.entitlement('S1_US', jwt, '7'), { accessGranted: true, expiresAt: 5, age: 0 });
  const { url, init } = calls[0]!;
  assert.equal(url, 'https://ms.example/entitlements/S1_US');
  const { redirect, credentials, referrerPolicy, cache, mode, headers } = init as RequestInit & { cache: string };
  assert.deepEqual([redirect, credentials, referrerPolicy, cache, mode], ['error', 'omit', 'no-referrer', 'no-store', 'cors']);
  assert.deepEqual(headers, { Accept: 'application/json', Authorization: 'Bearer a.b.c' });
});

for (const customerId of [7, '7', undefined]) {
  test(`an answer about customer ${String(customerId)} is taken by customer 7`, async () => {
    const { client } = service(ok({ accessGranted: true, customerId }));
    assert.equal((await client.entitlement('S1', jwt, '7')).accessGranted, true);
  });
}

test('an answer about somebody else is malformed', async () => {
  const { client } = service(ok({ accessGranted: true, customerId: 8 }));
  await assert.rejects(client.entitlement('S1', jwt, '7'), { code: 'malformed' });
});

const refusals: [number, string, string][] = [
  [403, 'Offer is blocked for country FR', 'blocked-country'],
  [403, 'IP limit exceeded', 'too-many-devices'],
  [403, 'Too many devices', 'too-many-devices'],
  [404, "Offer doesn't exist", 'unknown-offer'],
  [404, 'x', 'unknown-offer'],
  [403, 'Offer is inactive', 'inactive-offer'],
  [402, 'x', 'not-entitled'],
];
for (const [status, message, reason] of refusals) {
  test(`${status} "${message}" denies with ${reason}`, async () => {
    const { client } = service(Response.json({ errors: [message] }, { status }));
    assert.deepEqual(await client.entitlement('S1', jwt, '7'), { accessGranted: false, expiresAt: null, reason });
  });
}

const failures: [string, () => Response | Promise<Response>, object][] = [
  ['401', () => Response.json({}, { status: 401 }), { code: 'unauthorized', status: 401 }],
  ['429 with Retry-After', () => new Response('', { status: 429, headers: { 'retry-after': '7' } }), { code: 'service', retryAfter: 7 }],
  ['a Retry-After of days', () => new Response('', { status: 503, headers: { 'retry-after': '99999' } }), { retryAfter: 60 }],
  ['a Retry-After as a date', () => new Response('', { status: 503, headers: { 'retry-after': new Date(createTestClock().now() + 9000).toUTCString() } }), { retryAfter: 9 }],
  ['a Retry-After of nonsense', () => new Response('', { status: 503, headers: { 'retry-after': 'soon' } }), { retryAfter: undefined }],
  ['a page of HTML', () => new Response('<p>'), { code: 'service' }],
  ['a dropped connection', async () => Promise.reject(new TypeError('Failed to fetch')), { code: 'network' }],
  ['"true"', () => ok({ accessGranted: 'true' }), { code: 'malformed' }],
];
for (const [name, answer, expected] of failures) {
  test(`${name} throws a coded error that quotes nothing`, async () => {
    const { client } = service(async () => answer());
    await assert.rejects(client.entitlement('S1', jwt, '7'), (error: MediaStoreError) => {
      assert.ok(error instanceof MediaStoreError);
      for (const [key, value] of Object.entries(expected)) assert.equal(error[key as 'code'], value);
      return !error.message.includes(jwt);
    });
  });
}

test('no whole answer within eight seconds is a timeout, also when the body trickles', async () => {
  const body = new ReadableStream({ start: (controller) => { controller.enqueue(new TextEncoder().encode('{')); } });
  const { client, clock } = service(async () => Promise.resolve(new Response(body)));
  const asked = assert.rejects(client.entitlement('S1', jwt, '7'), { code: 'timeout' });
  await clock.tick(8000);
  await asked;
});

test('an aborted question rejects with the caller’s reason', async () => {
  const { client } = service(async () => new Promise(() => undefined));
  const abort = new AbortController();
  const asked = client.entitlement('S1', jwt, '7', abort.signal);
  abort.abort(new Error('gone'));
  await assert.rejects(asked, /gone/);
  await assert.rejects(client.entitlement('S1', jwt, '7', AbortSignal.abort(new Error('before'))), /before/);
});

test('nothing is left waiting after an answer', async () => {
  const { client, clock } = service(ok({ accessGranted: false }));
  await client.entitlement('S1', jwt, '7');
  assert.equal(clock.waiting, 0);
});

test('an offer is asked for a visitor, or for a customer by e-mail', async () => {
  const { client, calls } = service(async () => Promise.resolve(ok({ offerId: 'S1_US', offerTitle: 'T', customerPriceInclTax: 1.5, customerCurrency: 'EUR', period: 'month', freeDays: 3, trialAvailable: true })));
  const offer = await client.offer('S1');
  assert.deepEqual(offer, { offerId: 'S1_US', title: 'T', url: null, price: 1.5, currency: 'EUR', period: { count: 1, unit: 'month' }, endsAt: null, trial: { count: 3, unit: 'day' }, accessGranted: false });
  await client.offer('S1', { jwt, email: 'a+b@example.com' });
  assert.deepEqual(calls.map(({ url }) => new URL(url).pathname), ['/offers/S1', '/offers/S1/customers/a%2Bb%40example.com']);
});

test('"Access already granted" is an offer that is owned', async () => {
  const { client } = service(Response.json({ errors: ['Access already granted'] }, { status: 422 }));
  assert.equal((await client.offer('S1')).accessGranted, true);
});

test('an offer that is none throws what the refusal was about', async () => {
  await assert.rejects(service(Response.json({ errors: ['Offer is inactive'] }, { status: 400 })).client.offer('S1'), { code: 'refused', reason: 'inactive-offer' });
  await assert.rejects(service(ok({})).client.offer('S1'), { code: 'malformed' });
});

test('what a customer owns is read, and rows that are none are left out', async () => {
  const items = [{ offerId: 'S1', offerTitle: 'T', offerType: 'S', status: 'active', expiresAt: 5, nextPaymentAt: 6, inTrial: true, isExternallyManaged: true, paymentGateway: 'apple' }, null, {}, { offerId: 'R2' }];
  const owned = readOwnedOffers(await service(ok({ items })).client.owned('7', jwt));
  assert.deepEqual(owned?.map(({ offerId, type, managedBy }) => [offerId, type, managedBy]), [['S1', 'subscription', 'apple'], ['R2', 'vod', null]]);
  assert.equal(readOwnedOffers(await service(ok({})).client.owned('7', jwt)), null);
  await assert.rejects(service(new Response('portal')).client.owned('7', jwt), { code: 'service' });
});

test('a refresh trades the token without an Authorization header', async () => {
  const { client, calls } = service(ok({ jwt: 'd.e.f', refreshToken: 'r2' }));
  assert.deepEqual(await client.refresh('r1'), { jwt: 'd.e.f', refreshToken: 'r2' });
  assert.equal(calls[0]!.init.body, '{"refreshToken":"r1"}');
  assert.deepEqual(calls[0]!.init.headers, { 'Accept': 'application/json', 'Content-Type': 'application/json' });
});

for (const status of [200, 400, 401, 422]) {
  test(`a refresh that is refused with ${status} and the documented text is unauthorized`, async () => {
    const { client } = service(Response.json({ responseData: {}, errors: ['Refresh token is expired or does not exist'] }, { status }));
    await assert.rejects(client.refresh('r1'), { code: 'unauthorized' });
  });
}

test('a refresh that the service could not do is not a refusal', async () => {
  await assert.rejects(service(new Response('', { status: 500 })).client.refresh('r1'), { code: 'service' });
});
