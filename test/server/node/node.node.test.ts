import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, request as ask, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { serve, toFastify, toNodeListener, type Handler, type Serving } from '../../../src/server/node.js';
import { bearer, createGuarded } from '../guarded.js';

async function serving(t: TestContext, handler: Handler, options = {}): Promise<Serving> {
  const server = await serve(handler, { port: 0, patience: 100, ...options });
  t.after(async () => server.close());
  return server;
}

/** What a server says to bytes as they are; no client would send most of them. */
async function say(url: string, lines: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(lines);
  return text(socket);
}

const echo: Handler = async (request, connection) => Response.json({
  method: request.method, url: request.url.replace(/:\d+/, ''), headers: [...request.headers].filter(([name]) => name.startsWith('x-') || name === 'cookie' || name === 'authorization'),
  body: await request.text(), address: connection?.address,
});

test('a request arrives with its method, path, headers, body and address', async (t) => {
  const { url } = await serving(t, echo);
  const response = await fetch(`${url}/a/b?c=d`, { method: 'PUT', headers: { 'x-one': '1' }, body: 'text' });
  assert.deepEqual(await response.json(), { method: 'PUT', url: 'http://127.0.0.1/a/b?c=d', headers: [['x-one', '1']], body: 'text', address: '127.0.0.1' });
  assert.equal(response.headers.get('content-length'), String(JSON.stringify({ method: 'PUT', url: 'http://127.0.0.1/a/b?c=d', headers: [['x-one', '1']], body: 'text', address: '127.0.0.1' }).length));
});

test('a header that is there twice is not dropped', async (t) => {
  const { url } = await serving(t, echo);
  const answer = await say(url, 'GET / HTTP/1.1\r\nHost: a\r\nAuthorization: one\r\nAuthorization: two\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n');
  assert.match(answer, /\["authorization","one, two"\]/);
  assert.match(answer, /\["cookie","a=1; b=2"\]/);
});

