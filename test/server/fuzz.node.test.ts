import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { readAsset } from '../../src/server/content/asset.js';
import { createGuarded, host, type Guarded } from './guarded.js';

const canary = 'what only payers may read';
const secret = 'a secret of at least thirty-two bytes';
const monthly = 'S100000001_DE';
let all: Guarded;
/** Tokens and what comes of changing them, none of which opens anything. */
let tokens: string[];
/** Tokens of a reader who owns nothing. */
let poor: string;

before(async () => {
  all = createGuarded({
    assets: { 'news/**': [monthly], 'film.m3u8': [monthly] }, content: () => canary, allowedOrigins: ['https://www.example.com'],
    webhook: { secrets: [secret] }, masters: { e1: new Uint8Array(32).fill(7) },
  });
  const { jwt } = await all.simulator.signIn('owner');
  ({ jwt: poor } = await all.simulator.signIn('nobody'));
  const [first = '', claims = '', signature = ''] = jwt.split('.');
  const [, others = ''] = poor.split('.');
  tokens = [poor, `${first}.${others}.${signature}`, `${first}.${claims}`, `${first}.${claims}.${signature}.`, `${jwt}=`, ` ${jwt}`, `${first}.${claims}.AAAA`, '..', 'a.b.c', ''];
});

const word = fc.constantFrom('guard', 'entitlements', 'content', 'keys', 'session', 'webhooks', 'cleeng', 'health', 'news', 'one.html', 'film.m3u8', monthly, '..', '.', '%2e%2e', '%2F', '%00', '%', '\\', '__proto__', '');
const segment = fc.oneof({ weight: 4, arbitrary: word }, fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }).map((text) => {
  try { return encodeURIComponent(text); } catch { return '%ff'; }
}));
const query = fc.oneof(
  fc.constantFrom('', '?fresh=1', `?offers=${monthly}`, `?offers=${monthly},,`, '?offers[]=1', '?grant=1.2.3', '?offers=%F0'),
  fc.string({ maxLength: 30 }).map((text) => `?${text}`),
);
const path = fc.tuple(fc.array(segment, { maxLength: 6 }), query).map(([segments, rest]) => `/guard/${segments.join('/')}${rest}`);
const method = fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND');
const printable = fc.string({ maxLength: 40 });
const header = fc.oneof(
  fc.tuple(fc.constantFrom('Range', 'If-Range', 'If-None-Match', 'If-Modified-Since', 'Accept', 'X-Forwarded-For', 'X-Cleeng-Signature', 'Content-Type', 'X-Original-URL', 'X-HTTP-Method-Override'), printable),
  fc.tuple(fc.constant('Range'), fc.constantFrom('bytes=0-', 'bytes=-1', 'bytes=5-2', 'bytes=0-0,1-1', 'bytes=99999999999999999999-', 'bytes=0-18446744073709551616')),
  fc.tuple(fc.constant('Origin'), fc.constantFrom('null', host, 'https://www.example.com', 'https://evil.example', '*')),
  fc.tuple(fc.constantFrom('Sec-Fetch-Site', 'Sec-Fetch-Mode', 'Sec-Fetch-Dest'), fc.constantFrom('same-origin', 'cross-site', 'none', 'navigate', 'document', 'iframe')),
);
const body = fc.oneof(fc.constant(undefined), fc.json(), fc.uint8Array({ maxLength: 300 }), fc.constant('x'.repeat(100_000)),
  fc.record({ kid: fc.oneof(fc.constant(`e1.${monthly}`), printable), asset: printable, ek: printable, epk: fc.anything() }).map((record) => JSON.stringify(record)));
const credential = fc.tuple(fc.nat(), fc.constantFrom('bearer', 'cookie', 'none', 'both'));

interface Shot { path: string; method: string; headers: readonly (readonly [string, string])[]; body: string | Uint8Array<ArrayBuffer> | undefined; credential: [number, string] }
const shot = fc.record({ path, method, headers: fc.array(header, { maxLength: 4 }), body, credential }) as fc.Arbitrary<Shot>;

