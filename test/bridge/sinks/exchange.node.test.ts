import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createExchange, largestReply, setback, assertion } from '../../../src/bridge/sinks/exchange.js';
import { createLimit } from '../../../src/bridge/sinks/limit.js';
import { SinkError } from '../../../src/bridge/sink.js';
import { createTestClock } from '../../clock.js';

const url = 'https://api.example.com/rights';
const clock = createTestClock();
const answering = (response: Response): ReturnType<typeof createExchange> => createExchange({ clock, fetch: async () => response });
const problemCode = (code: string) => (error: unknown): boolean => error instanceof SinkError && error.problem.code === code;

const statuses: readonly (readonly [number, string, 'again' | 'stuck'])[] = [
  [301, 'redirected', 'stuck'], [302, 'redirected', 'stuck'], [307, 'redirected', 'stuck'], [400, 'rejected', 'stuck'], [401, 'credentials', 'again'],
  [403, 'credentials', 'stuck'], [404, 'rejected', 'stuck'], [408, 'timeout', 'again'], [409, 'conflict', 'again'], [422, 'rejected', 'stuck'],
  [425, 'limited', 'again'], [429, 'limited', 'again'], [500, 'service', 'again'], [502, 'service', 'again'], [503, 'service', 'again'],
];
for (const [status, code, outcome] of statuses) {
  test(`${status} is ${code}, and the assertion is ${outcome}`, async () => {
    const { problem } = await answering(Response.json({ code: 'some_code', message: 'some words' }, { status }))(url, {});
    assert.deepEqual(problem, { code, status, message: `answered ${status}: some_code some words` });
    assert.equal(setback(problem).outcome, outcome);
  });
}

test('2xx is no problem, and its body comes parsed, or as text where it is no JSON', async () => {
  const json = await answering(Response.json({ entitlement: {} }, { status: 201 }))(url, {});
  assert.deepEqual([json.status, json.body, json.problem], [201, { entitlement: {} }, null]);
  const html = await answering(new Response('<p>Welcome'))(url, {});
  assert.deepEqual([html.body, html.text, html.problem], [undefined, '<p>Welcome', null]);
});

test('Retry-After is honoured in seconds and as a date, up to an hour', async () => {
  const wait = async (value: string): Promise<number | undefined> =>
    (await answering(new Response('', { status: 503, headers: { 'retry-after': value } }))(url, {})).problem?.retryAfter;
  assert.equal(await wait('120'), 120);
  assert.equal(await wait(new Date(clock.now() + 90_000).toUTCString()), 90);
  assert.equal(await wait('999999'), 3600);
  assert.equal(await wait('soon'), undefined);
});

test('a 429 quiets everybody who shares the limit', async () => {
  const limit = createLimit(false, clock);
  let calls = 0;
  const exchange = createExchange({ clock, limit, fetch: async () => {
    calls++;
    return new Response('', { status: 429, headers: { 'retry-after': '40' } });
  } });
  await exchange(url, {});
  await assert.rejects(exchange(url, {}), (error) => error instanceof SinkError && error.problem.code === 'limited' && error.problem.retryAfter === 40);
  assert.equal(calls, 1);
});

test('problems quote neither our token nor an address nor a page', async () => {
  const token = 'opaque-token-0123456789';
  const told = `Bearer ${token} of reader@example.com\n is   not known`;
  const { problem } = await answering(new Response(told, { status: 403 }))(url, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(problem?.message, 'answered 403: Bearer [left out] of [left out] is not known');
  const page = await answering(new Response('<!doctype html><p>reader@example.com', { status: 502 }))(url, {});
  assert.equal(page.problem?.message, 'answered 502: a page of HTML');
});

test('an answer beyond 1 MB is malformed, one of 1 MB is read', async () => {
  assert.equal((await answering(new Response('x'.repeat(largestReply)))(url, {})).text.length, largestReply);
  await assert.rejects(answering(new Response('x'.repeat(largestReply + 1)))(url, {}), problemCode('malformed'));
});

test('a call that hangs, and a body that does, end at the deadline', async () => {
  const hanging = createExchange({ clock, fetch: async () => new Promise(() => undefined) })(url, {});
  const body = createExchange({ clock, fetch: async () => new Response(new ReadableStream()) })(url, {});
  const both = Promise.all([assert.rejects(hanging, problemCode('timeout')), assert.rejects(body, problemCode('timeout'))]);
  await clock.tick(8000);
  await both;
  assert.equal(clock.waiting, 0);
});

test('a call that is given up ends by the signal’s reason', async () => {
  const [own, reason] = [new AbortController(), new Error('stopping')];
  const call = assertion(async () => {
    await createExchange({ clock, fetch: async () => new Promise(() => undefined) })(url, {}, { signal: own.signal });
    return { outcome: 'applied', remoteId: null };
  });
  own.abort(reason);
  await assert.rejects(call, reason);
});

test('over a real connection no redirect is followed and a broken one is network', async () => {
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    if (request.url === '/reset') request.socket.destroy();
    else response.writeHead(302, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const exchange = createExchange();
  assert.equal((await exchange(`${base}/rights`, { method: 'POST', body: '{}' })).problem?.code, 'redirected');
  assert.deepEqual(await assertion(async () => { await exchange(`${base}/reset`, {}); return { outcome: 'applied', remoteId: null }; }),
    { outcome: 'again', problem: { code: 'network', message: 'could not be reached, or the connection broke' } });
  server.closeAllConnections();
  server.close();
  assert.deepEqual(paths, ['/rights', '/reset']);
});
