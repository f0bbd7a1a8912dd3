import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test, type TestContext } from 'node:test';
import { openCache } from '../../src/cli/guard/cache.js';
import { readFlags } from '../../src/cli/guard/flags.js';
import { parseOffers } from '../../src/cli/guard/offers.js';
import type { Report } from '../../src/cli/guard/report.js';
import { makeGuard, type Secrets } from '../../src/cli/guard/settings.js';
import { createSimulator } from '../../src/simulator/index.js';
import { serve } from '../../src/simulator/serve.js';
import { bearer } from '../server/guarded.js';

const folder = mkdtempSync(join(tmpdir(), 'cleeng-gate-guard-'));
const offersFile = join(folder, 'offers.json');
const simulator = createSimulator();
let service = '';
let stop: () => void = () => undefined;

const write = (table: unknown): void => { writeFileSync(offersFile, JSON.stringify(table)); };
before(async () => {
  mkdirSync(join(folder, 'news'));
  writeFileSync(join(folder, 'news/one.html'), '<p>Premium</p>');
  const server = await serve(simulator.fetch, 0);
  service = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  stop = () => { server.closeAllConnections(); server.close(); };
});
after(() => {
  stop();
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly report: Report;
  /** The next line of the log that is about `event`. */
  told(event: string): Promise<Record<string, unknown>>;
}

const usual = (): string[] => ['--environment', 'sandbox', '--publisher-id', simulator.publisherId, '--api-base', service, '--jwks-url', `${service}/.well-known/jwks.json`];
const command = (args: string[], env: Secrets = {}): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'guard', ...args], { env: { ...process.env, ...env } });

async function run(t: TestContext, args: string[], env: Secrets = {}): Promise<Running> {
  const child = command([...usual(), '--port', '0', '--json', ...args], env);
  t.after(() => child.kill('SIGKILL'));
  const lines: Record<string, unknown>[] = [];
  const heard = new EventTarget();
  createInterface(child.stderr!).on('line', (line) => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
    heard.dispatchEvent(new Event('line'));
  });
  const [report] = (await once(createInterface(child.stdout!), 'line')) as [string];
  const told = async (event: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const at = lines.findIndex((line) => line.event === event);
      if (at >= 0) return lines.splice(at, 1)[0]!;
      await once(heard, 'line');
    }
  };
  return { child, report: JSON.parse(report) as Report, told };
}

async function fail(args: string[], env: Secrets = {}): Promise<{ code: number; stderr: string }> {
  const child = command(args, env);
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
}

