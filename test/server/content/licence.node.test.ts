import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuarded, refusalOf } from '../guarded.js';
import { films } from '../films.js';
import { createLibrary } from '../library.js';

const licence = 'content/films/lighthouse/licence.json';
const kid = 'p-YcNz4hkDPCEJH6YHvzuA';
const k = 'ASNFZ4mrze8BI0VniavN7w';
const request = (body: unknown): RequestInit => ({ method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
const asked = request({ kids: [kid], type: 'temporary' });
const { ask, askAs, simulator } = createGuarded(films);

test('a licence is released to whom the film is open, and to nobody else', async () => {
  const response = await askAs('owner', licence, asked);
  assert.deepEqual([response.status, await response.json(), response.headers.get('cache-control')], [200, { keys: [{ kty: 'oct', kid, k }], type: 'temporary' }, 'private, no-store']);
  assert.equal(await refusalOf(await askAs('nobody', licence, asked)), '403 not-entitled');
  assert.equal(await refusalOf(await ask(licence, asked)), '401 no-token');
});

test('only the asked keys are released, and only known ones', async () => {
  const other = 'AAAAAAAAAAAAAAAAAAAAAA';
  const { askAs: askHere } = createLibrary({ 'x/licence.json': JSON.stringify({ keys: [{ kty: 'oct', kid, k }, { kty: 'oct', kid: other, k }] }) });
  assert.deepEqual(await (await askHere('owner', 'content/x/licence.json', request({ kids: [other, 'unknownA'] }))).json(), { keys: [{ kty: 'oct', kid: other, k }], type: 'temporary' });
  assert.equal((await askHere('owner', 'content/x/licence.json', request({ kids: ['unknownA'] }))).status, 404);
});

const malformed: [string, unknown][] = [
  ['no JSON', 'kids'], ['no kids', {}], ['a list', [kid]], ['null', 'null'], ['no list of kids', { kids: kid }], ['an empty list', { kids: [] }], ['a number', { kids: [1] }], ['a kid that is not base64url', { kids: ['a+b='] }],
  ['a kid with bits left over', { kids: ['p-YcNz4hkDPCEJH6YHvzuB'] }], ['too many kids', { kids: Array(65).fill(kid) }], ['a licence to keep', { kids: [kid], type: 'persistent-license' }], ['too long a body', { kids: [kid], x: 'x'.repeat(20_000) }],
  ['kids by inheritance', '{"__proto__":{"kids":["p-YcNz4hkDPCEJH6YHvzuA"]}}'],
];
for (const [name, body] of malformed) {
  test(`a request for a licence with ${name} is malformed`, async () => {
    assert.equal(await refusalOf(await askAs('owner', licence, request(body))), '400 malformed');
  });
}

test('what is no licence cannot be asked for keys', async () => {
  const { askAs: askHere } = createLibrary({ 'x/a.json': '{"keys":[]}', 'x/b.json': '{"keys":[{"kty":"oct","kid":"a"}]}', 'x/c.html': '<p>', 'x/d.json': `{"keys":[{"kty":"oct","kid":"${kid}","k":"${k}"}]}${' '.repeat(70_000)}` });
  for (const name of ['a.json', 'b.json', 'c.html', 'd.json']) {
    const response = await askHere('owner', `content/x/${name}`, asked);
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD']);
  }
});

test('a licence is not released to a cookie from another site, nor to a navigation', async () => {
  const { jwt } = await simulator.signIn('owner');
  const by = async (headers: Record<string, string>): Promise<number> => (await ask(licence, { ...asked, headers: { Cookie: `__Host-cleeng-gate=${jwt}`, ...headers } })).status;
  assert.equal(await by({ 'Sec-Fetch-Site': 'same-origin' }), 200);
  assert.equal(await by({ 'Sec-Fetch-Site': 'cross-site' }), 403);
  assert.equal(await by({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }), 403);
});

test('an entitled customer may fetch the whole licence as any asset', async () => {
  assert.equal(((await (await askAs('owner', licence)).json()) as { keys: unknown[] }).keys.length, 1);
});
