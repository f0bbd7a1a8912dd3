/**
 * npm run bench: sizes, time per gate, memory, requests, and beside them what they are to come down to (`aim`).
 * Times are ratios within one round; only sizes, counts and bytes are absolute. `--json` prints data.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import puppeteer, { type Page } from 'puppeteer-core';
import { build, type Plugin, type Rolldown } from 'vite';
import { chromium } from '../../.config/browser.mjs';
import { withSmallLit } from '../../.config/lit.js';
import { withSmallStyles } from '../../.config/styles.js';
import { createGuard } from '../../src/server/index.js';
import { createSimulator, type Simulator } from '../../src/simulator/index.js';
import { serve } from '../../src/simulator/serve.js';
import { aims } from './aims.js';
import type { Bench, Kind, Timing } from './page.js';

declare const bench: Bench;

/** The service, and how many requests of the page reached it or the guard before it. */
interface Site { readonly simulator: Simulator; asked: number }

const root = fileURLToPath(new URL('../..', import.meta.url));
const median = (values: number[]): number => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Lit and styles as the drop-in file has them. */
const asPublished: Plugin = { name: 'as-published', enforce: 'pre', transform: (code, id) => withSmallLit(code, id) ?? withSmallStyles(code, id) };

async function bundle(entry: string): Promise<string> {
  const output = (await build({
    root, configFile: false, logLevel: 'silent', define: { 'process.env.NODE_ENV': '"production"' }, plugins: [asPublished],
    build: { write: false, target: 'es2022', lib: { entry, formats: ['es'] }, rolldownOptions: { output: { minify: true, codeSplitting: false } } },
  })) as Rolldown.RolldownOutput[];
  return output[0]!.output[0].code;
}

const weigh = (source: string | Buffer) => ({ bytes: Buffer.byteLength(source), gzip: gzipSync(source, { level: 9 }).length, brotli: brotliCompressSync(source).length });

const rounds = 15;

/** A time of fewer ticks than these cannot be told from its neighbour. */
const legible = 10;

/** Medians of the ratios of each round, net of a plain div. */
async function ratios(page: Page, count: number, kind: Kind, of: Kind) {
  const tick = await page.evaluate(() => bench.tick());
  const all: Timing[][] = [];
  for (let i = 0; i < rounds + 3; i++) {
    const round = await page.evaluate(async (n, a, b) => [await bench.time('div', n), await bench.time(a, n), await bench.time(b, n)], count, of, kind);
    if (i >= 3) all.push(round);
  }
  const ratio = (key: keyof Timing) => {
    const net = all.map(([div, other, mine]) => [other![key] - div![key], mine![key] - div![key]] as const);
    if (median(net.map(([other]) => other)) < legible * tick) return 'below what the clock shows';
    return round(median(net.map(([other, mine]) => mine / other)));
  };
  return { script: ratio('script'), layout: ratio('layout') };
}

async function heap(page: Page, kind: Kind, count = 1000) {
  const client = await page.createCDPSession();
  const used = async () => {
    for (let i = 0; i < 3; i++) await client.send('HeapProfiler.collectGarbage');
    return (await client.send('Runtime.getHeapUsage')).usedSize;
  };
  await page.evaluate(async (name, n) => { await bench.add(name, n); bench.clear(); }, kind, count);
  const before = await used();
  await page.evaluate(async (name, n) => { await bench.add(name, n); }, kind, count);
  const during = await used();
  await page.evaluate(() => { bench.clear(); });
  const after = await used();
  await client.detach();
  return { perElement: round((during - before) / count, 0), keptPerElement: round((after - before) / count, 1) };
}

