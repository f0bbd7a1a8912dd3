import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { JWK } from 'jose';
import { createStorage } from 'unstorage';
import { createKeys, type Keys } from '../../../src/server/tokens/jwks.js';
import { Refusal } from '../../../src/server/answering/refusal.js';
import { createVerifier } from '../../../src/server/tokens/tokens.js';
import { createTestClock } from '../../clock.js';
import { createSigner, type Signer } from '../signer.js';

const minute = 60_000;
const hour = 60 * minute;
let first: Signer;
let second: Signer;
let third: Signer;
before(async () => {
  [first, second, third] = await Promise.all([createSigner('k1'), createSigner('k2'), createSigner('k3')]);
});

/** An endpoint that answers what it is told to, and keys from it. */
function open(answer: () => Response | Promise<Response>, storage = createStorage()) {
  const clock = createTestClock();
  const endpoint = { answer, calls: 0, inits: [] as RequestInit[] };
  const fetch = async (_: string, init: RequestInit): Promise<Response> => {
    endpoint.calls++;
    endpoint.inits.push(init);
    return endpoint.answer();
  };
  const lines: string[] = [];
  const create = (url = 'https://auth.example/jwks.json'): Keys =>
    createKeys({ url, fetch, clock, storage, log: (level, event, fields) => void lines.push(`${level} ${event} ${JSON.stringify(fields)}`) });
  return { clock, endpoint, lines, create, keys: create() };
}
const told = (...keys: unknown[]) => () => Response.json({ keys });
const kids = async (keys: Keys): Promise<string> => {
  try {
    return (await keys.all()).map(({ kid }) => kid).join();
  } catch (error) {
    return error instanceof Refusal ? error.message : String(error);
  }
};
const down = (): Response => new Response('down', { status: 500 });

test('keys are fetched once for many who wait, and are fresh for 10 minutes', async () => {
  const { clock, endpoint, keys } = open(told(first.jwk));
  assert.deepEqual(await Promise.all([kids(keys), kids(keys), kids(keys)]), ['k1', 'k1', 'k1']);
  await clock.tick(4 * minute);
  await kids(keys);
  assert.equal(endpoint.calls, 1);
});

test('after 5 minutes they are asked for in the background, after 10 they are waited for', async () => {
  const { clock, endpoint, keys } = open(told(first.jwk));
  await kids(keys);
  endpoint.answer = told(second.jwk);
  await clock.tick(6 * minute);
  assert.equal(await kids(keys), 'k1');
  await clock.tick(0);
  assert.equal(await kids(keys), 'k2');
  endpoint.answer = told(first.jwk);
  await clock.tick(11 * minute);
  assert.equal(await kids(keys), 'k1');
});

test('keys that were read are used for 24 hours while the endpoint is down, and no longer', async () => {
  const { clock, endpoint, keys } = open(told(first.jwk));
  await kids(keys);
  endpoint.answer = down;
  await clock.tick(24 * hour - minute);
  assert.equal(await kids(keys), 'k1');
  assert.equal(keys.usable(), true);
  await clock.tick(2 * minute);
  assert.equal(await kids(keys), '503 service');
  assert.equal(keys.usable(), false);
});

test('an endpoint that is down is asked every 30 s, not by everybody', async () => {
  const { clock, endpoint, keys } = open(told(first.jwk));
  await kids(keys);
  endpoint.answer = down;
  await clock.tick(11 * minute);
  for (let i = 0; i < 60; i++) {
    await kids(keys);
    await clock.tick(1000);
  }
  assert.equal(endpoint.calls, 1 + 2);
});

test('where nobody listens, the log says where that was, and why', async () => {
  const { keys, lines } = open(() => { throw new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) }); });
  await assert.rejects(keys.all());
  assert.match(lines.join(), /error jwks.failed .*https:.*fetch failed: ECONNREFUSED/);
});

test('without ever a key it is 503 and says when to come back; it mends by itself', async () => {
  const { clock, endpoint, keys, lines } = open(down);
  await assert.rejects(keys.all(), ({ status, retryAfter }: Refusal) => status === 503 && retryAfter === 5);
  assert.match(lines.join(), /error jwks.failed .*500/);
  endpoint.answer = told(first.jwk);
  assert.equal(await kids(keys), '503 service');
  await clock.tick(5000);
  assert.equal(await kids(keys), 'k1');
});

test('an endpoint that does not answer, or not to its end, is given up after 5 s', async () => {
  for (const answer of [
    () => new Promise<Response>(() => undefined),
    () => new Response(new ReadableStream({ start: (body) => { body.enqueue(Buffer.from('{"keys":[')); } })),
  ]) {
    const { clock, keys } = open(answer);
    const asked = kids(keys);
    await clock.tick(5000);
    assert.equal(await asked, '503 service');
    assert.equal(clock.waiting, 0);
  }
});

