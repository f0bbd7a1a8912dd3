import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import type { CustomerName } from '../../../src/simulator/index.js';
import { toWebRequest } from '../../../src/server/node.js';
import { createGuarded, host, type Guarded } from '../guarded.js';

const monthly = 'S100000001_DE';
const yearly = 'S100000002_DE';
const assets = { 'news/*.html': [yearly, monthly] };

/** A page of the server's own that somebody opens by a link, with the cookie of a customer. */
async function opened({ simulator }: Guarded, customer: CustomerName | null, life = 900): Promise<Request> {
  const jwt = customer && (await simulator.signIn(customer, { life })).jwt;
  const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document', ...(jwt && { Cookie: `__Host-cleeng-gate=${jwt}` }) };
  return new Request(`${host}/news/one.html`, { headers });
}

for (const [name, customer, life, expected] of [
  ['who has paid', 'owner', 900, { accessGranted: true, signedIn: true, offerId: monthly, code: undefined }],
  ['who has not', 'nobody', 900, { accessGranted: false, signedIn: true, offerId: yearly, code: 'not-entitled' }],
  ['who is not signed in', null, 0, { accessGranted: false, signedIn: false, offerId: yearly, code: 'no-token' }],
  ['whose cookie has lapsed', 'owner', -120, { accessGranted: false, signedIn: false, offerId: yearly, code: 'token-expired' }],
] as const) {
  test(`a server's page learns of a reader ${name} what it may show`, async () => {
    const all = createGuarded({ assets });
    const { accessGranted, signedIn, offerId, code } = await all.guard.decide(await opened(all, customer, life), 'news/one.html');
    assert.deepEqual({ accessGranted, signedIn, offerId, code }, expected);
  });
}

test('offers may be named instead of an asset', async () => {
  const all = createGuarded();
  assert.equal((await all.guard.decide(await opened(all, 'owner'), { offers: [monthly] })).accessGranted, true);
});

test('an asset that is not in the table opens to nobody', async () => {
  const all = createGuarded({ assets });
  const { accessGranted, code } = await all.guard.decide(await opened(all, 'owner'), '../secret');
  assert.deepEqual([accessGranted, code], [false, 'unknown-offer']);
});

for (const endpoint of ['jwks', 'entitlements'] as const) {
  test(`when ${endpoint} cannot be asked it is neither yes nor no`, async () => {
    const all = createGuarded({ assets });
    all.simulator.fault({ kind: 'status', status: 500, endpoint });
    const { accessGranted, code, retryAfter } = await all.guard.decide(await opened(all, 'owner'), 'news/one.html');
    assert.deepEqual([accessGranted, code, typeof retryAfter], [undefined, 'service', 'number']);
  });
}

test('a cookie that comes within a page of somebody else counts for nothing', async () => {
  const all = createGuarded({ assets });
  const request = await opened(all, 'owner');
  request.headers.set('Sec-Fetch-Dest', 'iframe');
  const { accessGranted, signedIn } = await all.guard.decide(request, 'news/one.html');
  assert.deepEqual([accessGranted, signedIn], [false, false]);
});

test('whatever a reader sends is an answer, never an error', async () => {
  const { guard } = createGuarded({ assets });
  for (const headers of <Record<string, string>[]>[{ Authorization: 'Bearer x' }, { Authorization: 'Bearer e30.e30.e30' }, { Cookie: '__Host-cleeng-gate=;;=' }, { Cookie: `__Host-cleeng-gate=${'A.'.repeat(9000)}` }]) {
    const { accessGranted, signedIn } = await guard.decide(new Request(`${host}/`, { headers }), 'news/one.html');
    assert.deepEqual([accessGranted, signedIn], [false, false]);
  }
});

test('what is no web request, or no list of offers, is told to the programmer', async () => {
  const all = createGuarded({ assets });
  const express = { url: '/news/one.html', headers: { host: 'localhost' } } as unknown as Request;
  await assert.rejects(all.guard.decide(express, 'news/one.html'), { name: 'TypeError', message: /toWebRequest\(\)/ });
  await assert.rejects(all.guard.decide(new Request(host), { offers: monthly } as never), { name: 'TypeError', message: /\{ offers: \["S123456789_US"\] \}/ });
});

test('a request of node:http becomes one of the web', async () => {
  const all = createGuarded({ assets });
  const { headers } = await opened(all, 'owner');
  const incoming = { url: '/news/one.html?a=1', method: 'GET', socket: {}, headers: { host: 'news.test' }, rawHeaders: [...headers].flat() } as unknown as IncomingMessage;
  const request = toWebRequest(incoming);
  assert.equal(request.url, 'http://news.test/news/one.html?a=1');
  assert.equal((await all.guard.decide(request, 'news/one.html')).accessGranted, true);
});

test('visitors who are not signed in stay so, however many come from one address', async () => {
  const all = createGuarded({ assets, limits: { unauthorized: 2 } });
  const said = [];
  for (let count = 0; count < 4; count++) said.push((await all.guard.decide(await opened(all, null), 'news/one.html', { address: '192.0.2.1' })).accessGranted);
  assert.deepEqual(said, [false, false, false, false]);
});