const hostile: readonly (readonly [string, string, number])[] = [
  ['a host with a path', 'GET / HTTP/1.1\r\nHost: a/b\r\n', 400],
  ['a host with a user', 'GET / HTTP/1.1\r\nHost: user:word@a\r\n', 400],
  ['a host with spaces', 'GET / HTTP/1.1\r\nHost: a b\r\n', 400],
  ['no host', 'GET / HTTP/1.1\r\n', 400],
  ['a method that no web request has', 'TRACE / HTTP/1.1\r\nHost: a\r\n', 400],
  ['no path', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n', 400],
  ['another scheme', 'GET file:///etc/passwd HTTP/1.1\r\nHost: a\r\n', 400],
  ['bytes that are no request', '\0\0\0\0\r\n', 400],
  ['a line break within a header', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: \x01\r\n', 400],
  ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(20_000)}\r\n`, 431],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n', 400],
];

for (const [title, lines, status] of hostile) {
  test(`${title}: ${status}`, async (t) => {
    const { url } = await serving(t, echo);
    assert.match(await say(url, `${lines}Connection: close\r\n\r\n`), new RegExp(`^HTTP/1.1 ${status} `));
  });
}

test('a path that begins as a host would stays a path', async (t) => {
  const { url } = await serving(t, echo);
  assert.match(await say(url, 'GET //evil.example/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), /"url":"http:\/\/a\/\/evil.example\/x"/);
  assert.match(await say(url, 'GET http://evil.example/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), /"url":"http:\/\/a\/x"/);
});

test('cookies that are set arrive as they are, several of them', async (t) => {
  const headers = new Headers([['set-cookie', 'a=1; Path=/'], ['set-cookie', 'b=2'], ['x-a', 'b']]);
  const { url } = await serving(t, async () => new Response(null, { status: 204, headers }));
  const response = await fetch(url);
  assert.deepEqual([response.status, response.headers.getSetCookie()], [204, ['a=1; Path=/', 'b=2']]);
});

test('HEAD is answered with headers alone, and the body is let go', async (t) => {
  let cancelled = false;
  const body = (): ReadableStream => new ReadableStream({ cancel: () => { cancelled = true; } });
  const { url } = await serving(t, async () => new Response(body(), { headers: { 'content-length': '7' } }));
  const response = await fetch(url, { method: 'HEAD' });
  assert.deepEqual([response.headers.get('content-length'), await response.text(), cancelled], ['7', '', true]);
});

test('a body streams both ways', async (t) => {
  const { url } = await serving(t, async (request) => new Response(request.body));
  const outgoing = ask(url, { method: 'POST' });
  outgoing.write('first');
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const [first] = (await once(incoming, 'data')) as [Buffer];
  assert.equal(first.toString(), 'first', 'before the request has ended');
  outgoing.end('second');
  assert.equal(await text(incoming), 'second');
});

test('a body is read no faster than the client takes it', async (t) => {
  let pulled = 0;
  const chunk = new Uint8Array(65_536);
  const endless = (): ReadableStream => new ReadableStream({ pull: (controller) => { pulled++; controller.enqueue(chunk); } }, { highWaterMark: 0 });
  const { url } = await serving(t, async () => new Response(endless()));
  const incoming = await new Promise<IncomingMessage>((resolve) => { get(url, resolve); });
  let before = -1;
  while (before !== pulled) {
    before = pulled;
    for (let count = 0; count < 20; count++) await new Promise((resolve) => { setImmediate(resolve); });
  }
  assert.ok(pulled < 500, `${pulled} pieces were read for a client that reads none`);
  incoming.destroy();
});

test('a client that leaves aborts the request and cancels the body', async (t) => {
  let left: () => void = () => undefined;
  let cancel: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => { left = resolve; });
  const ended = new Promise<void>((resolve) => { cancel = resolve; });
  const { url } = await serving(t, async (request) => {
    request.signal.addEventListener('abort', () => { left(); });
    return new Response(new ReadableStream({ start: (controller) => { controller.enqueue(new Uint8Array(1)); }, cancel: () => { cancel(); } }));
  });
  const incoming = await new Promise<IncomingMessage>((resolve) => { get(url, resolve); });
  incoming.destroy();
  await gone;
  await ended;
});

test('a body that fails on its way ends the connection', async (t) => {
  const broken = (): ReadableStream => new ReadableStream({
    pull: (controller) => { controller.enqueue(new Uint8Array(10)); controller.error(new Error('broken')); },
  });
  const { url } = await serving(t, async () => new Response(broken(), { headers: { 'content-length': '20' } }));
  await assert.rejects(async () => (await fetch(url)).arrayBuffer());
});

test('a handler that fails is answered 500, without a word of why', async (t) => {
  t.mock.method(console, 'error', () => undefined);
  const { url } = await serving(t, async () => Promise.reject(new Error('secret')));
  const response = await fetch(url);
  assert.deepEqual([response.status, await response.text()], [500, '']);
});

test('closing finishes the answers under way, refuses new ones, and closes the guard', async () => {
  let answer: (response: Response) => void = () => undefined;
  let closed = false;
  const handler = Object.assign(async () => new Promise<Response>((resolve) => { answer = resolve; }), { close: async () => { closed = true; } });
  const server = await serve(handler, { port: 0 });
  const agent = new Agent({ keepAlive: true });
  const outgoing = get(server.url, { agent });
  await once(server.server, 'request');
  const closing = server.close();
  await assert.rejects(fetch(server.url));
  answer(new Response('whole'));
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  assert.equal(await text(incoming), 'whole');
  await closing;
  assert.equal(closed, true);
});

test('closing cuts off an answer that does not end', async () => {
  const server = await serve(async () => new Promise(() => undefined), { port: 0, patience: 10 });
  const asked = fetch(server.url);
  await once(server.server, 'request');
  await server.close();
  await assert.rejects(asked);
});

test('a port that is taken is said to be', async (t) => {
  const { url } = await serving(t, echo);
  const { port } = new URL(url);
  await assert.rejects(serve(echo, { port: Number(port) }), { message: `port ${port} is taken on 127.0.0.1; choose another` });
});

/** Ways to mount a guard at /guard; each returns how to ask it. */
const frameworks: Readonly<Record<string, (t: TestContext, guard: Handler) => Promise<(path: string, init?: RequestInit) => Promise<Response>>>> = {
  async 'plain Node'(t, guard) {
    const { url } = await serving(t, guard);
    return async (path, init) => fetch(url + path, init);
  },
  async 'Express'(t, guard) {
    const app = express().use('/guard', toNodeListener(guard)).use(express.json());
    const server = app.listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    return async (path, init) => fetch(`http://127.0.0.1:${(server.address() as { port: number }).port}${path}`, init);
  },
  async 'Fastify'(t, guard) {
    const app = fastify();
    await app.register(toFastify(guard), { prefix: '/guard' });
    t.after(async () => app.close());
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return async (path, init) => fetch(url + path, init);
  },
  async 'Hono'(_, guard) {
    const app = new Hono().all('/guard/*', async (context) => guard(context.req.raw));
    return async (path, init) => Promise.resolve(app.request(path, init));
  },
};

for (const [name, mount] of Object.entries(frameworks)) {
  test(`${name}: the guard answers under /guard`, async (t) => {
    const { guard, simulator } = createGuarded();
    const request = await mount(t, guard);
    const { jwt } = await simulator.signIn('owner');
    const { id } = simulator.offers.monthly;
    const granted = await request(`/guard/entitlements/${id}`, { headers: bearer(jwt) });
    assert.deepEqual([granted.status, ((await granted.json()) as { responseData: { accessGranted: boolean } }).responseData.accessGranted], [200, true]);
    assert.equal((await request(`/guard/entitlements/${id}`)).status, 401);
    assert.equal((await request('/guard/session', { method: 'DELETE', headers: { 'sec-fetch-site': 'same-origin' }, body: '{}' })).status, 204);
    assert.equal((await request('/guard/health')).status, 200);
  });
}

test('Express with a body parser in front is told to mount the guard first', async (t) => {
  const app = express().use(express.json()).use('/guard', toNodeListener(echo));
  const told: unknown[] = [];
  app.use(((error: Error, _request, response, _next) => { told.push(error.message); response.sendStatus(500); }) as express.ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await fetch(`http://127.0.0.1:${port}/guard/keys`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  assert.match(String(told[0]), /Mount the guard in front of it/);
});
