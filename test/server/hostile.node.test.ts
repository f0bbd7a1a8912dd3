import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { importJWK } from 'jose';
import { createCounter } from '../../src/server/operating/counter.js';
import { createFailures } from '../../src/server/verdicts/failures.js';
import type { Guard } from '../../src/server/index.js';
import { createMemory } from '../../src/server/verdicts/memory.js';
import { createVerifier } from '../../src/server/tokens/tokens.js';
import { createTestClock } from '../clock.js';
import { bearer, host, type Guarded } from './guarded.js';
import { createLibrary } from './library.js';
import { createSigner } from './signer.js';

const canary = 'what only payers read';
const secret = 'a secret of at least thirty-two bytes';
const words = ['entitlements', 'content', 'keys', 'session', 'webhooks', 'health', 'cleeng', 'guard', 'S100000001_DE', 'news', 'one.html', '..', '.', '%2e%2e', '%00', '%', '%2f', 'offers.json', '__proto__', ''];
const names = ['authorization', 'cookie', 'range', 'if-range', 'if-none-match', 'if-modified-since', 'origin', 'content-type', 'x-forwarded-for', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'x-cleeng-signature', 'user-agent', 'accept', 'x-original-url'];

const piece = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 8 }));
const path = fc.array(piece, { maxLength: 6 }).map((parts) => parts.map((part) => part.replaceAll(/[?#]/g, '')).join('/'));
const query = fc.array(fc.tuple(fc.constantFrom('offers', 'fresh', 'grant', 'x'), fc.oneof(piece, fc.constantFrom('1', 'S100000001_DE,S100000002_DE', '1'.repeat(3000)))), { maxLength: 4 })
  .map((pairs) => new URLSearchParams(pairs).toString());
const value = fc.oneof(
  fc.string({ maxLength: 60 }), fc.constantFrom('Bearer', 'Bearer ', 'Bearer a.b.c', 'Basic eDp5', 'bytes=0-', 'bytes=5-1', 'bytes=99999999999999999999-', 'null', 'navigate', 'document', 'same-origin', '__Host-cleeng-gate=a.b.c', '0'.repeat(64), 'Googlebot'),
  fc.array(fc.base64String({ maxLength: 40 }), { minLength: 3, maxLength: 5 }).map((parts) => `Bearer ${parts.join('.').replaceAll(/[=+/]/g, '')}`),
).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '').trim());
const headers = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6 });
const json = fc.oneof(fc.json(), fc.constantFrom('{', 'null', '{"topic":"x","broadcasterId":123456789,"data":{"customerId":1e999}}', '{"asset":"a","epk":{"kty":"EC","crv":"P-256","x":"","y":""},"candidates":[]}', '{"kids":["AAAA"]}'));
const body = fc.oneof(json.map((text) => new TextEncoder().encode(text)), fc.uint8Array({ maxLength: 200 }), fc.constant(new Uint8Array(100_000)));
const request = fc.record({ method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND'), path, query, headers, body });

let library: Guarded;
before(() => {
  library = createLibrary({ 'news/one.html': `<p>${canary}</p>`, 'news/keys.json': JSON.stringify({ keys: [{ kty: 'oct', kid: 'AAAA', k: Buffer.from(canary).toString('base64url') }] }) }, {
    webhook: { secrets: [secret] }, masters: { e1: Buffer.alloc(32, 7).toString('base64url') }, limits: { unauthorized: false }, crawlers: async () => Promise.resolve(null),
  });
});

/** A web request of these parts; undefined where the web has no such request. */
function toRequest({ method, path: rest, query: search, headers: all, body: bytes }: { method: string; path: string; query: string; headers: Record<string, string>; body: Uint8Array<ArrayBuffer> }): Request | undefined {
  try {
    return new Request(`${host}/guard/${rest}${search && `?${search}`}`, { method, headers: all, ...(method !== 'GET' && method !== 'HEAD' && { body: bytes }) });
  } catch {
    return undefined;
  }
}

async function answered(guard: Guard, asked: Request): Promise<void> {
  const response = await guard(asked, { address: '192.0.2.1' });
  const text = await response.text();
  assert.ok(response.status < 500 || (response.status === 503 && Number(response.headers.get('retry-after')) >= 1) || asked.url.includes('/health'), `${asked.method} ${asked.url}: ${response.status}`);
  assert.ok(!text.includes(canary) && !text.includes(Buffer.from(canary).toString('base64url')), `${asked.method} ${asked.url}`);
  assert.equal(response.headers.get('access-control-allow-origin'), null);
}

test('whatever a stranger sends, the answer is none of 5xx but 503, and holds no byte of what is sold', async () => {
  await fc.assert(fc.asyncProperty(request, async (parts) => {
    const asked = toRequest(parts);
    if (asked) await answered(library.guard, asked);
  }), { numRuns: 600 });
});

test('whatever a customer who has not paid sends beside a good token, the same holds', async () => {
  const { jwt } = await library.simulator.signIn('nobody', { life: 3600 });
  await fc.assert(fc.asyncProperty(request, async (parts) => {
    const asked = toRequest({ ...parts, headers: { ...parts.headers, authorization: bearer(jwt).Authorization! } });
    if (asked) await answered(library.guard, asked);
  }), { numRuns: 400 });
});

test('nothing of what strangers sent was a fault of ours', () => {
  assert.deepEqual(library.lines.filter((line) => line.includes('guard.failed')), []);
});

test('decide never throws for what a reader sent', async () => {
  await fc.assert(fc.asyncProperty(request, piece, async (parts, asset) => {
    const asked = toRequest(parts);
    if (!asked) return;
    const { accessGranted } = await library.guard.decide(asked, asset, { address: '192.0.2.1' });
    assert.notEqual(accessGranted, true);
  }), { numRuns: 200 });
});

const clock = createTestClock();
const held = { granted: true, at: clock.now(), expiresAt: null, reason: undefined, marks: undefined, era: 0, saved: true, freshUntil: 0 };

test('a flood of customers and offers fills the memory of verdicts no further than its size', () => {
  const memory = createMemory(1000);
  for (let count = 0; count < 50_000; count++) memory.set(String(count % 9000), `offer-${count}`, held);
  assert.equal(memory.size, 1000);
  memory.forget({ offerId: 'offer-49999' });
  assert.equal(memory.size, 999);
});

test('a flood of addresses makes the oldest be forgotten, not the memory grow', async () => {
  const count = createCounter({ name: 'addresses', points: 1, duration: 60, most: 500 }, clock);
  await count('first', 1);
  assert.equal((await count('first', 1)).allowed, false);
  for (let number = 0; number < 500; number++) await count(`address ${number}`, 1);
  assert.equal((await count('address 499', 1)).allowed, false);
  assert.equal((await count('first', 1)).allowed, true);
});

test('a flood of failures keeps no more than 10,000', () => {
  const failures = createFailures(clock);
  for (let number = 0; number <= 10_000; number++) failures.set(`${number} offer`, 'jwt', { code: 'service' });
  assert.equal(failures.get('0 offer', 'jwt'), undefined);
  assert.ok(failures.get('1 offer', 'jwt'));
});

test('tokens that were verified are remembered up to a number, the oldest forgotten', async () => {
  const signer = await createSigner('k1');
  let asked = 0;
  const key = { kid: 'k1', key: (await importJWK(signer.jwk, 'RS256')) as never };
  const keys = { all: async () => (asked++, Promise.resolve([key])), renew: async () => Promise.resolve(false), version: () => 1, usable: () => true };
  const verify = createVerifier({ keys, clock, publisherId: '123456789', most: 20 });
  const tokens = await Promise.all(Array.from({ length: 60 }, async (_, customerId) => signer.sign({ customerId: customerId + 1, publisherId: 123456789, exp: clock.now() / 1000 + 900 })));
  for (const jwt of tokens) await verify(jwt);
  asked = 0;
  for (const jwt of tokens.slice(-20)) await verify(jwt);
  assert.equal(asked, 0);
  await verify(tokens[0]!);
  assert.equal(asked, 1);
});
