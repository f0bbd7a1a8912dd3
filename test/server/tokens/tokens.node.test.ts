import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sha256 } from '../../../src/server/tokens/digest.js';
import { createKeys, type Keys } from '../../../src/server/tokens/jwks.js';
import { createVerifier } from '../../../src/server/tokens/tokens.js';
import { createTestClock } from '../../clock.js';
import { createSigner } from '../signer.js';

/** A verifier that remembers few tokens, and how often it had to look at a key. */
async function open(most?: number) {
  const clock = createTestClock();
  const signer = await createSigner('k1');
  const keys = createKeys({ url: 'https://auth.example/jwks.json', fetch: async () => Response.json({ keys: [signer.jwk] }), clock, log: () => undefined });
  await keys.all();
  const seen = { keys: 0 };
  const counted: Keys = { ...keys, all: async () => (seen.keys++, keys.all()) };
  const verify = createVerifier({ keys: counted, clock, publisherId: '123456789', ...(most && { most }) });
  const tokenOf = async (customerId: number): Promise<string> => signer.sign({ customerId, publisherId: 123456789, exp: clock.now() / 1000 + 900 });
  return { verify, tokenOf, seen };
}

test('a token is verified once, however often it comes', async () => {
  const { verify, tokenOf, seen } = await open();
  const jwt = await tokenOf(7);
  for (let times = 0; times < 5; times++) assert.equal((await verify(jwt)).customerId, '7');
  assert.equal(seen.keys, 1);
});

test('a flood of tokens drives out the oldest and fills no more than its place', async () => {
  const { verify, tokenOf, seen } = await open(20);
  const jwts = await Promise.all(Array.from({ length: 100 }, async (_, i) => tokenOf(i + 1)));
  for (const jwt of jwts) await verify(jwt);
  for (const jwt of jwts.slice(-20)) await verify(jwt);
  assert.equal(seen.keys, 100);
  await verify(jwts[0]!);
  assert.equal(seen.keys, 101);
});

test('what was refused is not remembered', async () => {
  const { verify, tokenOf, seen } = await open();
  const forged = (await tokenOf(7)).replace(/[^.]+$/, 'A'.repeat(342));
  await assert.rejects(verify(forged));
  const before = seen.keys;
  await assert.rejects(verify(forged));
  assert.ok(seen.keys > before);
});

test('two readers are never taken for one another', async () => {
  const { verify, tokenOf } = await open();
  const jwts = await Promise.all([1, 2, 3, 1, 2, 3].map(tokenOf));
  assert.deepEqual((await Promise.all(jwts.map(verify))).map(({ customerId }) => customerId), ['1', '2', '3', '1', '2', '3']);
});

test('the name of a token in memory is its SHA-256', async () => {
  for (const text of ['', 'a.b.c', 'ü']) assert.equal(await sha256(text), createHash('sha256').update(text).digest('hex'));
});
