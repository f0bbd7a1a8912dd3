import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorReply } from '../../src/server/answering/answer.js';
import { createGuard } from '../../src/server/index.js';
import { createGuarded, dataOf, host, refusalOf } from './guarded.js';

const monthly = 'S100000001_DE';

for (const [base, url, status] of [
  [undefined, `${host}/guard/health`, 200],
  [undefined, `${host}/health`, 200],
  [undefined, `${host}/a/b/c/health`, 200],
  [undefined, `${host}/`, 404],
  [undefined, `${host}/guard/nothing`, 404],
  [undefined, `${host}/guard/health/more`, 404],
  [undefined, `${host}/guard/webhooks/cleeng`, 404],
  [undefined, `${host}/guard/constructor`, 404],
  ['/guard', `${host}/guard/health`, 200],
  ['/guard', `${host}/health`, 404],
  ['/guard', `${host}/guard/x/health`, 404],
  ['/guard', `${host}/guardhealth`, 404],
  ['', `${host}/health`, 200],
  ['', `${host}/guard/health`, 404],
] as const) {
  test(`with the base ${base === undefined ? 'open' : `"${base}"`} ${url.slice(host.length)} is answered ${status}`, async () => {
    const { guard } = createGuarded(base === undefined ? {} : { base });
    assert.equal((await guard(new Request(url))).status, status);
  });
}

for (const [path, method, status, allow] of [
  ['entitlements', 'POST', 405, 'GET, HEAD'],
  ['entitlements', 'DELETE', 405, 'GET, HEAD'],
  ['session', 'GET', 405, 'PUT, DELETE'],
  ['health', 'PUT', 405, 'GET, HEAD'],
  ['webhooks/cleeng', 'GET', 405, 'POST'],
  ['session', 'OPTIONS', 204, 'PUT, DELETE, OPTIONS'],
  ['entitlements', 'OPTIONS', 204, 'GET, HEAD, OPTIONS'],
] as const) {
  test(`${method} ${path} is answered ${status} and says what is allowed`, async () => {
    const { ask } = createGuarded({ webhook: { secrets: ['0123456789abcdef'] } });
    const response = await ask(path, { method });
    assert.equal(response.status, status);
    assert.equal(response.headers.get('allow'), allow);
  });
}

test('no answer may be kept by a cache or guessed at by a browser', async () => {
  const { ask, askAs } = createGuarded();
  for (const response of [await ask('health'), await ask('nothing'), await ask('entitlements'), await askAs('owner', `entitlements/${monthly}`)]) {
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.match(response.headers.get('vary') ?? '', /Authorization.*Origin/);
  }
});

test('HEAD is answered as GET, without a body', async () => {
  const response = await createGuarded().askAs('owner', `entitlements/${monthly}`, { method: 'HEAD' });
  assert.deepEqual([response.status, await response.text(), response.headers.get('content-type')], [200, '', 'application/json']);
});

test('what breaks inside is 503 for the page, and a line without its message for the operator', () => {
  const lines: string[] = [];
  const { status, headers, body } = errorReply(new RangeError('canary'), (level, event, fields) => void lines.push(`${level} ${event} ${JSON.stringify(fields)}`));
  assert.deepEqual([status, headers['retry-after'], body], [503, '5', '{"code":"service"}']);
  assert.match(lines.join('\n'), /error guard\.failed .*RangeError/);
  assert.doesNotMatch(lines.join('\n'), /canary/);
});

const page = 'https://www.example.com';
for (const [name, origin, allowed] of [
  ['a page on the list', page, page],
  ['another page', 'https://evil.example', null],
  ['a page whose name begins alike', `${page}.evil.example`, null],
  ['a page of another port', `${page}:8443`, null],
  ['a page without TLS', 'http://www.example.com', null],
  ['a page in capital letters', 'https://WWW.example.com', null],
  ['an opaque page', 'null', null],
] as const) {
  test(`${name} ${allowed ? 'may' : 'may not'} read answers, and none with cookies`, async () => {
    const { ask } = createGuarded({ allowedOrigins: [page] });
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await ask('entitlements', { method, headers: { 'Origin': origin, 'Access-Control-Request-Method': 'GET' } });
      assert.equal(headers.get('access-control-allow-origin'), allowed);
      assert.equal(headers.get('access-control-allow-credentials'), null);
      assert.equal(headers.get('access-control-allow-headers')?.includes('Authorization') ?? false, allowed !== null && method === 'OPTIONS');
    }
  });
}

test('the session is for pages of the own origin alone, whatever is on the list', async () => {
  const { ask } = createGuarded({ allowedOrigins: [page] });
  const { headers } = await ask('session', { method: 'OPTIONS', headers: { 'Origin': page, 'Access-Control-Request-Method': 'PUT' } });
  assert.equal(headers.get('access-control-allow-origin'), null);
});

