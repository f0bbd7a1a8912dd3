import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { createSimulator, type CustomerName } from '../../src/simulator/index.js';
import { createTestClock } from '../clock.js';
import { call, granted, origin } from './call.js';

const cast: [CustomerName, string, boolean][] = [
  ['owner', 'S100000001_DE', true], ['owner', 'S100000001_US', false], ['nobody', 'S100000001_DE', false],
  ['grace', 'S100000001_DE', true], ['tag', 'A100000007_DE', true], ['tag', 'R100000006_DE', true], ['owner', 'R100000006_DE', false],
  ['trial', 'S100000001_DE', true], ['cancelled', 'S100000001_DE', true], ['expired', 'S100000001_DE', false], ['apple', 'S100000001_DE', true],
];
for (const [customer, offer, expected] of cast) {
  test(`${customer} ${expected ? 'has' : 'lacks'} ${offer}`, async () => {
    assert.equal(await granted(createSimulator(), customer, offer), expected);
  });
}

test('grace is granted past its end', async () => {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  const { jwt } = await simulator.signIn('grace');
  const { body } = await call(simulator, 'GET', '/entitlements/S100000001_DE', { jwt });
  assert.ok((body.responseData.expiresAt as number) < clock.now() / 1000);
});

test('a bare id means any country, or just itself, by a switch', async () => {
  const simulator = createSimulator();
  assert.equal(await granted(simulator, 'owner', 'S100000001'), true);
  simulator.bareIds('exact');
  assert.equal(await granted(simulator, 'owner', 'S100000001'), false);
});

test('a token verifies against the key set with RS256', async () => {
  const simulator = createSimulator();
  const { jwt } = await simulator.signIn('owner', { kid: true, claim: 'broadcasterId', customerId: 'string', email: 'a@example.com' });
  const { body } = await call(simulator, 'GET', '/.well-known/jwks.json');
  const { payload } = await jwtVerify(jwt, createLocalJWKSet(body as unknown as JSONWebKeySet), { algorithms: ['RS256'] });
  assert.deepEqual([payload.customerId, payload.broadcasterId, payload.email], ['702813501', 123456789, 'a@example.com']);
});

const unauthorized: [string, string | undefined, string][] = [
  ['no token', undefined, 'AUTH0001'], ['an empty token', '', 'AUTH0001'], ['undefined in words', 'undefined', 'AUTH0002'], ['a forged token', 'a.b.c', 'AUTH0002'],
];
for (const [name, jwt, code] of unauthorized) {
  test(`${name} is ${code}`, async () => {
    const { status, body } = await call(createSimulator(), 'GET', '/entitlements/S100000001_DE', jwt === undefined ? {} : { jwt });
    assert.deepEqual([status, body.code], [401, code]);
  });
}

test('an expired token and another publisher’s are refused', async () => {
  const simulator = createSimulator();
  for (const options of [{ life: -5 }, { publisherId: '5' }]) {
    const { jwt } = await simulator.signIn('owner', options);
    assert.equal((await call(simulator, 'GET', '/entitlements/S100000001_DE', { jwt })).status, 401);
  }
});

test('a refresh token works once', async () => {
  const simulator = createSimulator();
  const { refreshToken } = await simulator.signIn('owner');
  const first = await call(simulator, 'POST', '/auths/refresh_token', { body: { refreshToken } });
  assert.notEqual(first.body.responseData.refreshToken, refreshToken);
  const second = await call(simulator, 'POST', '/auths/refresh_token', { body: { refreshToken } });
  assert.deepEqual([second.status, second.body.errors], [401, ['Refresh token is expired or does not exist']]);
  simulator.habits({ refusedRefresh: 'no-data' });
  assert.ok(!('responseData' in (await call(simulator, 'POST', '/auths/refresh_token', { body: {} })).body));
});

test('login takes a publisher or an offer, and refuses wrong words', async () => {
  const simulator = createSimulator();
  const { email, password } = simulator.customers.owner;
  const login = async (body: object) => (await call(simulator, 'POST', '/auths', { body })).status;
  assert.equal(await login({ email, password, publisherId: '123456789' }), 200);
  assert.equal(await login({ email, password, offerId: 'S100000001_DE' }), 200);
  assert.equal(await login({ email, password: 'x', publisherId: '123456789' }), 401);
  assert.equal(await login({ email, password, publisherId: '5' }), 401);
});

