import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSimulator, type Simulator } from '../../src/simulator/index.js';
import { createTestClock } from '../clock.js';

const origin = 'https://api.example';
type Json = Record<string, unknown>;

async function core(simulator: Simulator, path: string, token = simulator.publisherToken) {
  const response = await simulator.fetch(`${origin}/3.1/${path}`, { headers: { 'X-Publisher-Token': token, 'Origin': 'https://news.example' } });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json & { data: Json[] } };
}
async function rpc(simulator: Simulator, body: unknown) {
  const response = await simulator.fetch(`${origin}/3.0/json-rpc`, { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()) as { result: Json | null; error: { code: number } | null; id: unknown };
}

const owner = 702813501;

test('the Core API tells of one customer and one offer, flat', async () => {
  const { status, body } = await core(createSimulator(), `entitlements/customer_id/${owner}/offer_id/S100000001_DE`);
  assert.equal(status, 200);
  assert.deepEqual({ ...body, expiresAt: typeof body.expiresAt }, { accessGranted: true, expiresAt: 'number', message: 'Success', customerId: owner });
});

test('the Core API refuses another token, and a customer it does not know', async () => {
  const simulator = createSimulator();
  const path = `entitlements/customer_id/${owner}/offer_id/S100000001_DE`;
  assert.deepEqual([(await core(simulator, path, 'undefined')).status, (await core(simulator, path, '')).status], [401, 401]);
  assert.equal((await core(simulator, path.replace(String(owner), '5'))).status, 404);
});

test('the APIs for servers have no CORS', async () => {
  const simulator = createSimulator();
  assert.equal((await core(simulator, 'subscriptions')).headers.get('access-control-allow-origin'), null);
  assert.equal((await simulator.fetch(`${origin}/3.1/subscriptions`, { method: 'OPTIONS' })).status, 404);
});

test('subscriptions are listed in pages, with the Core API’s words', async () => {
  const simulator = createSimulator();
  for (let count = 0; count < 4; count++) simulator.grant('cancelled', 'monthly');
  const list = async (query: string) => (await core(simulator, `subscriptions?customerId=702813506&${query}`)).body.data;
  assert.deepEqual((await list('limit=2')).map(({ status }) => status), ['stopped', 'active']);
  assert.deepEqual([(await list('offset=4&limit=2')).length, (await list('status=active')).length, (await list('offerId=S1')).length], [1, 4, 0]);
  assert.equal((await core(simulator, 'subscriptions?limit=101')).status, 422);
});

test('passes are a bare list, and entitlements hold subscriptions and passes unless more is asked for', async () => {
  const simulator = createSimulator();
  simulator.grant('tag', 'rental');
  simulator.grant('tag', 'event');
  const passes = (await core(simulator, 'passes?customerId=702813504')).body as unknown as Json[];
  assert.deepEqual(passes.map(({ offerId }) => offerId), ['P100000003_DE']);
  const kinds = async (query: string) => (await core(simulator, `entitlements?${query}`)).body.data.map(({ offerType }) => offerType);
  assert.deepEqual(await kinds('customerEmail=tag@example.com'), ['P']);
  assert.deepEqual(await kinds('customerId=702813504&offerType=S,P,A,R,E'), ['P', 'R']);
});

const call = (method: string, params: Json, id: unknown = 1): Json => ({ method, params, 'json-rpc': '2.0', id });

test('getAccessStatus echoes the id as a string, and an array as an array', async () => {
  const simulator = createSimulator();
  const params = { customerToken: simulator.customerToken('owner'), offerId: 'S100000001' };
  const { result, error, id } = await rpc(simulator, call('getAccessStatus', params, 7));
  assert.deepEqual([result?.accessGranted, result?.grantType, error, id], [true, 'direct-purchase', null, '7']);
  const batch = (await rpc(simulator, [call('getAccessStatus', params, 'a'), call('nothing', {}, 2)])) as unknown as { id: string; error: { code: number } | null }[];
  assert.deepEqual(batch.map((one) => [one.id, one.error?.code]), [['a', undefined], ['2', -32_601]]);
});

const wrong: [string, string, Json, number][] = [
  ['another customer token', 'getAccessStatus', { customerToken: 'x', offerId: 'S100000001_DE' }, 1],
  ['an unknown offer', 'getAccessStatus', { offerId: 'S999999999_DE' }, 4],
  ['no offer', 'getAccessStatus', {}, 16],
  ['another publisher token', 'getAccessibleTags', { publisherToken: 'x' }, 3],
  ['no publisher token', 'getAccessibleTags', { publisherToken: '' }, 11],
  ['an unknown e-mail', 'generateCustomerToken', { customerEmail: 'x@example.com' }, 11],
];
for (const [name, method, params, code] of wrong) {
  test(`${name} is error ${code} of ${method}`, async () => {
    const simulator = createSimulator();
    const { error, result } = await rpc(simulator, call(method, { customerToken: simulator.customerToken('owner'), publisherToken: simulator.publisherToken, ...params }));
    assert.deepEqual([error?.code, result], [code, null]);
  });
}

test('a customer has four addresses, each for three hours', async () => {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  const customerToken = simulator.customerToken('owner');
  const from = async (ipAddress?: string) => (await rpc(simulator, call('getAccessStatus', { customerToken, offerId: 'S100000001_DE', ...(ipAddress && { ipAddress }) }))).error?.code;
  for (const last of ['1', '2', '3', '4', '1']) assert.equal(await from(`192.0.2.${last}`), undefined);
  assert.deepEqual([await from('192.0.2.5'), await from()], [14, undefined]);
  await clock.tick(3 * 3_600_000);
  assert.equal(await from('192.0.2.5'), undefined);
});

test('tags and tokens are handed out for the publisher token; a token lasts two weeks', async () => {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  const { publisherToken } = simulator;
  const token = (await rpc(simulator, call('generateCustomerToken', { publisherToken, customerEmail: 'tag@example.com' }))).result?.token;
  const tags = async () => rpc(simulator, call('getAccessibleTags', { publisherToken, customerToken: token }));
  assert.deepEqual((await tags()).result, { tags: ['news', 'film'] });
  await clock.tick(14 * 86_400_000);
  assert.equal((await tags()).error?.code, 1);
});

test('a login hands out a customer token too', async () => {
  const simulator = createSimulator();
  const { email, password } = simulator.customers.owner;
  const response = await simulator.fetch(`${origin}/auths`, { method: 'POST', body: JSON.stringify({ email, password, publisherId: simulator.publisherId }) });
  const { responseData: { customerToken } } = (await response.json()) as { responseData: { customerToken: string } };
  assert.equal((await rpc(simulator, call('getAccessStatus', { customerToken, offerId: 'S100000001_DE' }))).result?.accessGranted, true);
});

test('a fault strikes the customer and the offer that a server asks about', async () => {
  const simulator = createSimulator();
  simulator.fault({ kind: 'status', endpoint: 'core-entitlement', customer: owner, offer: 'S100000001_DE' });
  const status = async (offer: string) => (await core(simulator, `entitlements/customer_id/${owner}/offer_id/${offer}`)).status;
  assert.deepEqual([await status('S100000001_DE'), await status('S100000002_DE')], [500, 200]);
});

test('an answer can be too large, and another can trickle without an end', async () => {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  simulator.fault({ kind: 'large', times: 1 });
  assert.ok((await (await simulator.fetch(`${origin}/locales`)).text()).length > 65_536);
  simulator.fault({ kind: 'trickle', ms: 100 });
  const abort = new AbortController();
  const reader = (await simulator.fetch(`${origin}/locales`, { signal: abort.signal })).body!.getReader();
  await clock.tick(300);
  for (let count = 0; count < 4; count++) assert.equal((await reader.read()).value?.byteLength, 1);
  abort.abort(new Error('enough'));
  await assert.rejects(reader.read(), /enough/);
  assert.equal(clock.waiting, 0);
});
