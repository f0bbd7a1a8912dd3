import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askClearance } from '../../src/cli/bridge/clearance.js';
import { createSimulator } from '../../src/simulator/index.js';

const ask = async (fetch: typeof globalThis.fetch, publisherToken = createSimulator().publisherToken) =>
  askClearance({ environment: 'sandbox', base: 'https://core.example/3.1', publisherToken, fetch });
const { fetch } = createSimulator();

test('a publisher token that Cleeng takes is cleared', async () => {
  assert.deepEqual(await ask(fetch), { word: 'given' });
});

test('a publisher token that Cleeng refuses is told with its variable', async () => {
  const { word, ...rest } = await ask(fetch, 'simulated-wrong-token-0123456789abcdefghijkl');
  assert.equal(word, 'refused');
  assert.match(JSON.stringify(rest), /refuses CLEENG_PUBLISHER_TOKEN \(401\): take the API key/);
});

for (const [name, answer] of [
  ['is away', async () => Promise.reject(new TypeError('Failed to fetch'))],
  ['answers with something else', async () => Promise.resolve(new Response('no such page', { status: 404 }))],
] as const) {
  test(`of a Cleeng that ${name}, clearance is unknown`, async () => {
    assert.equal((await ask(answer as typeof globalThis.fetch)).word, 'unknown');
  });
}