test('a new customer registers once, with a password that will do', async () => {
  const simulator = createSimulator();
  const register = async (password: string) => (await call(simulator, 'POST', '/customers', { body: { email: 'new@example.com', password } })).body.code;
  assert.deepEqual([await register('short'), await register('longer than 8'), await register('longer than 8')], ['REQ0001', undefined, 'USER0002']);
});

const refusals: [string, number, RegExp][] = [
  ['S100000009_DE', 403, /Offer is blocked for country/], ['S100000010_DE', 400, /inactive/], ['S999999999_DE', 404, /doesn't exist/],
];
for (const [offer, status, words] of refusals) {
  test(`the offer ${offer} is refused with ${status}`, async () => {
    const answer = await call(createSimulator(), 'GET', `/offers/${offer}`);
    assert.equal(answer.status, status);
    assert.match(answer.body.errors[0] ?? '', words);
  });
}

test('a customer’s price and trial differ from the visitor’s', async () => {
  const simulator = createSimulator();
  const { jwt } = await simulator.signIn('nobody');
  const visitor = await call(simulator, 'GET', '/offers/S100000001_DE');
  const own = await call(simulator, 'GET', '/offers/S100000001_DE/customers/nobody%40example.com', { jwt });
  assert.ok((own.body.responseData.customerPriceInclTax as number) < (visitor.body.responseData.customerPriceInclTax as number));
  assert.deepEqual([visitor.body.responseData.trialAvailable, own.body.responseData.trialAvailable], [undefined, true]);
});

test('a customer’s offer is told without a token, as older clients ask for it, and never with a bad one', async () => {
  const simulator = createSimulator();
  const ask = async (name: string, jwt?: string) => call(simulator, 'GET', `/offers/S100000001_DE/customers/${name}@example.com`, jwt === undefined ? {} : { jwt });
  assert.equal((await ask('nobody')).body.responseData.trialAvailable, true);
  assert.deepEqual([(await ask('nobody', 'a.b.c')).status, (await ask('stranger')).status], [401, 403]);
});

test('an owned offer says so, or answers with the error, by a switch', async () => {
  const simulator = createSimulator();
  const { jwt } = await simulator.signIn('owner');
  const ask = async () => (await call(simulator, 'GET', '/offers/S100000001_DE/customers/owner%40example.com', { jwt })).body;
  assert.equal((await ask()).responseData.accessGranted, true);
  simulator.habits({ ownedOffer: 'error' });
  assert.deepEqual((await ask()).errors, ['Access already granted']);
});

test('an order is created, given a way to pay, and paid; each list lags on its own', async () => {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  simulator.lag({ entitlements: 3000, ownership: 9000 });
  const { jwt, customerId } = await simulator.signIn('nobody');
  const created = await call(simulator, 'POST', '/orders', { jwt, body: { offerId: 'P100000004_DE', customerId, paymentMethodId: 0 } });
  const { id } = created.body.responseData.order as { id: number };
  assert.deepEqual((await call(simulator, 'POST', '/payments', { jwt, body: { orderId: id } })).body.errors, ["Order doesn't have paymentMethodId"]);
  await call(simulator, 'PATCH', `/orders/${String(id)}`, { jwt, body: { paymentMethodId: 141 } });
  assert.equal((await call(simulator, 'POST', '/payments', { jwt, body: { orderId: id } })).status, 200);
  const listed = async () => (await call(simulator, 'GET', `/customers/${String(customerId)}/offers`, { jwt })).body.responseData.items?.length;
  assert.deepEqual([await granted(simulator, 'nobody', 'P100000004_DE'), await listed()], [false, 0]);
  await clock.tick(3000);
  assert.deepEqual([await granted(simulator, 'nobody', 'P100000004_DE'), await listed()], [true, 0]);
  await clock.tick(6000);
  assert.equal(await listed(), 1);
});

test('nobody reads or pays for somebody else', async () => {
  const simulator = createSimulator();
  const { jwt } = await simulator.signIn('nobody');
  for (const path of ['/customers/702813501/offers', '/customers/702813501', '/offers/S100000001_DE/customers/owner%40example.com']) {
    assert.equal((await call(simulator, 'GET', path, { jwt })).status, 403);
  }
});

test('a refund, a chargeback and a switch change what is granted', async () => {
  const simulator = createSimulator();
  simulator.refund('owner', 'monthly');
  simulator.chargeback('tag', 'allAccess');
  simulator.switchPlan('trial', 'monthly', 'yearly');
  assert.deepEqual(await Promise.all([
    granted(simulator, 'owner', 'S100000001_DE'), granted(simulator, 'tag', 'A100000007_DE'),
    granted(simulator, 'trial', 'S100000001_DE'), granted(simulator, 'trial', 'S100000002_DE'),
  ]), [false, false, false, true]);
});

test('an app-store purchase is listed as managed elsewhere', async () => {
  const simulator = createSimulator();
  const { jwt, customerId } = await simulator.signIn('apple');
  const { body } = await call(simulator, 'GET', `/customers/${String(customerId)}/offers`, { jwt });
  assert.deepEqual([body.responseData.items?.[0]?.isExternallyManaged, body.responseData.items?.[0]?.paymentGateway], [true, 'apple']);
});

test('CORS answers the origin that asks, with the headers that clients send', async () => {
  const { response } = await call(createSimulator(), 'OPTIONS', '/entitlements/S1', { headers: { Origin: 'https://news.example' } });
  assert.equal(response.headers.get('access-control-allow-origin'), 'https://news.example');
  assert.match(response.headers.get('access-control-allow-headers') ?? '', /Authorization.*X-Requested-By/);
  assert.equal((await call(createSimulator(), 'GET', '/locales')).response.headers.get('access-control-allow-origin'), null);
});

test('the log holds no token, and a reset brings the first state back', async () => {
  const simulator = createSimulator();
  simulator.refund('owner', 'monthly');
  const { jwt } = await simulator.signIn('owner');
  await call(simulator, 'GET', '/entitlements/S100000001_DE', { jwt });
  assert.ok(!JSON.stringify(simulator.requests).includes(jwt));
  assert.deepEqual(simulator.requests.map(({ endpoint, offerId, customerId, status }) => [endpoint, offerId, customerId, status]), [['entitlements', 'S100000001_DE', 702813501, 200]]);
  simulator.reset();
  assert.equal(await granted(simulator, 'owner', 'S100000001_DE'), true);
});

test('its buttons work over HTTP, from the same origin only', async () => {
  const simulator = createSimulator();
  const press = async (name: string, body: object, from = origin) => (await call(simulator, 'POST', `/__simulator/${name}`, { body, headers: { Origin: from } })).status;
  assert.equal(await press('refund', { customer: 'owner', offer: 'monthly' }), 200);
  assert.equal(await granted(simulator, 'owner', 'S100000001_DE'), false);
  assert.equal(await press('reset', {}, 'https://elsewhere.example'), 403);
  assert.equal(await press('nothing', {}), 404);
  assert.equal(await press('refund', { customer: 'x', offer: 'y' }), 400);
  assert.equal((await call(simulator, 'GET', '/__simulator/state')).status, 200);
});

test('a button answers whom it was about, what happened, and who was told', async () => {
  const simulator = createSimulator({ deliver: async () => Promise.resolve(new Response(null, { status: 204 })) });
  const press = async (name: string, body: object): Promise<unknown> => (await call(simulator, 'POST', `/__simulator/${name}`, { body })).body;
  assert.deepEqual(await press('purchase', { customer: 'nobody', offer: 'monthly' }), { customer: 702813502, bought: 'S100000001_DE', delivered: [] });
  const endpoint = { url: 'https://bridge.example/webhooks/cleeng' };
  await simulator.fetch('https://core.example/3.1/webhook_subscriptions/transactionCreated', { method: 'PUT', headers: { 'X-Publisher-Token': simulator.publisherToken, 'Content-Type': 'application/json' }, body: JSON.stringify([endpoint]) });
  assert.deepEqual(await press('purchase', { customer: 702813502, offer: 'R100000006_DE' }),
    { customer: 702813502, bought: 'R100000006_DE', delivered: [{ topic: 'transactionCreated', url: endpoint.url, outcome: 204 }] });
  assert.deepEqual(await press('refund', { customer: 'nobody', offer: 'rental' }), { customer: 702813502, refunded: 'R100000006_DE', delivered: [] });
  assert.deepEqual(await press('faults', { fault: { kind: 'hang', times: 1 } }), { faults: [{ kind: 'hang', times: 1 }] });
});

test('a button says what it takes when it is given something else', async () => {
  const press = async (body: object): Promise<unknown> => (await call(createSimulator(), 'POST', '/__simulator/purchase', { body })).body;
  assert.match(JSON.stringify(await press({ offer: 'monthly' })), /customer is one of owner, nobody.*, or the number of one/);
  assert.match(JSON.stringify(await press({ customer: 'nobody', offer: 'montly' })), /offer is one of monthly, .*, or the id of one/);
});

test('it is served under a path when asked to be', async () => {
  const simulator = createSimulator({ base: '/mediastore' });
  assert.equal((await call(simulator, 'GET', '/mediastore/locales')).status, 200);
});