test('a folder is served to whoever may see it, the table follows its file, figures are there, SIGTERM ends it', async (t) => {
  write({ 'news/*': [simulator.offers.monthly.id] });
  const { child, report, told } = await run(t, ['--content', folder, '--offers', offersFile, '--metrics-port', '0'], { CLEENG_PUBLISHER_TOKEN: simulator.publisherToken });
  const ask = async (path: string, customer?: 'owner' | 'nobody'): Promise<number> =>
    (await fetch(`${report.url}/guard/${path}`, customer && { headers: bearer((await simulator.signIn(customer)).jwt) })).status;
  assert.deepEqual([await ask('content/news/one.html', 'owner'), await ask('content/news/one.html', 'nobody'), await ask('content/news/one.html')], [200, 403, 401]);
  assert.deepEqual([await ask('content/offers.json', 'owner'), await ask('health')], [404, 200]);
  assert.ok(simulator.requests.some(({ path }) => path.startsWith('/3.1/entitlements')), 'the Core API was asked');
  assert.match(await (await fetch(report.metrics!)).text(), /cleeng_gate_requests_total\{route="content",method="GET",status="200"\} 1/);

  write({ 'other/*': [simulator.offers.monthly.id] });
  await told('offers.read');
  assert.equal(await ask('content/news/one.html', 'owner'), 404);
  writeFileSync(offersFile, '{ "news/*": [] }');
  const { problem } = await told('offers.wrong');
  assert.match(String(problem), /offers\.json:1:3: .*names no offer/);
  child.kill('SIGHUP');
  await told('offers.wrong');

  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('people are told what is served, on which address, and what to think of', async (t) => {
  const child = command([...usual(), '--port', '0', '--log', 'error']);
  t.after(() => child.kill('SIGKILL'));
  let text = '';
  for await (const line of createInterface(child.stdout!)) {
    text += `${line}\n`;
    if (line.startsWith('Ctrl+C')) break;
  }
  assert.match(text, /^Guard: {6}http:\/\/127\.0\.0\.1:\d+\nPublisher: {2}123456789, sandbox\nAsks: {7}MediaStore at http/);
  assert.match(text, /Warning: {4}no --offers/);
});

test('a port that is taken is said to be, with exit code 1', async () => {
  const { code, stderr } = await fail([...usual(), '--port', new URL(service).port, '--log', 'error']);
  assert.equal(code, 1);
  assert.match(stderr, /port \d+ is taken on 127\.0\.0\.1; choose another/);
});

const wrong: readonly (readonly [string, string[], RegExp])[] = [
  ['no environment', ['--publisher-id', '1'], /--environment is missing; write --environment sandbox or/],
  ['no publisher', ['--environment', 'sandbox'], /--publisher-id is missing/],
  ['a port that is none', ['--environment', 'sandbox', '--publisher-id', '1', '--port', 'x'], /--port takes a number from 0 to 65535, not "x"/],
  ['content without offers', ['--environment', 'sandbox', '--publisher-id', '1', '--content', '.'], /--content needs --offers/],
  ['a level that is none', ['--environment', 'sandbox', '--publisher-id', '1', '--log', 'loud'], /--log takes debug, info, warn or error/],
];

for (const [title, args, message] of wrong) {
  test(`${title} is called wrong`, () => { assert.throws(() => readFlags(args), message); });
}

const settings: readonly (readonly [string, string[], Secrets, RegExp])[] = [
  ['another environment', ['--environment', 'test', '--publisher-id', '1'], {}, /^--environment is "production" or "sandbox"/],
  ['a publisher that is none', ['--environment', 'sandbox', '--publisher-id', 'me'], {}, /^--publisher-id is the publisher's number/],
  ['an origin with a path', ['--environment', 'sandbox', '--publisher-id', '1', '--origin', 'https://a.example/'], {}, /^--origin is an origin/],
  ['an address without TLS', ['--environment', 'sandbox', '--publisher-id', '1', '--api-base', 'http://a.example'], {}, /^--api-base must begin with https/],
  ['an unset publisher token', ['--environment', 'sandbox', '--publisher-id', '1'], { CLEENG_PUBLISHER_TOKEN: 'undefined' }, /^CLEENG_PUBLISHER_TOKEN is not set/],
  ['a short webhook secret', ['--environment', 'sandbox', '--publisher-id', '1'], { CLEENG_WEBHOOK_SECRETS: 'canary' }, /^CLEENG_WEBHOOK_SECRETS has 16 to 64 bytes/],
  ['masters that are none', ['--environment', 'sandbox', '--publisher-id', '1'], { CLEENG_GATE_MASTERS: 'e1:canary' }, /^CLEENG_GATE_MASTERS/],
];

for (const [title, args, secrets, message] of settings) {
  test(`${title} is told in the words of the command line, without the secret`, () => {
    const make = (): unknown => makeGuard(readFlags(args), secrets, { log: () => undefined, offers: undefined, cache: undefined, metrics: undefined });
    assert.throws(make, (error: Error) => message.test(error.message) && !error.message.includes('canary'));
  });
}

const tables: readonly (readonly [string, string, RegExp])[] = [
  ['broken JSON', '{\n  "a": ["S1_US"],\n  b\n}', /offers\.json:3:3: this is no JSON: .*Write \{ "news/],
  ['a list', '[]', /offers\.json:1:1: this is no offers table/],
  ['an entry without offers', '{\n  "a": ["S1_US"],\n  "b": "S2_US"\n}', /offers\.json:3:3: the entry "b" has no list of offers\. Write "b": \["S123456789_US"\]/],
  ['an offer that is none', '{ "a": ["S1 US"] }', /offers\.json:1:3: the entry "a" names "S1 US"/],
  ['an entry that is there twice', '{\n  "a": ["S1_US"],\n  "a": ["S2_US"]\n}', /offers\.json:3:3: "a" is here twice/],
  ['a name of the prototype, wrong', '{ "__proto__": 1 }', /offers\.json:1:3: the entry "__proto__"/],
];

for (const [title, text, message] of tables) {
  test(`an offers file with ${title} is refused with its line`, () => { assert.throws(() => parseOffers(text, 'offers.json'), message); });
}

test('an offers file may begin with a byte order mark', () => {
  assert.deepEqual(parseOffers('\uFEFF{ "a": ["S1_US"] }', 'offers.json').offersOf('a'), ['S1_US']);
});

test('a port of the figures that is taken is named by its option', async () => {
  const { code, stderr } = await fail([...usual(), '--port', '0', '--metrics-port', new URL(service).port, '--log', 'error']);
  assert.equal(code, 1);
  assert.match(stderr, /--metrics-port: port \d+ is taken on 127\.0\.0\.1; choose another/);
});

test('content that is no folder is called wrong', () => {
  const args = ['--environment', 'sandbox', '--publisher-id', '1', '--offers', offersFile, '--content'];
  for (const content of [join(folder, 'nope'), offersFile]) assert.throws(() => readFlags([...args, content]), /--content takes a folder, and .* is none/);
  assert.equal(readFlags([...args, folder]).content, folder);
});

test('a Redis that is away is told by its address, why, and what goes on meanwhile; no password is', async () => {
  const lines: [string, string, unknown][] = [];
  const storage = await openCache('redis://user:canary@127.0.0.1:1', (level, event, fields) => void lines.push([level, event, fields]));
  await storage.dispose();
  assert.deepEqual(lines, [['warn', 'cache.away', { redis: '127.0.0.1:1', error: 'ECONNREFUSED', meanwhile: 'this guard remembers by itself' }]]);
});
