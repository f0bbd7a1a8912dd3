import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { bearer, createGuarded, host, refusalOf, type Guarded } from '../guarded.js';

const path = 'entitlements/S100000001_DE';
let all: Guarded;
let jwt: string;
let other: string;
before(async () => {
  all = createGuarded();
  ({ jwt } = await all.simulator.signIn('owner'));
  ({ jwt: other } = await all.simulator.signIn('nobody'));
});

const statusOf = async (headers: HeadersInit): Promise<string> => {
  const response = await all.ask(path, { headers });
  return response.ok ? '200' : refusalOf(response);
};
const cookie = (value: string, more: Record<string, string> = { 'Sec-Fetch-Site': 'same-origin' }): Record<string, string> => ({ Cookie: `__Host-cleeng-gate=${value}`, ...more });
/** The same bytes in another spelling: the last character of the signature holds bits that count for nothing. */
const respelt = (token: string): string => token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1);

for (const [name, authorization] of [
  ['no scheme', () => jwt],
  ['a scheme in small letters', () => `bearer ${jwt}`],
  ['another scheme', () => `Basic ${jwt}`],
  ['a tab after the scheme', () => `Bearer\t${jwt}`],
  ['two spaces after the scheme', () => `Bearer  ${jwt}`],
  ['something after the token', () => `Bearer ${jwt} x`],
  ['a comma after the token', () => `Bearer ${jwt},`],
  ['two tokens', () => `Bearer ${jwt}, Bearer ${jwt}`],
  ['quotes around the token', () => `Bearer "${jwt}"`],
  ['a space within the token', () => `Bearer ${jwt.replace('.', '. ')}`],
  ['padding after a part', () => `Bearer ${jwt.replace('.', '=.')}`],
  ['padding at the end', () => `Bearer ${jwt}==`],
  ['base64 instead of base64url', () => `Bearer ${jwt}+/`],
  ['bits that count for nothing', () => `Bearer ${respelt(jwt)}`],
  ['two parts', () => `Bearer ${jwt.split('.').slice(0, 2).join('.')}`],
  ['five parts, as an encrypted token has', () => `Bearer ${jwt}.${jwt.split('.').slice(0, 2).join('.')}`],
  ['an empty part', () => `Bearer ${jwt.split('.').slice(0, 2).join('.')}.`],
  ['more than 8 kB', () => `Bearer ${jwt}${'A'.repeat(8192)}`],
  ['nothing', () => ''],
  ['the word undefined', () => 'Bearer undefined'],
] as const) {
  test(`an Authorization header with ${name} is 401, also beside a good cookie`, async () => {
    assert.equal(await statusOf({ Authorization: authorization() }), '401 no-token');
    assert.equal(await statusOf({ Authorization: authorization(), ...cookie(jwt) }), '401 no-token');
  });
}

test('two Authorization headers are 401, in either order', async () => {
  for (const tokens of [[jwt, other], [other, jwt], [jwt, jwt]]) {
    const headers = new Headers();
    for (const token of tokens) headers.append('Authorization', `Bearer ${token}`);
    assert.equal(await statusOf(headers), '401 no-token');
  }
});

test('no token is 401 and says which scheme it wants', async () => {
  const response = await all.ask(path);
  assert.equal(response.headers.get('www-authenticate'), 'Bearer');
  assert.equal(await refusalOf(response), '401 no-token');
});

test('a token that has expired says so', async () => {
  const { jwt: old } = await all.simulator.signIn('owner', { life: -120 });
  assert.equal(await statusOf(bearer(old)), '401 token-expired');
});

for (const [name, more, expected] of [
  ['the same origin', { 'Sec-Fetch-Site': 'same-origin' }, '200'],
  ['the same origin, by the older header', { Origin: host }, '200'],
  ['the same site', { 'Sec-Fetch-Site': 'same-site' }, '403 no-token'],
  ['another site', { 'Sec-Fetch-Site': 'cross-site' }, '403 no-token'],
  ['another site that sends our origin', { 'Sec-Fetch-Site': 'cross-site', 'Origin': host }, '403 no-token'],
  ['the address bar', { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }, '403 no-token'],
  ['another origin', { Origin: 'https://evil.example' }, '403 no-token'],
  ['another port', { Origin: `${host}:8443` }, '403 no-token'],
  ['the same host without TLS', { Origin: host.replace('https', 'http') }, '403 no-token'],
  ['an opaque origin', { Origin: 'null' }, '403 no-token'],
  ['nowhere that it tells', {}, '403 no-token'],
] as const) {
  test(`a cookie from ${name} is answered ${expected}`, async () => {
    assert.equal(await statusOf(cookie(jwt, more)), expected);
  });
}

for (const [name, header, expected] of [
  ['among others', () => `a=1; __Host-cleeng-gate=${jwt};b=2`, '200'],
  ['twice', () => `__Host-cleeng-gate=${jwt}; __Host-cleeng-gate=${jwt}`, '401 no-token'],
  ['under another prefix', () => `__Secure-cleeng-gate=${jwt}`, '401 no-token'],
  ['in other letters', () => `__host-cleeng-gate=${jwt}`, '401 no-token'],
  ['in quotes', () => `__Host-cleeng-gate="${jwt}"`, '401 no-token'],
  ['empty', () => '__Host-cleeng-gate=', '401 no-token'],
] as const) {
  test(`a cookie that comes ${name} is answered ${expected}`, async () => {
    assert.equal(await statusOf({ 'Cookie': header(), 'Sec-Fetch-Site': 'same-origin' }), expected);
  });
}

test('behind a proxy that ends TLS the origin says https where the request says http', async () => {
  const response = await all.guard(new Request(`http://paper.example/guard/${path}`, { headers: cookie(jwt, { Origin: host }) }));
  assert.equal(response.status, 200);
});

test('a bearer token wins over the cookie', async () => {
  const response = await all.ask(path, { headers: { ...bearer(other), ...cookie(jwt) } });
  assert.equal(((await response.json()) as { responseData: { accessGranted: boolean } }).responseData.accessGranted, false);
});

test('where cookies are turned off they say nothing', async () => {
  const { ask, simulator } = createGuarded({ cookie: false });
  const { jwt: own } = await simulator.signIn('owner');
  assert.equal((await ask(path, { headers: cookie(own) })).status, 401);
  assert.equal((await ask('session', { method: 'DELETE', headers: { Origin: host } })).status, 404);
});
