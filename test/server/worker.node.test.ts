import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, test } from 'node:test';
import type { Miniflare } from 'miniflare';
import { build, type Rolldown } from 'vite';
import { createSimulator } from '../../src/simulator/index.js';
import { bearer, dataOf } from './guarded.js';

const simulator = createSimulator();
const { id: offer } = simulator.offers.monthly;

/** The worker in one file, as an operator would bundle it; what only Node has must not be in it. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false, logLevel: 'error', mode: 'production',
    build: { write: false, target: 'es2022', minify: false, lib: { entry: 'test/server/worker-entry.ts', formats: ['es'], fileName: 'worker' }, rolldownOptions: { output: { codeSplitting: false } } },
  });
  const [{ output }] = [result].flat() as Rolldown.RolldownOutput[] as [Rolldown.RolldownOutput];
  return output[0].code;
}

/** What is needed of a namespace; miniflare's own type wants the types of a worker. */
interface Namespace {
  put(key: string, value: string): Promise<void>;
  get(key: string): Promise<string | null>;
  list(): Promise<{ keys: { name: string }[] }>;
}
const namespace = async (emulator: Miniflare, name: string): Promise<Namespace> => (await emulator.getKVNamespace(name)) as unknown as Namespace;

let skip: string | false = existsSync('node_modules/miniflare') && existsSync('node_modules/workerd') ? false : 'there is no miniflare with workerd';
let code = '';
let worker: Miniflare | undefined;

if (!skip) {
  code = await bundle();
  const { Miniflare: Emulator, Response: Answer } = await import('miniflare');
  const emulator = new Emulator({
    modules: true, script: code, compatibilityDate: '2026-04-01', cf: false, kvNamespaces: ['VERDICTS', 'PREMIUM'],
    outboundService: async (request) => {
      const { status, headers, body } = await simulator.fetch(request.url, { method: request.method, headers: [...request.headers] });
      return new Answer(body && (await new Response(body).arrayBuffer()), { status, headers: [...headers] });
    },
  });
  try {
    await emulator.ready;
    await (await namespace(emulator, 'PREMIUM')).put('news:one.html', '<p>Premium</p>');
    worker = emulator;
  } catch (error) {
    skip = `workerd cannot run here: ${(error as Error).message}`;
    await emulator.dispose().catch(() => undefined);
  }
}
after(async () => worker?.dispose());

const ask = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  (await worker!.dispatchFetch(`https://paper.example/guard/${path}`, { headers })) as unknown as Response;
const asOwner = async (path: string): Promise<Response> => ask(path, bearer((await simulator.signIn('owner')).jwt));

const inWorker = (title: string, run: () => Promise<void>): void => {
  test(title, { skip }, run);
};

inWorker('the bundle for a worker holds nothing of Node', async () => {
  assert.deepEqual([...code.matchAll(/(?:from|import|require\()\s*["'](node:)?(fs|cluster|crypto|net|http|path)["']/g)].map(([found]) => found), []);
  return Promise.resolve();
});

inWorker('a guard in workerd verifies, asks and answers', async () => {
  assert.deepEqual((await ask('health')).status, 200);
  assert.equal((await ask(`entitlements/${offer}`)).status, 401);
  assert.equal(((await dataOf(await asOwner(`entitlements/${offer}`))) as { accessGranted: boolean }).accessGranted, true);
  const { jwt } = await simulator.signIn('nobody');
  assert.equal(((await dataOf(await ask(`entitlements/${offer}`, bearer(jwt)))) as { accessGranted: boolean }).accessGranted, false);
});

inWorker('it keeps verdicts in KV, where a grant is found when the service is away', async () => {
  await asOwner(`entitlements/${offer}`);
  const kv = await namespace(worker!, 'VERDICTS');
  const { keys } = await kv.list();
  const key = keys.find(({ name }) => name.endsWith(`:${simulator.customers.owner.id}:${offer}`))!;
  assert.match(await kv.get(key.name) ?? '', /^granted \d+ /);
  simulator.fault({ kind: 'status', status: 500, endpoint: 'entitlements' });
  assert.equal((await asOwner('content/news/one.html')).status, 200);
  simulator.mend();
});

inWorker('it serves content from KV, also a range of it', async () => {
  const whole = await asOwner('content/news/one.html');
  assert.deepEqual([whole.status, await whole.text(), whole.headers.get('cache-control')], [200, '<p>Premium</p>', 'private, no-store']);
  const { jwt } = await simulator.signIn('owner');
  const part = await ask('content/news/one.html', { ...bearer(jwt), Range: 'bytes=3-9' });
  assert.deepEqual([part.status, await part.text()], [206, 'Premium']);
});

inWorker('many who ask the same at once are answered by one question', async () => {
  const { jwt } = await simulator.signIn('grace');
  const before = simulator.requests.length;
  const answers = await Promise.all(Array.from({ length: 20 }, async () => ask(`entitlements/${offer}`, bearer(jwt))));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.equal(simulator.requests.slice(before).filter(({ endpoint }) => endpoint === 'entitlements').length, 1);
});

inWorker('an address counts by what Cloudflare says of it', async () => {
  const bad = async (address: string): Promise<number> => (await ask(`entitlements/${offer}`, { 'Authorization': 'Bearer a.b.c', 'CF-Connecting-IP': address })).status;
  const statuses: number[] = [];
  for (let count = 0; count < 4; count++) statuses.push(await bad('192.0.2.7'));
  assert.deepEqual(statuses, [401, 401, 401, 429]);
});
