import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { createRpc } from '../../src/sources/rpc.js';
import { createTestClock } from '../clock.js';

const replies = (body: string): Response => Response.json((JSON.parse(body) as { id: number }[]).map(({ id }) => ({ id: String(id), result: {}, error: null })));
const callBy = (fetch: (body: string) => Promise<Response>) =>
  createRpc('http://cleeng.test/json-rpc', { clock: createTestClock(), deadline: 1000, fetch: async (_, { body }) => fetch(body as string) });

for (const [name, fetch] of [
  ['answered', async (body: string) => Promise.resolve(replies(body))], ['not answered', async () => Promise.reject(new TypeError('Failed to fetch'))],
] as const) {
  test(`nobody listens any more to the signal of a call that was ${name}, which Node would keep with all it is made of`, async () => {
    const own = new AbortController();
    const signal = AbortSignal.any([own.signal]);
    const ended = callBy(fetch)('getAccessStatus', {}, signal);
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    await ended.catch(() => undefined);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
}

test('nor to that of a caller who left, once the request has ended', async () => {
  const own = new AbortController();
  let answer = (): void => undefined;
  const call = callBy(async (body) => new Promise((resolve) => { answer = () => { resolve(replies(body)); }; }));
  const left = call('getAccessStatus', {}, own.signal);
  const stayed = call('getAccessStatus', {});
  await Promise.resolve();
  own.abort(new Error('gone'));
  await assert.rejects(left, /gone/);
  answer();
  await stayed;
  assert.equal(getEventListeners(own.signal, 'abort').length, 0);
});
