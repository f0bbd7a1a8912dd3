import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { createSimulator, type Simulator } from '../../src/simulator/index.js';

const published = async (simulator: Simulator): Promise<JSONWebKeySet> =>
  (await (await simulator.fetch('https://ms.example/.well-known/jwks.json')).json()) as JSONWebKeySet;
const accepted = async (simulator: Simulator, jwt: string): Promise<boolean> =>
  (await simulator.fetch('https://ms.example/entitlements/S100000001_DE', { headers: { Authorization: `Bearer ${jwt}` } })).status === 200;

test('several keys are published, each with its own name, and any of them may sign', async () => {
  const simulator = createSimulator({ keys: 3 });
  const { keys } = await published(simulator);
  assert.deepEqual(keys.map(({ kid }) => kid), ['simulator-3', 'simulator-2', 'simulator']);
  const { jwt } = await simulator.signIn('owner', { kid: true, key: 2 });
  assert.equal(decodeProtectedHeader(jwt).kid, 'simulator');
  await jwtVerify(jwt, createLocalJWKSet({ keys }));
  assert.equal(await accepted(simulator, jwt), true);
});

test('after a rotation a new key signs, and the one before is still published', async () => {
  const simulator = createSimulator();
  const before = await simulator.signIn('owner', { kid: true });
  simulator.rotateKeys();
  const after = await simulator.signIn('owner', { kid: true });
  assert.deepEqual([before, after].map(({ jwt }) => decodeProtectedHeader(jwt).kid), ['simulator', 'simulator-2']);
  assert.deepEqual((await published(simulator)).keys.map(({ kid }) => kid), ['simulator-2', 'simulator']);
  assert.deepEqual([await accepted(simulator, before.jwt), await accepted(simulator, after.jwt)], [true, true]);
});

test('a rotation that keeps nothing ends what the key before has signed', async () => {
  const simulator = createSimulator();
  const { jwt } = await simulator.signIn('owner');
  simulator.rotateKeys({ keep: 0 });
  assert.equal((await published(simulator)).keys.length, 1);
  assert.equal(await accepted(simulator, jwt), false);
});

test('a key that is not published cannot sign', async () => {
  await assert.rejects(createSimulator().signIn('owner', { key: 1 }), RangeError);
});