/** Null for what no client could send. */
function requestOf({ path: place, method: verb, headers: pairs, body: content, credential: [number, way] }: Shot): Request | null {
  try {
    const headers = new Headers(pairs.map(([name, value]): [string, string] => [name, value]));
    const token = tokens[number % tokens.length] ?? '';
    if (way === 'bearer' || way === 'both') headers.append('Authorization', `Bearer ${token}`);
    if (way === 'cookie' || way === 'both') headers.append('Cookie', `__Host-cleeng-gate=${token}`);
    return new Request(`${host}${place}`, { method: verb, headers, ...(verb !== 'GET' && verb !== 'HEAD' && { body: content ?? null }) });
  } catch {
    return null;
  }
}

test('whatever is asked, the answer is meant, says nothing of the inside, and gives no byte away', async () => {
  await fc.assert(fc.asyncProperty(shot, async (one) => {
    const request = requestOf(one);
    fc.pre(request !== null);
    const response = await all.guard(request);
    const text = await response.text();
    assert.ok(response.status < 500 || response.status === 503, `${response.status}`);
    assert.ok(!text.includes(canary) && !JSON.stringify([...response.headers]).includes(canary));
    assert.ok(response.status === 204 || response.status < 400 || request.method === 'HEAD' || /^\{"(code|status)":/.test(text), text);
    assert.doesNotMatch(text, /stack|at \w+ \(|node_modules/);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('access-control-allow-credentials'), null);
    if (response.status === 503) assert.ok(response.headers.has('retry-after'));
  }), { numRuns: 3000 });
  assert.deepEqual(all.lines.filter((line) => line.includes('guard.failed')), []);
});

test('while nobody can be asked, a payer gets no byte and no denial', async () => {
  const ill = createGuarded({ assets: { 'news/**': [monthly], 'film.m3u8': [monthly] }, content: () => canary });
  ill.simulator.fault({ kind: 'status', status: 500, endpoint: 'entitlements' });
  const { jwt } = await ill.simulator.signIn('owner');
  await fc.assert(fc.asyncProperty(path, async (place) => {
    const response = await ill.guard(new Request(`${host}${place}`, { headers: { Authorization: `Bearer ${jwt}` } }));
    const text = await response.text();
    assert.ok(!text.includes(canary) && !text.includes('"accessGranted":false'), text);
    assert.ok([200, 400, 404, 405, 503].includes(response.status), `${response.status}`);
  }), { numRuns: 500 });
  assert.equal((await ill.ask('content/news/one.html', { headers: { Authorization: `Bearer ${jwt}` } })).status, 503);
});

test('the same requests do find the way to what they must not have', async () => {
  assert.equal(await (await all.askAs('owner', 'content/news/one.html')).text(), canary);
  const statuses = new Set<number>();
  for (const one of fc.sample(shot, { numRuns: 1500, seed: 4 })) {
    const request = requestOf(one);
    if (request) statuses.add((await all.guard(request)).status);
  }
  for (const status of [200, 204, 400, 401, 403, 404, 405]) assert.ok(statuses.has(status), `never ${status}`);
});

test('a token or a piece of one is never told to the operator', () => {
  const lines = all.lines.join('\n');
  for (const token of tokens.filter(({ length }) => length > 20)) assert.ok(!lines.includes(token.slice(0, 20)));
});

test('whoever owns nothing gets nothing, by whatever name they ask for it', async () => {
  await fc.assert(fc.asyncProperty(path, fc.constantFrom('GET', 'HEAD'), async (place, verb) => {
    const response = await all.guard(new Request(`${host}${place}`, { method: verb, headers: { Authorization: `Bearer ${poor}` } }));
    assert.ok(!(await response.text()).includes(canary));
  }), { numRuns: 1000 });
});

test('what a name decodes to is never above where it began', () => {
  fc.assert(fc.property(fc.array(segment, { minLength: 1, maxLength: 8 }), (segments) => {
    const asset = readAsset(segments.join('/'));
    assert.ok(asset === undefined || !asset.split('/').some((part) => part === '' || part.startsWith('.') || /[\\%\0]/.test(part)));
  }));
});

test('a signed delivery of any JSON is accepted or malformed, and breaks nothing', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.json(), fc.record({ broadcasterId: fc.constant(123456789), topic: fc.string(), data: fc.anything() }).map((event) => JSON.stringify(event))), async (text) => {
    const headers = { 'X-Cleeng-Signature': createHmac('sha256', secret).update(text).digest('hex') };
    const { status } = await all.guard(new Request(`${host}/guard/webhooks/cleeng`, { method: 'POST', body: text, headers }));
    assert.ok(status === 204 || status === 400, `${status}`);
  }), { numRuns: 300 });
});