for (const [name, answer] of [
  ['a redirect', () => new Response(null, { status: 302, headers: { Location: 'https://evil.example/' } })],
  ['more than 64 kB', () => Response.json({ keys: [first.jwk], filling: 'x'.repeat(65_536) })],
  ['a page of HTML', () => new Response('<html>')],
  ['no keys', told()],
  ['a list', () => Response.json([first.jwk])],
  ['null', () => Response.json(null)],
  ['keys that are no list', () => Response.json({ keys: { 0: first.jwk, length: 1 } })],
] as const) {
  test(`${name} instead of a key set is a failure`, async () => {
    assert.equal(await kids(open(answer).keys), '503 service');
  });
}

test('it asks for no redirect to be followed', async () => {
  const { endpoint, keys } = open(told(first.jwk));
  await kids(keys);
  assert.equal(endpoint.inits[0]?.redirect, 'manual');
});

for (const [name, change] of [
  ['a shared secret', () => ({ kty: 'oct', k: 'AAAA', alg: 'RS256' })],
  ['a key on a curve', () => ({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' })],
  ['a key for encryption', (jwk: JWK) => ({ ...jwk, use: 'enc' })],
  ['a key for another algorithm', (jwk: JWK) => ({ ...jwk, alg: 'PS256' })],
  ['a key that may only sign', (jwk: JWK) => ({ ...jwk, key_ops: ['sign'] })],
  ['a private key', (jwk: JWK) => ({ ...jwk, d: 'AQAB' })],
  ['an exponent of 1', (jwk: JWK) => ({ ...jwk, e: 'AQ' })],
  ['an exponent of 3', (jwk: JWK) => ({ ...jwk, e: 'Aw' })],
  ['a modulus of 1024 bits', (jwk: JWK) => ({ ...jwk, n: Buffer.alloc(128, 255).toString('base64url') })],
  ['a modulus of 1024 bits with zeros in front', (jwk: JWK) => ({ ...jwk, n: Buffer.concat([Buffer.alloc(128), Buffer.alloc(128, 255)]).toString('base64url') })],
  ['a modulus of 8192 bits', (jwk: JWK) => ({ ...jwk, n: Buffer.alloc(1024, 255).toString('base64url') })],
  ['a modulus with padding', (jwk: JWK) => ({ ...jwk, n: `${jwk.n!}==` })],
  ['a number for a name', (jwk: JWK) => ({ ...jwk, kid: 5 })],
  ['null', () => null],
] as const) {
  test(`${name} among the keys is passed over`, async () => {
    assert.equal(await kids(open(told(change(second.jwk), first.jwk)).keys), 'k1');
  });
}

test('of two keys with one name neither is used', async () => {
  assert.equal(await kids(open(told(first.jwk, { ...second.jwk, kid: 'k1' }, third.jwk)).keys), 'k3');
});

const verifierOf = ({ keys, clock }: Pick<ReturnType<typeof open>, 'keys' | 'clock'>) => {
  const verify = createVerifier({ keys, clock, publisherId: '123456789' });
  return async (jwt: string): Promise<string> => verify(jwt).then(({ customerId }) => customerId, String).then((word) => word.replace('Refusal: ', ''));
};
const claims = { customerId: 7, publisherId: 123456789, exp: Date.UTC(2026, 10, 21, 13) / 1000 };
const nameless = { alg: 'RS256' };

test('a token of a key that is not known yet makes the keys be asked for anew, once in 30 s', async () => {
  const all = open(told(first.jwk));
  const verify = verifierOf(all);
  assert.equal(await verify(await first.sign(claims)), '7');
  assert.equal(await verify(await third.sign(claims)), '401 no-token');
  all.endpoint.answer = told(second.jwk, first.jwk);
  assert.equal(await verify(await second.sign(claims)), '401 no-token');
  assert.equal(all.endpoint.calls, 2);
  await all.clock.tick(30_000);
  assert.equal(await verify(await second.sign(claims)), '7');
  assert.equal(all.endpoint.calls, 3);
});

test('all tokens of a new key that come at once are good, by one question', async () => {
  const all = open(told(first.jwk));
  const verify = verifierOf(all);
  await verify(await first.sign(claims));
  all.endpoint.answer = told(second.jwk, first.jwk);
  const tokens = await Promise.all([1, 2, 3, 4].flatMap((customerId) => [second.sign({ ...claims, customerId }), second.sign({ ...claims, customerId }, nameless)]));
  assert.deepEqual(await Promise.all(tokens.map(verify)), ['1', '1', '2', '2', '3', '3', '4', '4']);
  assert.equal(all.endpoint.calls, 2);
});

test('keys kept from before a restart that do not fit are asked for anew', async () => {
  const storage = createStorage();
  await kids(open(told(first.jwk), storage).keys);
  const all = open(told(second.jwk), storage);
  assert.equal(await verifierOf(all)(await second.sign(claims)), '7');
});

test('while the endpoint is down, a token that another key may have signed is not refused: it cannot be found out', async () => {
  const all = open(told(first.jwk));
  const verify = verifierOf(all);
  await verify(await first.sign(claims));
  all.endpoint.answer = down;
  for (const pause of [0, 10_000, 20_000]) {
    await all.clock.tick(pause);
    assert.equal(await verify(await second.sign(claims)), '503 service');
    assert.equal(await verify(await second.sign(claims, nameless)), '503 service');
    assert.equal(await verify(await second.sign(claims, { alg: 'RS256', kid: 'k1' })), '401 no-token', 'of a key that is known');
    assert.equal(await verify(await first.sign({ ...claims, customerId: 8 })), '8');
  }
  all.endpoint.answer = told(second.jwk);
  await all.clock.tick(30_000);
  assert.equal(await verify(await second.sign(claims)), '7');
});

test('a token that says itself that it is over, or another publisher’s, asks for no keys', async () => {
  const all = open(told(first.jwk));
  const verify = verifierOf(all);
  await verify(await first.sign(claims));
  for (const more of [{ exp: claims.exp - 3661 }, { publisherId: 987654321 }, { publisherId: undefined }]) assert.equal(await verify(await second.sign({ ...claims, ...more })), '401 no-token');
  assert.equal(all.endpoint.calls, 1);
  all.endpoint.answer = told(second.jwk);
  assert.equal(await verify(await second.sign(claims)), '7');
});

test('a token that names no key is tried with each, and after a change of keys with the new ones', async () => {
  const all = open(told(first.jwk, second.jwk));
  const verify = verifierOf(all);
  assert.equal(await verify(await second.sign(claims, nameless)), '7');
  all.endpoint.answer = told(third.jwk, second.jwk);
  assert.equal(await verify(await third.sign(claims, nameless)), '7');
});

test('it is tried with four keys at most', async () => {
  const moduli = [1, 3, 5, 7].map((n) => ({ kty: 'RSA', e: 'AQAB', kid: `x${n}`, n: Buffer.alloc(256, 128 + n).toString('base64url') }));
  const verify = verifierOf(open(told(...moduli, first.jwk)));
  assert.equal(await verify(await first.sign(claims, nameless)), '401 no-token');
  assert.equal(await verify(await first.sign(claims)), '7');
});

test('what was verified is remembered until its end, and no longer', async () => {
  const all = open(told(first.jwk));
  const verify = verifierOf(all);
  const jwt = await first.sign(claims);
  await verify(jwt);
  all.endpoint.answer = down;
  await all.clock.tick(hour - 1000);
  assert.equal(await verify(jwt), '7');
  await all.clock.tick(62_000);
  assert.equal(await verify(jwt), '401 token-expired');
});

test('what was verified is forgotten when its key is withdrawn', async () => {
  const all = open(told(first.jwk));
  const verify = verifierOf(all);
  const jwt = await first.sign(claims);
  assert.equal(await verify(jwt), '7');
  all.endpoint.answer = told(second.jwk);
  await all.clock.tick(6 * minute);
  await verify(jwt);
  await all.clock.tick(0);
  assert.equal(await verify(jwt), '401 no-token');
});

test('a restarted guard finds the keys where verdicts are kept, but not those of another address', async () => {
  const storage = createStorage();
  const { clock, endpoint, keys, create } = open(told(first.jwk), storage);
  await kids(keys);
  await clock.tick(0);
  endpoint.answer = down;
  assert.equal(await kids(create()), 'k1');
  assert.equal(await kids(create('https://other.example/jwks.json')), '503 service');
});

test('keys that somebody else put there are vetted as those of the endpoint', async () => {
  const storage = createStorage();
  const { clock, create } = open(down, storage);
  await storage.setItem('jwks', { url: 'https://auth.example/jwks.json', at: clock.now(), keys: [{ ...first.jwk, e: 'AQ' }] });
  assert.equal(await kids(create()), '503 service');
});

test('a store that does not answer holds nobody up for more than a second', async () => {
  const storage = createStorage();
  storage.getItem = async () => new Promise<never>(() => undefined);
  const { clock, keys } = open(told(first.jwk), storage);
  const asked = kids(keys);
  await clock.tick(1000);
  assert.equal(await asked, 'k1');
});
