import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRightsManager, type RmgOptions } from '../../src/simulator/rmg.js';
import { createTestClock } from '../clock.js';

const origin = 'https://operator.example:8443';
const tokenPath = '/keycloak/auth/realms/nagra/protocol/openid-connect/token';
const direct = '/rmg/v1/operator/entitlements';
const gateway = '/crm-gateway/v1/rmg/v1/entitlements';
const day = 86_400_000;
/** The example of the vendor's page, but for its years. */
const example = {
  accountId: '5b34af949f0cd1000106f4fe', productId: 'PROVIDER_ID_001_PROVIDER_RESOURCE_ID_001', validityType: 'ABSOLUTE',
  productType: 'SUBSCRIPTION', validFrom: '2026-04-06T13:47:59.228Z', expiryDate: '2030-04-06T13:47:59.228Z',
};

/** A platform with an account and a product, and ways to ask it as an operator and as a player. */
async function open(options: RmgOptions = {}) {
  const clock = createTestClock();
  const platform = createRightsManager({ clock, ...options });
  platform.addAccount(example.accountId, [{ id: 'tv', class: 'STB' }, { id: 'phone', class: 'MOBILE' }]);
  platform.addProduct({ id: example.productId, type: 'SUBSCRIPTION', contents: ['film'] });
  const { username, password, clientId } = platform.operator;
  const post = async (form: Record<string, string>) => {
    const response = await platform.fetch(`${origin}${tokenPath}`, { method: 'POST', body: new URLSearchParams(form) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const signIn = async (more = {}) => post({ grant_type: 'password', username, password, client_id: clientId, ...more });
  const token = (await signIn()).body['access_token'] as string;
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await platform.fetch(`${origin}${path}`, {
      method,
      headers: { 'authorization': `Bearer ${token}`, 'x-correlation-id': 'c-1', 'nv-tenant-id': platform.tenant, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { clock, platform, post, signIn, token, ask, clientId };
}
const query = (parts: Record<string, unknown>): string =>
  `?${new URLSearchParams(Object.entries(parts).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))}`;

for (const [name, path] of [['directly', direct], ['through the CRM gateway', gateway]] as const) {
  test(`${name}, an entitlement is created, found, taken and given back in the documented words`, async () => {
    const { ask } = await open();
    assert.deepEqual(await ask('POST', path, { ...example, _id: '5b3a31c3a601cf0001cf671e' }), { status: 201, body: { _id: '5b3a31c3a601cf0001cf671e' } });
    assert.deepEqual(await ask('PUT', `${path}/5b3a31c3a601cf0001cf671e`, { status: 'UNSUBSCRIBED' }), { status: 200, body: { matchedCount: 1, modifiedCount: 1 } });
    assert.deepEqual(await ask('PUT', `${path}/5b3a31c3a601cf0001cf671e`, { status: 'UNSUBSCRIBED' }), { status: 200, body: { matchedCount: 1, modifiedCount: 0 } });
    assert.deepEqual(await ask('PUT', `${path}/5b3a31c3a601cf0001cf671e`, { status: 'SUBSCRIBED', expiryDate: '2031-01-01T00:00:00Z' }), { status: 200, body: { matchedCount: 1, modifiedCount: 1 } });
    const { body } = await ask('GET', path + query({ filter: { _id: '5b3a31c3a601cf0001cf671e' } }));
    assert.deepEqual(body, { totalRecords: 1, resourceSet: [{
      ...example, _id: '5b3a31c3a601cf0001cf671e', status: 'SUBSCRIBED', expiryDate: '2031-01-01T00:00:00Z', created: '2026-11-21T12:00:00.000Z', modified: '2026-11-21T12:00:00.000Z',
    }] });
  });
}

test('an id that nobody named is 24 hex digits, and two entitlements for one product are two', async () => {
  const { ask, platform } = await open();
  for (let count = 0; count < 2; count++) assert.match((await ask('POST', direct, example)).body['_id'] as string, /^[\da-f]{24}$/);
  assert.equal(platform.rows().length, 2);
});

const without = (name: keyof typeof example): object => Object.fromEntries(Object.entries(example).filter(([key]) => key !== name));
const refusals: readonly (readonly [string, unknown, number, RegExp])[] = [
  ...Object.keys(example).map((name): [string, unknown, number, RegExp] => [`without ${name}`, without(name as keyof typeof example), 400, new RegExp(`Missing mandatory argument: ${name}`)]),
  ['with accountID as the list of the page spells it', { ...without('accountId'), accountID: example.accountId }, 400, /Missing mandatory argument: accountId/],
  ['with an argument that is none', { ...example, devices: 2 }, 400, /Unknown argument: devices/],
  ['with a date that is none', { ...example, expiryDate: 'tomorrow' }, 400, /Invalid argument: expiryDate/],
  ['with another validity', { ...example, validityType: 'FOREVER' }, 400, /Invalid argument: validityType/],
  ['with a product type of the gateway', { ...example, productType: 'PPV' }, 400, /Invalid argument: productType/],
  ['for an unknown account', { ...example, accountId: 'nobody' }, 400, /Account nobody not found/],
  ['for an unknown product', { ...example, productId: 'nothing' }, 400, /Product nothing not found/],
  ['for an unknown device', { ...example, deviceId: 'fridge' }, 400, /Device fridge not found/],
  ['with a flag in quotes', { ...example, isArchivable: 'false' }, 400, /Invalid argument: isArchivable/],
];
for (const [name, body, status, message] of refusals) {
  test(`a creation ${name} is ${status}`, async () => {
    const { ask, platform } = await open();
    const answer = await ask('POST', direct, body);
    assert.deepEqual([answer.status, answer.body['code'], typeof answer.body['errorCode']], [status, status, 'number']);
    assert.match(answer.body['message'] as string, message);
    assert.equal(platform.rows().length, 0);
  });
}

test('a second creation of one id, and a change of an id that is unknown', async () => {
  const { ask, platform } = await open();
  await ask('POST', direct, { ...example, _id: 'one' });
  assert.deepEqual(await ask('POST', direct, { ...example, _id: 'one' }), { status: 409, body: { code: 409, errorCode: 1003, message: 'Entitlement with _id one already exists' } });
  platform.habits({ duplicate: 400 });
  assert.equal((await ask('POST', direct, { ...example, _id: 'one' })).status, 400);
  assert.deepEqual(await ask('PUT', `${direct}/two`, { status: 'UNSUBSCRIBED' }), { status: 200, body: { matchedCount: 0, modifiedCount: 0 } });
  platform.habits({ unknownId: 404 });
  assert.equal((await ask('PUT', `${direct}/two`, { status: 'UNSUBSCRIBED' })).status, 404);
  for (const body of [{ status: 'GONE' }, {}, { accountId: 'another' }]) assert.equal((await ask('PUT', `${direct}/one`, body)).status, 400);
});

test('a token that does not hold is 403, a tenant that is none 404, and a header that is missing 400', async () => {
  const { ask, clock, platform } = await open();
  assert.equal((await ask('GET', direct)).status, 200);
  assert.equal((await ask('GET', direct, undefined, { 'nv-tenant-id': 'another' })).status, 404);
  assert.equal((await ask('GET', direct, undefined, { 'x-correlation-id': '' })).status, 400);
  assert.equal((await ask('POST', direct, example, { 'content-type': 'text/plain' })).status, 415);
  await clock.tick(300_000);
  assert.equal((await ask('GET', direct)).status, 403);
  platform.habits({ refusesToken: 401 });
  assert.equal((await ask('GET', direct)).status, 401);
});

test('Keycloak hands out access for 300 s and a refresh token for 1800 s, and refuses in the words of OAuth', async () => {
  const { clock, post, signIn, clientId } = await open();
  const { body } = await signIn();
  assert.deepEqual([body['expires_in'], body['refresh_expires_in'], body['token_type']], [300, 1800, 'bearer']);
  const refresh = async () => post({ grant_type: 'refresh_token', refresh_token: body['refresh_token'] as string, client_id: clientId });
  await clock.tick(1_799_000);
  assert.equal((await refresh()).status, 200);
  await clock.tick(1000);
  assert.deepEqual(await refresh(), { status: 400, body: { error: 'invalid_grant', error_description: 'Token is not active' } });
  assert.deepEqual(await signIn({ password: 'wrong' }), { status: 401, body: { error: 'invalid_grant', error_description: 'Invalid user credentials' } });
  assert.equal((await signIn({ client_id: 'another' })).body['error'], 'invalid_client');
  assert.equal((await signIn({ grant_type: 'client_credentials' })).body['error'], 'unsupported_grant_type');
});

test('lists are filtered, sorted, cut to fields and paged from 1; a limit of 0 counts', async () => {
  const { ask, platform } = await open();
  for (let count = 0; count < 5; count++) await ask('POST', direct, { ...example, _id: `row-${count}`, purchasedOffer: count < 2 ? 'S1' : 'S2' });
  assert.deepEqual((await ask('GET', direct + query({ limit: 0 }))).body, { totalRecords: 5 });
  const page = await ask('GET', direct + query({ filter: { purchasedOffer: { $in: ['S2'] } }, limit: 2, page: 2, sort: { _id: -1 }, fields: { status: 1 } }));
  assert.deepEqual(page.body, { totalRecords: 3, resourceSet: [{ _id: 'row-2', status: 'SUBSCRIBED' }] });
  platform.habits({ listShape: 'array' });
  assert.deepEqual((await ask('GET', direct + query({ filter: { _id: 'row-0' }, fields: { status: 1 } }))).body, [{ _id: 'row-0', status: 'SUBSCRIBED' }]);
  platform.habits({ emptyList: 404 });
  assert.equal((await ask('GET', direct + query({ filter: { _id: 'row-9' } }))).status, 404);
  for (const parts of [{ page: 1 }, { limit: 'all' }, { filter: '[1' }, { filter: { a: { $where: 1 } } }]) assert.equal((await ask('GET', direct + query(parts))).status, 400);
  assert.deepEqual((await ask('DELETE', `${direct}/row-0`)).body, { deletedCount: 1 });
});

test('what is no longer valid leaves for the archive: after 7 days where it may, after 300 where not, or never', async () => {
  const { ask, clock, platform } = await open({ tenants: { 'operator-tv': {}, 'keeps-all': { status: 'DISABLED' } } });
  platform.addAccount(example.accountId, [], 'keeps-all');
  platform.addProduct({ id: example.productId, type: 'SUBSCRIPTION' }, 'keeps-all');
  for (const [_id, isArchivable] of [['may', true], ['may-not', false]] as const) {
    for (const tenant of ['operator-tv', 'keeps-all']) await ask('POST', direct, { ...example, _id, isArchivable, expiryDate: '2026-11-22T12:00:00Z' }, { 'nv-tenant-id': tenant });
  }
  const ids = (tenant?: string): string[] => platform.rows(tenant).map(({ _id }) => _id);
  await clock.tick(7 * day);
  assert.deepEqual(ids(), ['may', 'may-not']);
  await clock.tick(day);
  assert.deepEqual([ids(), ids('keeps-all'), platform.archived().length], [['may-not'], ['may', 'may-not'], 1]);
  await clock.tick(300 * day);
  assert.deepEqual([ids(), ids('keeps-all')], [[], ['may', 'may-not']]);
});

test('a player learns what it holds and what it may open, and a first view starts a rental', async () => {
  const { ask, clock, platform } = await open();
  platform.addProduct({ id: 'rental', type: 'TRANSACTIONAL', contents: ['thriller'], rentalDuration: 48 * 3600 });
  platform.addProduct({ id: 'box', type: 'SUBSCRIPTION', contents: ['sport'], deviceSpecific: true });
  platform.addProduct({ id: 'npvr', type: 'CAPABILITY', capabilityType: 'NPVR' });
  const player = async (path: string, device = 'tv') => {
    const response = await platform.fetch(`${origin}/rmg/v1/user/${path}`, { headers: { authorization: `Bearer ${platform.signOn(example.accountId, device)}`, 'nv-tenant-id': platform.tenant } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  assert.deepEqual([(await player('entitlements')).status, (await player('action/authorisation/content/film')).status, (await player('action/authorisation/content/nothing')).status], [404, 403, 404]);
  await ask('POST', direct, { ...example, productId: 'rental', productType: 'TRANSACTIONAL', validityType: 'RELATIVE' });
  await ask('POST', direct, { ...example, productId: 'box', playoutDeviceClass: 'STB' });
  await ask('POST', direct, { ...example, productId: 'npvr', productType: 'CAPABILITY', capabilityType: 'NPVR' });
  assert.deepEqual([(await player('entitlements')).body['totalRecords'], (await player('capabilities')).body['totalRecords'], (await player('device/entitlements', 'phone')).body['totalRecords']], [3, 1, 2]);
  assert.deepEqual([(await player('action/authorisation/content/sport')).status, (await player('action/authorisation/content/sport', 'phone')).status], [200, 403]);
  await clock.tick(10 * day);
  assert.equal(platform.mayWatch(example.accountId, 'thriller'), true);
  const first = await player('action/authorisation/content/thriller');
  assert.deepEqual([first.status, first.body['firstView'], first.body['account']], [200, '2026-12-01T12:00:00.000Z', example.accountId]);
  await clock.tick(2 * day - 1000);
  assert.equal((await player('action/authorisation/content/thriller')).status, 200);
  await clock.tick(1000);
  assert.equal((await player('action/authorisation/content/thriller')).status, 403);
});

test('the log keeps what was asked and no token', async () => {
  const { ask, platform, token } = await open();
  await ask('POST', direct, { ...example, _id: 'one' });
  assert.doesNotMatch(JSON.stringify(platform.requests), new RegExp(`${token}|${platform.operator.password}`));
  const { call, status, body } = platform.requests.at(-1)!;
  assert.deepEqual([call, status, body], ['create', 201, { ...example, _id: 'one' }]);
});

test('faults strike the call, the account and the product they name, as often as they say', async () => {
  const { ask, platform } = await open();
  platform.fault({ kind: 'status', call: 'create', account: example.accountId, status: 503, retryAfter: 9, times: 1 });
  platform.fault({ kind: 'reset', target: 'another-product' });
  assert.equal((await ask('POST', direct, { ...example, _id: 'one' })).status, 503);
  const mend = platform.fault({ kind: 'lost-reply', call: 'create' });
  await assert.rejects(ask('POST', direct, { ...example, _id: 'one' }), { name: 'TypeError' });
  assert.equal(platform.rows().length, 1);
  mend();
  platform.fault({ kind: 'twice', call: 'update' });
  assert.deepEqual((await ask('PUT', `${direct}/one`, { status: 'UNSUBSCRIBED' })).body, { matchedCount: 1, modifiedCount: 0 });
});
