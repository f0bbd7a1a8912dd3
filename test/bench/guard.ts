/**
 * npm run bench:guard: how many answers a guard gives for one core's time, against the same adapter with a constant
 * answer and against one that verifies each token with jose; and, since an adapter costs something, against node:http
 * alone that does so. Rounds are interleaved and compared with each other; only counts are absolute. `--json` prints
 * data. The servers are built as they are published: tsx would make each closure name itself, which costs more than
 * it does.
 */
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { build } from 'vite';
import type { Orders, Report } from './guard-server.js';

const rounds = 3;
const seconds = 2;
const customers = 200;
const offers = 20;

const median = (values: number[]): number => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
const round = (value: number): number => Number(value.toFixed(2));

const { privateKey, publicKey } = await generateKeyPair('RS256');
const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', use: 'sig', kid: 'bench' }] };

let serial = 0;
/** A token that nobody has seen; the serial number makes each another text. */
const issue = async (customer: number): Promise<string> =>
  new SignJWT({ customerId: 700_000_000 + customer, publisherId: 123_456_789, serial: serial++ })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'bench' }).setExpirationTime('1h').sign(privateKey);

const tokens = await Promise.all(Array.from({ length: customers }, async (_, customer) => issue(customer)));
const request = (token: string, i: number) => ({
  path: `/entitlements/S1000000${10 + (i % offers)}_DE`, headers: { authorization: `Bearer ${token}` },
});

const built = new URL('../../node_modules/.cache/bench/', import.meta.url);
await build({
  configFile: false, logLevel: 'warn',
  build: { ssr: fileURLToPath(new URL('guard-server.ts', import.meta.url)), outDir: fileURLToPath(built), target: 'es2022', rolldownOptions: { output: { entryFileNames: '[name].mjs' } } },
});

/** A core of its own for the server where the machine has several and Linux's taskset. */
const pinned = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;

class Server {
  readonly #process: ChildProcess;
  #port = 0;

  constructor(readonly variant: Orders['variant']) {
    this.#process = fork(fileURLToPath(new URL('guard-server.mjs', built)), { execArgv: [] });
    if (pinned) spawnSync('taskset', ['-a', '-c', '-p', '0', String(this.#process.pid)]);
  }

  async start(): Promise<this> {
    this.#process.send({ variant: this.variant, jwks } satisfies Orders);
    const [{ port }] = (await once(this.#process, 'message')) as [{ port: number }];
    this.#port = port;
    return this;
  }

  async report(): Promise<Report> {
    this.#process.send('report');
    return ((await once(this.#process, 'message')) as [Report])[0];
  }

  /** Answers for a second of the server's own processor time, and how long they took. */
  async load(requests: { path: string; headers: Record<string, string> }[], { connections = 64, rate = 0, once: each = false } = {}) {
    const before = await this.report();
    let client = 0;
    const result = await autocannon({
      url: `http://127.0.0.1:${this.#port}`, connections, pipelining: 1,
      // A connection goes through its requests from the first on; with all of them, each would begin with the same.
      setupClient(one) {
        const start = client++ % connections;
        one.setRequests(requests.filter((_, i) => i % connections === start));
      },
      ...(rate && { overallRate: rate }), ...(each ? { amount: requests.length } : { duration: seconds }),
    });
    const after = await this.report();
    if (result.non2xx || result.errors) throw new Error(`${this.variant}: ${result.non2xx} answers were no 200, ${result.errors} failed`);
    const answers = result['2xx'];
    return { perCpu: answers / (after.cpu - before.cpu), rate: answers / result.duration, p99: result.latency.p99, upstream: after.upstream - before.upstream };
  }

  stop(): void {
    this.#process.kill();
  }
}

const warmRequests = tokens.flatMap((token, customer) => Array.from({ length: offers }, (_, i) => request(token, i + customer)));
const [bare, jose, guard, plain] = await Promise.all((['bare', 'jose', 'guard', 'plain'] as const).map(async (variant) => new Server(variant).start()));
try {
  for (const server of [bare, jose, guard, plain]) await server!.load(warmRequests, { once: true });
  const { upstream: first } = await guard!.report();
  const warm: Record<Orders['variant'], number[]> = { bare: [], jose: [], guard: [], plain: [] };
  const cold: Record<'jose' | 'guard', number[]> = { jose: [], guard: [] };
  const tail: Record<'bare' | 'guard', number[]> = { bare: [], guard: [] };
  for (let i = 0; i < rounds; i++) {
    for (const server of [bare, jose, guard, plain]) warm[server!.variant].push((await server!.load(warmRequests)).perCpu);
    for (const server of [jose, guard]) {
      const unseen = await Promise.all(Array.from({ length: 6400 }, async (_, n) => request(await issue(n % customers), n)));
      cold[server!.variant as 'jose'].push((await server!.load(unseen, { once: true })).perCpu);
    }
    for (const server of [bare, guard]) {
      const { rate } = await server!.load(warmRequests);
      tail[server!.variant as 'bare'].push((await server!.load(warmRequests, { rate: Math.floor(rate / 2) })).p99);
    }
  }
  const { upstream: all } = await guard!.report();
  const ratio = (some: number[], others: number[]): number => round(median(some.map((value, i) => value / others[i]!)));
  const cost = (some: number[]): number => round(1e6 / median(some));
  const result = {
    'microseconds of one core for an answer': { 'constant answer': cost(warm.bare), 'jose on each request': cost(warm.jose), 'node:http alone, jose on each request': cost(warm.plain), 'warm guard': cost(warm.guard), 'jose, tokens never seen': cost(cold.jose), 'guard, tokens never seen': cost(cold.guard) },
    'warm guard / constant answer, answers for a second of one core (aim 0.7)': ratio(warm.guard, warm.bare),
    'warm guard / jose on each request (aim 3)': ratio(warm.guard, warm.jose),
    'warm guard / node:http alone, jose on each request': ratio(warm.guard, warm.plain),
    'guard with tokens never seen / jose on each request (aim 0.9)': ratio(cold.guard, cold.jose),
    'p99 at half load, guard / constant answer (aim 3 at most)': ratio(tail.guard.map((value) => Math.max(value, 1)), tail.bare.map((value) => Math.max(value, 1))),
    'upstream requests for each customer and offer': round(all / (customers * offers)),
    'of these before the rounds': first,
    'held to one core': pinned,
  };
  if (process.argv.includes('--json')) console.log(JSON.stringify(result, null, 2));
  else for (const [name, value] of Object.entries(result)) console.log(`${name}:`, value);
} finally {
  for (const server of [bare, jose, guard, plain]) server!.stop();
}