test('health is 200, and 503 with a coarse word when there are no keys', async () => {
  const { ask, simulator } = createGuarded();
  const mend = simulator.fault({ kind: 'status', status: 500, endpoint: 'jwks' });
  const ill = await ask('health');
  assert.deepEqual([ill.status, await ill.json()], [503, { status: 'failing', troubles: ['keys'] }]);
  mend();
  const { ask: again } = createGuarded();
  const well = await again('health');
  assert.deepEqual([well.status, await well.json()], [200, { status: 'ok', troubles: [] }]);
});

test('while there never was a key nobody is signed out', async () => {
  const { askAs, simulator } = createGuarded();
  simulator.fault({ kind: 'status', status: 500, endpoint: 'jwks' });
  assert.equal(await refusalOf(await askAs('owner', `entitlements/${monthly}`)), '503 service');
});

test('a token that MediaStore does not accept is 401, not a denial', async () => {
  const { askAs, simulator } = createGuarded();
  simulator.fault({ kind: 'status', status: 401, endpoint: 'entitlements' });
  assert.equal(await refusalOf(await askAs('owner', `entitlements/${monthly}`)), '401 token-expired');
  assert.equal((await askAs('owner', `entitlements?offers=${monthly}`)).status, 401);
});

test('asking afresh goes past the cache ten times a minute, then the cache answers', async () => {
  const asked: string[] = [];
  const source = { name: 'own', check: async (_: unknown, offerId: string) => { asked.push(offerId); return { source: 'own', status: 'granted' as const, expiresAt: null }; } };
  const { askAs } = createGuarded({ sources: [source] });
  for (let i = 0; i < 12; i++) assert.equal((await askAs('owner', `entitlements/${monthly}?fresh=1`)).status, 200);
  assert.equal(asked.length, 10);
});

test('several sources are combined as the operator said', async () => {
  const says = (status: 'granted' | 'denied') => ({ name: status, check: async () => ({ source: status, status, expiresAt: null, reason: 'not-entitled' as const }) });
  for (const [combine, accessGranted] of [['any', true], ['all', false], ['first-definite', false]] as const) {
    const { askAs } = createGuarded({ sources: [says('denied'), says('granted')], combine });
    assert.equal(((await dataOf(await askAs('owner', `entitlements/${monthly}`))) as { accessGranted: boolean }).accessGranted, accessGranted);
  }
});

test('a guard says once what could be stricter, and asks nobody before the first request', () => {
  const lines: string[] = [];
  createGuard({
    environment: 'sandbox', publisherId: 123456789, webhook: { secrets: ['0123456789abcdef'] },
    fetch: async () => { throw new Error('asked'); }, log: (_, event) => void lines.push(event),
  });
  assert.deepEqual(lines, ['token.unpinned', 'webhook.short-secret']);
});

test('a guard behind a proxy that it was not told of says so, once', async () => {
  const { guard, lines } = createGuarded();
  const told = (): number => lines.filter((line) => line.startsWith('warn proxy.unknown')).length;
  await guard(new Request(`${host}/guard/health`), { address: '192.0.2.1' });
  assert.equal(told(), 0);
  for (let times = 0; times < 3; times++) await guard(new Request(`${host}/guard/health`, { headers: { 'x-forwarded-for': '198.51.100.7' } }), { address: '192.0.2.1' });
  assert.equal(told(), 1);
  assert.ok(!lines.join().includes('198.51.100.7'));
  const knows = createGuarded({ trustProxy: 1 });
  await knows.guard(new Request(`${host}/guard/health`, { headers: { 'x-forwarded-for': '198.51.100.7' } }), { address: '192.0.2.1' });
  assert.ok(!knows.lines.join().includes('proxy'));
});

test('what nobody can set right at the start is no warning', () => {
  const levels: string[] = [];
  createGuard({ environment: 'sandbox', publisherId: 123456789, log: (level, event) => void levels.push(`${level} ${event}`) });
  assert.deepEqual(levels, ['info token.unpinned']);
});

for (const [path, words] of [
  ['nowhere', 'no route of the guard is in the path'], ['entitlements/a%20b', 'no offer id'], ['entitlements?offers=', 'no offer id'], ['content/none.html', 'not in the offers table'], ['content/listed.html', 'not in the content'],
] as const) {
  test(`the log says of ${path} why it was refused, the page does not learn it`, async () => {
    const { askAs, lines } = createGuarded({ assets: { 'listed.html': ['S100000001_DE'] }, content: () => null });
    const text = await (await askAs('owner', path)).text();
    const line = lines.find((one) => one.startsWith('info request')) ?? '';
    assert.ok(line.includes(words), line);
    assert.ok(!text.includes(words));
  });
}
