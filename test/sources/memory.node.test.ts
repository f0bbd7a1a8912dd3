import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { exchange } from '../../src/mediastore/request.js';
import { coreSource, jsonRpcSource } from '../../src/sources/index.js';
import { within } from '../../src/sources/deadline.js';
import { createTestClock } from '../clock.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const times = 1500;

const clock = createTestClock();
const answer = async (): Promise<Response> => Response.json({ accessGranted: false, expiresAt: null, customerId: 7 });
const rpc = async (): Promise<Response> => Response.json([{ result: { accessGranted: false, expiresAt: null }, id: '1', error: null, jsonrpc: '2.0' }]);
const core = coreSource({ base: 'https://core.example/3.1', publisherToken: 'x'.repeat(48), fetch: answer, clock });
const legacy = jsonRpcSource({ base: 'https://rpc.example', fetch: rpc, clock, customerToken: async () => Promise.resolve('c'.repeat(48)) });

/** Bytes that stay in memory for each of many calls. */
async function kept(call: () => Promise<unknown>): Promise<number> {
  const measure = async (): Promise<number> => {
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    collect();
    return process.memoryUsage().heapUsed;
  };
  for (let count = 0; count < 200; count++) await call();
  const before = await measure();
  for (let count = 0; count < times; count++) await call();
  return ((await measure()) - before) / times;
}

for (const [name, call] of [
  ['work with a deadline', async () => within({ clock, deadline: 5000 }, async () => Promise.resolve(1))],
  ['work with a deadline that may be called off', async () => within({ clock, deadline: 5000, signal: AbortSignal.any([new AbortController().signal]) }, async () => Promise.resolve(1))],
  ['a request', async () => exchange(answer, clock, 'https://api.example/', { method: 'GET' })],
  ['a question to the Core API', async () => core.check({ customerId: '7' }, 'S100000001_DE')],
  ['a question to the legacy API', async () => legacy.check({ customerId: '7' }, 'S100000001_DE')],
] as const) {
  test(`${name} leaves nothing in memory`, async () => {
    const bytes = await kept(call);
    assert.ok(bytes < 500, `${Math.round(bytes)} bytes each`);
  });
}
