import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as client from 'prom-client';
import { jsonLog } from '../../../src/server/index.js';
import { metricsHandler, prometheusMetrics } from '../../../src/server/node.js';
import { createSparingLog } from '../../../src/server/operating/observe.js';
import { createTestClock } from '../../clock.js';
import { bearer, createGuarded, host } from '../guarded.js';

const offer = 'S100000001_DE';

test('Server-Timing says what an answer took: verifying, the cache, the service', async () => {
  const { askAs } = createGuarded();
  const first = await askAs('owner', `entitlements/${offer}`);
  assert.match(first.headers.get('server-timing') ?? '', /^verify;dur=[\d.]+, cache;dur=[\d.]+$/, 'the test clock stood still upstream');
  assert.equal((await createGuarded().ask('health')).headers.get('server-timing'), null);
});

test('each request is a line, in which there is no token, customer, e-mail, path or query', async () => {
  const { guard, simulator, lines } = createGuarded();
  const { jwt, customerId } = await simulator.signIn('owner', { email: 'owner@example.com' });
  await guard(new Request(`${host}/guard/entitlements/${offer}?grant=secret`, { headers: bearer(jwt) }), { address: '192.0.2.1' });
  await guard(new Request(`${host}/guard/entitlements/${offer}`, { headers: bearer(`${jwt}x`) }), { address: '192.0.2.1' });
  const told = lines.filter((line) => line.startsWith('info request'));
  assert.deepEqual(told.map((line) => line.replace(/"ms":[\d.]+/, '')), [200, 401].map((status) => `info request {"route":"entitlements","method":"GET","status":${status},}`));
  for (const secret of [jwt, jwt.split('.')[2]!, String(customerId), 'owner@', 'grant', '192.0.2.1']) assert.ok(!lines.join().includes(secret), secret);
});

test('what somebody else\'s error quotes is left out of the log', () => {
  const lines: string[] = [];
  const log = jsonLog((line) => { lines.push(line); }, 'warn');
  log('error', 'x', { error: 'failed for Bearer eyJhbGciOiJSUzI1NiJ9.eyJjdXN0b21lcklkIjoxfQ.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw of reader@example.com', deep: { list: ['a@b.example'] } });
  log('info', 'not told');
  assert.equal(lines.length, 1);
  const { time, ...rest } = JSON.parse(lines[0]!) as Record<string, unknown>;
  assert.ok(!Number.isNaN(Date.parse(String(time))));
  assert.deepEqual(rest, { level: 'error', event: 'x', error: 'failed for Bearer [left out] of [left out]', deep: { list: ['[left out]'] } });
});

test('the same trouble is told once in ten seconds, with how often there was', async () => {
  const clock = createTestClock();
  const lines: unknown[] = [];
  const log = createSparingLog((...line) => { lines.push(line); }, clock);
  for (let count = 0; count < 5; count++) log('warn', 'source.failed', { code: 'timeout' });
  log('warn', 'source.failed', { code: 'network' });
  await clock.tick(10_000);
  log('warn', 'source.failed', { code: 'timeout' });
  assert.deepEqual(lines, [
    ['warn', 'source.failed', { code: 'timeout' }], ['warn', 'source.failed', { code: 'network' }], ['warn', 'source.failed', { code: 'timeout', more: 4 }],
  ]);
});

test('Prometheus is told of requests, verdicts, answers and limits, and of no reader', async () => {
  const metrics = prometheusMetrics(client, new client.Registry());
  const { askAs, simulator, lines } = createGuarded({ metrics, limits: { entitlements: 3 } });
  for (let count = 0; count < 4; count++) await askAs('owner', `entitlements/${offer}`);
  simulator.fault({ kind: 'status', status: 500, endpoint: 'entitlements' });
  await askAs('nobody', `entitlements/${offer}`);
  const text = await metrics.registry.metrics();
  for (const line of [
    'cleeng_gate_requests_total{route="entitlements",method="GET",status="200"} 3',
    'cleeng_gate_requests_total{route="entitlements",method="GET",status="429"} 1',
    'cleeng_gate_requests_total{route="entitlements",method="GET",status="503"} 1',
    'cleeng_gate_verdicts_total{from="source",verdict="granted"} 1',
    'cleeng_gate_verdicts_total{from="memory",verdict="granted"} 2',
    'cleeng_gate_verdicts_total{from="failure",verdict="unknown"} 1',
    'cleeng_gate_answers_total{source="mediastore",verdict="unknown"} 1',
    'cleeng_gate_limited_total{limit="entitlements"} 1',
    'cleeng_gate_request_seconds_count{route="entitlements"} 5',
  ]) assert.ok(text.includes(line), line);
  assert.ok(!text.includes('7028135'), 'a customer');
  assert.ok(lines.includes('warn source.failed {"source":"mediastore","code":"service","status":500}'));
});

test('metrics are served under /metrics and nowhere else', async () => {
  const { registry } = prometheusMetrics(client);
  const answer = metricsHandler(registry);
  const response = await answer(new Request('http://localhost/metrics'));
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  assert.match(await response.text(), /process_cpu_seconds_total/);
  assert.equal((await answer(new Request('http://localhost/guard/metrics'))).status, 404);
});

test('an address that sends bad tokens is told to wait; a reader there who has a good one is not', async () => {
  const { guard, simulator } = createGuarded({ limits: { unauthorized: 2 } });
  const ask = async (jwt: string): Promise<Response> =>
    guard(new Request(`${host}/guard/entitlements/${offer}`, { headers: bearer(jwt) }), { address: '192.0.2.1' });
  assert.deepEqual([(await ask('a.b.c')).status, (await ask('a.b.c')).status], [401, 401]);
  const limited = await ask('a.b.c');
  assert.deepEqual([limited.status, Number(limited.headers.get('retry-after')) > 0], [429, true]);
  assert.equal((await ask((await simulator.signIn('owner')).jwt)).status, 200);
});

test('a table that is read while the guard runs may change', async () => {
  let offers = ['S1_DE'];
  const assets = { offersOf: () => offers, get offers() { return offers; } };
  const { askAs } = createGuarded({ assets });
  const listed = async (): Promise<string> => (await askAs('owner', 'entitlements')).text();
  assert.match(await listed(), /"S1_DE"/);
  offers = ['S2_DE'];
  assert.match(await listed(), /"S2_DE"/);
});
