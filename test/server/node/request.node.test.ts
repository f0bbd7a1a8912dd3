import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { serve, type Handler } from '../../../src/server/node.js';

async function serving(t: TestContext, handler: Handler): Promise<string> {
  const server = await serve(handler, { port: 0, patience: 100 });
  t.after(async () => server.close());
  return server.url;
}

/** What a handler sees of one request, read by whatever is handed in. */
async function seen<Read>(t: TestContext, read: (request: Request) => Read | Promise<Read>, path = '/', init?: RequestInit): Promise<Read> {
  let result: Read | undefined;
  const url = await serving(t, async (request) => {
    result = await read(request);
    return new Response(null, { status: 204 });
  });
  assert.equal((await fetch(url + path, init)).status, 204);
  return result!;
}

test('a request of Node passes for one of the web, and so do its headers', async (t) => {
  assert.deepEqual(await seen(t, (request) => [request instanceof Request, request.headers instanceof Headers, Object.prototype.toString.call(request)]), [true, true, '[object Request]']);
});

test('each member that a web request has is answered as the web would', async (t) => {
  const members = Object.entries(Object.getOwnPropertyDescriptors(Request.prototype)).filter(([, { get: read }]) => read).map(([name]) => name as keyof Request);
  const shown = (value: unknown): unknown => (typeof value === 'object' && value !== null ? value.constructor.name.replace('Node', '') : value);
  const [own, whole] = await seen(t, (request) => [request, new Request(request.url, { method: 'PUT', body: 'text' })].map((one) => members.map((name) => shown(one[name]))), '/a', { method: 'PUT', body: 'text' });
  assert.ok(members.length > 10);
  assert.deepEqual(own, whole);
});

for (const read of ['text', 'blob', 'arrayBuffer', 'json'] as const) {
  test(`a body can be read by ${read}(), once`, async (t) => {
    const [value, used, again] = await seen(t, async (request) => [(await request[read]()) as unknown, request.bodyUsed, await request[read]().then(() => 'read', () => 'no')] as const, '/', { method: 'POST', body: '"text"' });
    assert.match(JSON.stringify(value), read === 'blob' || read === 'arrayBuffer' ? /\{\}/ : /text/);
    assert.deepEqual([used, again], [true, 'no']);
  });
}

test('a copy is the whole thing, which the platform itself accepts', async (t) => {
  const copied = await seen(t, async (request) => {
    const copy = new Request(request.clone(), { headers: { 'x-b': '2' } });
    return [copy.url.replace(/:\d+/, ''), copy.headers.get('x-b'), await copy.text(), request.clone().headers.get('x-a')];
  }, '/a?b', { method: 'POST', body: 'text', headers: { 'x-a': '1' } });
  assert.deepEqual(copied, ['http://127.0.0.1/a?b', '2', 'text', '1']);
});

test('headers are found in any spelling, gone through in order, and changed for whoever looks later', async (t) => {
  const [found, missing, names, later, list] = await seen(t, ({ headers }) => {
    const before = [headers.get('X-A'), headers.has('x-A')];
    const none = [headers.get('x-c'), headers.has('x-c')];
    const all = [...headers.keys()].filter((name) => name.startsWith('x-'));
    headers.set('x-a', 'changed');
    headers.delete('x-b');
    return [before, none, all, [headers.get('X-A'), headers.has('x-b')], new Headers(headers).get('x-a')];
  }, '/', { headers: { 'X-B': '2', 'x-a': '1' } });
  assert.deepEqual([found, missing, names, later, list], [['1', true], [null, false], ['x-a', 'x-b'], ['changed', false], 'changed']);
});

for (const [sent, read] of [
  ['/a/../b', '/b'], ['/a/./b', '/a/b'], ['/a/%2e%2e/b', '/b'], ['/.', '/'], ['/a/..', '/'], ['/a.b/c..d', '/a.b/c..d'], ['/a//b', '/a//b'], ['/\\evil.example/x', '//evil.example/x'],
  ['/a?b=/../c', '/a?b=/../c'], ['/"<>', '/%22%3C%3E'], ['/?\'', '/?%27'], ['/a#b', '/a#b'], ['/%41', '/%41'], ['/', '/'], ['/.hidden', '/.hidden'],
] as const) {
  test(`the path ${sent} is read as ${read}, as the web reads it`, async (t) => {
    let url = '';
    const address = await serving(t, async (request) => {
      ({ url } = request);
      return new Response();
    });
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.write(`GET ${sent} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    assert.match(await text(socket), /^HTTP\/1.1 200/);
    assert.deepEqual([url, new Request(url).url], [`http://a${read}`, `http://a${read}`]);
  });
}

test('whoever asks after the client has left learns it', async (t) => {
  let aborted: readonly boolean[] = [];
  let left = Promise.resolve<unknown>(undefined);
  const server = await serve(async (request) => {
    outgoing.destroy();
    await left;
    aborted = [request.signal.aborted, request.clone().signal.aborted];
    return new Response();
  }, { port: 0, patience: 100 });
  t.after(async () => server.close());
  const answered = new Promise<void>((resolve) => {
    server.server.prependOnceListener('request', (_, response) => {
      left = once(response, 'close');
      t.mock.method(response, 'end', () => { resolve(); return response; });
    });
  });
  const outgoing = get(server.url);
  outgoing.on('error', () => undefined);
  await answered;
  assert.deepEqual(aborted, [true, true]);
});

test('a request that was answered never aborts', async (t) => {
  let signal: AbortSignal | undefined;
  const server = await serve(async (request) => {
    ({ signal } = request);
    return new Response('whole');
  }, { port: 0, patience: 100 });
  t.after(async () => server.close());
  const closed = new Promise((resolve) => { server.server.prependOnceListener('request', (_, response) => { response.once('close', resolve); }); });
  assert.equal(await (await fetch(server.url)).text(), 'whole');
  await closed;
  assert.equal(signal?.aborted, false);
});

for (const [name, reply, expected] of [
  ['text', { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ü' }, [200, '2', 'ü']],
  ['bytes', { status: 206, headers: {}, body: new Uint8Array([97, 98]) }, [206, '2', 'ab']],
  ['nothing', { status: 401, headers: {}, body: null }, [401, '0', '']],
  ['nothing, which says no length', { status: 304, headers: {}, body: null }, [304, null, '']],
] as const) {
  test(`a reply of ${name} goes out with its length`, async (t) => {
    const never: Handler = async () => Promise.reject(new Error('nobody asks for a Response'));
    const url = await serving(t, Object.assign(never, { reply: async () => ({ ...reply, headers: { ...reply.headers } }) }));
    const response = await fetch(url);
    assert.deepEqual([response.status, response.headers.get('content-length'), await response.text()], expected);
    const head = await fetch(url, { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [reply.status, '']);
  });
}