/** A page that shares its process with nobody is shown a clock of 5 µs, any other one of 100. */
const isolated = { 'content-type': 'text/html', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

async function main() {
  const simulator = createSimulator({ base: '/mediastore' });
  const service = 'http://localhost/mediastore';
  const guard = createGuard({ environment: 'sandbox', publisherId: simulator.publisherId, apiBase: service, jwksUrl: `${service}/.well-known/jwks.json`, fetch: simulator.fetch, log: () => undefined });
  const site: Site = { simulator, asked: 0 };
  const script = await bundle('test/bench/page.ts');
  const server = await serve(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/bench.js') return new Response(script, { headers: { 'content-type': 'text/javascript' } });
    if (pathname === '/') return new Response('<!doctype html><html lang="en"><body><script type="module" src="/bench.js"></script>', { headers: isolated });
    site.asked++;
    return pathname.startsWith('/guard/') ? guard(request) : simulator.fetch(request);
  }, 0);
  const address = server.address();
  const url = `http://localhost:${typeof address === 'object' && address ? address.port : 0}/`;
  const browser = await puppeteer.launch(await chromium());
  try {
    const page = await browser.newPage();
    await page.goto(url);
    const { jwt } = await simulator.signIn('owner', { life: 36_000 });
    await page.evaluate((token) => { localStorage.setItem('123456789_CLEENG_AUTH_TOKEN', token); }, jwt);
    simulator.refund('owner', 'monthly');
    simulator.grant('owner', 'yearly');
    simulator.refund('owner', 'yearly');
    return await measure(page, site);
  } finally {
    await browser.close();
    server.close();
  }
}

/** The quietest of three rounds: a task that others have held up is none of ours. */
async function libraryCost(page: Page, site: Site, guard: string) {
  const rounds = [];
  for (let i = 0; i < 3; i++) rounds.push(await libraryRound(page, site, guard));
  return rounds.sort((one, other) => one.library.longest - other.library.longest)[0]!;
}

/** On a page of its own, which knows no verdict yet. */
async function libraryRound(page: Page, site: Site, guard: string) {
  await page.reload();
  await page.evaluate((address) => { bench.configure(address); }, guard);
  const plain = await page.evaluate(async () => bench.library(1000, true));
  const before = site.asked;
  const library = await page.evaluate(async () => bench.library(1000, false));
  return { plain, library, requests: site.asked - before };
}

async function measure(page: Page, site: Site) {
  const { simulator } = site;
  simulator.grant('owner', 'monthlyUS');
  simulator.fault({ kind: 'json', offer: 'S100000001_DE', body: { accessGranted: true } });
  simulator.fault({ kind: 'json', offer: 'A100000007_DE', endpoint: 'entitlements', body: { accessGranted: false } });
  await page.evaluate(() => { bench.configure(); });
  await page.waitForFunction(() => bench.words().join() === 'granted,denied');
  const unlocked: Record<string, object> = {};
  for (const count of [1, 100, 1000, 10_000]) unlocked[count] = await ratios(page, count, 'gate', 'lit');
  const prompt = await ratios(page, 1000, 'prompt', 'lit');
  const memory = { lit: await heap(page, 'lit'), unlocked: await heap(page, 'gate'), prompt: await heap(page, 'prompt') };
  const requests = async (one: boolean) => {
    const before = simulator.requests.length;
    await page.evaluate(async (same) => { await bench.offers(1000, same); }, one);
    return simulator.requests.slice(before).filter(({ endpoint }) => endpoint === 'entitlements').length;
  };
  const [js, css, library] = ['cleeng-gate.js', 'cleeng-gate.css', 'cleeng-library.js'].map((name) => weigh(readFileSync(`${root}dist/${name}`)));
  return {
    sizes: { 'cleeng-gate.js': js, 'cleeng-gate.css': css, both: { brotli: js!.brotli + css!.brotli }, 'cleeng-library.js': library, aim: aims.sizes },
    'unlocked gate / trivial Lit element': { ...unlocked, aim: aims.unlocked },
    'gate with its whole prompt / trivial Lit element (1000)': { ...prompt, aim: aims.prompt },
    'JS heap in bytes': { ...memory, aim: aims.heap },
    'entitlement requests of 1000 gates': { 'one offer': await requests(true), 'as many offers': await requests(false), aim: aims.requests },
    'frames from answer to premium': { frames: await page.evaluate(async () => bench.framesToPaint()), aim: aims.frames },
    'a library of 1000 cards with 1000 offers, all asked about': { 'without a guard': await libraryCost(page, site, ''), 'with a guard': await libraryCost(page, site, '/guard') },
  };
}

const result = await main();
if (process.argv.includes('--json')) console.log(JSON.stringify(result, null, 2));
else for (const [name, value] of Object.entries(result)) console.log(`${name}:`, inspect(value, { depth: 4, colors: process.stdout.isTTY }));
