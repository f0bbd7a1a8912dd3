import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bearer, createGuarded, refusalOf } from '../guarded.js';

const own = { 'Sec-Fetch-Site': 'same-origin' };

test('PUT keeps the token in a cookie that no script reads and no other host sets, for as long as it lasts', async () => {
  const { ask, simulator } = createGuarded();
  const { jwt } = await simulator.signIn('owner', { life: 600 });
  const response = await ask('session', { method: 'PUT', headers: { ...own, ...bearer(jwt) } });
  assert.equal(response.status, 204);
  assert.equal(response.headers.get('set-cookie'), `__Host-cleeng-gate=${jwt}; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax`);
});

test('what PUT has set opens the other routes, until the token ends', async () => {
  const { ask, clock, simulator } = createGuarded();
  const { jwt } = await simulator.signIn('owner', { life: 600 });
  const [cookie = ''] = (await ask('session', { method: 'PUT', headers: { ...own, ...bearer(jwt) } })).headers.get('set-cookie')?.split(';') ?? [];
  const statusOf = async (): Promise<number> => (await ask('entitlements/S100000001_DE', { headers: { ...own, cookie } })).status;
  assert.equal(await statusOf(), 200);
  await clock.tick(700_000);
  assert.equal(await statusOf(), 401);
});

test('DELETE clears it and needs no token', async () => {
  const response = await createGuarded().ask('session', { method: 'DELETE', headers: own });
  assert.equal(response.status, 204);
  assert.match(response.headers.get('set-cookie') ?? '', /^__Host-cleeng-gate=; Path=\/; Max-Age=0; Secure; HttpOnly; SameSite=Lax$/);
});

for (const [name, method, headers, expected] of [
  ['from another site', 'PUT', { 'Sec-Fetch-Site': 'cross-site', 'Origin': 'https://evil.example' }, '403 no-token'],
  ['from an origin on the list of CORS', 'PUT', { 'Sec-Fetch-Site': 'same-site', 'Origin': 'https://www.example.com' }, '403 no-token'],
  ['from nowhere that it tells', 'PUT', {}, '403 no-token'],
  ['from another site', 'DELETE', { 'Sec-Fetch-Site': 'cross-site' }, '403 no-token'],
  ['from another origin, by the older header', 'DELETE', { Origin: 'https://evil.example' }, '403 no-token'],
] as const) {
  test(`${method} ${name} is answered ${expected}, and sets nothing`, async () => {
    const { ask, simulator } = createGuarded({ allowedOrigins: ['https://www.example.com'] });
    const { jwt } = await simulator.signIn('owner');
    const response = await ask('session', { method, headers: { ...headers, ...bearer(jwt) } });
    assert.equal(response.headers.get('set-cookie'), null);
    assert.equal(await refusalOf(response), expected);
  });
}

test('PUT with the cookie alone, without a token or with one that has expired sets nothing', async () => {
  const { ask, simulator } = createGuarded();
  const { jwt } = await simulator.signIn('owner');
  const { jwt: old } = await simulator.signIn('owner', { life: -120 });
  const put = async (headers: Record<string, string>): Promise<string> => refusalOf(await ask('session', { method: 'PUT', headers: { ...own, ...headers } }));
  assert.equal(await put({ Cookie: `__Host-cleeng-gate=${jwt}` }), '401 no-token');
  assert.equal(await put({}), '401 no-token');
  assert.equal(await put(bearer(old)), '401 token-expired');
  assert.equal((await ask('session', { method: 'PUT', headers: { ...own, ...bearer(old) } })).headers.get('set-cookie'), null);
});

test('a token that no browser would keep as a cookie is refused in words', async () => {
  const { ask, simulator } = createGuarded();
  const { jwt } = await simulator.signIn('owner', { email: `${'x'.repeat(3000)}@example.com` });
  assert.equal(await refusalOf(await ask('session', { method: 'PUT', headers: { ...own, ...bearer(jwt) } })), '400 unsupported');
});
