import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { build, createServer, type PluginOption } from 'vite';
import { generateMaster, parseEnvelope, readMasters, unseal } from '../../src/sealed/index.js';
import { sealGates, type BuildOptions } from '../../src/vite.js';

const all = mkdtempSync(join(tmpdir(), 'cleeng-gate-vite-'));
after(() => rmSync(all, { recursive: true, force: true }));
const masters = `e1:${generateMaster()}`;
const scripts = /<script type="application\/jose\+json">(.*?)<\/script>/g;
const premium = '<template><p>Premium</p></template>';
const page = (inside: string): string => `<!doctype html><title>Tides</title><cleeng-gate offer-id="S1">${inside}</cleeng-gate><script type="module" src="/main.js"></script>`;

function site(inside = premium): string {
  const root = mkdtempSync(join(all, 'site-'));
  mkdirSync(join(root, 'news'));
  for (const [name, content] of [['index.html', page('<p>Soft</p>')], ['news/one.html', page(inside)], ['main.js', 'console.log(1);']] as const) writeFileSync(join(root, name), content);
  return root;
}

const vite = async (root: string, options: BuildOptions = {}): Promise<string> => {
  const input = [join(root, 'index.html'), join(root, 'news/one.html')];
  await build({ root, configFile: false, logLevel: 'silent', plugins: [sealGates({ masters, ...options }) as PluginOption], build: { outDir: 'dist', emptyOutDir: true, rolldownOptions: { input } } });
  return readFileSync(join(root, 'dist/news/one.html'), 'utf8');
};

const openAll = async (html: string): Promise<[asset: string, text: string][]> =>
  Promise.all([...html.matchAll(scripts)].map(async ([, json]) => {
    const parsed = parseEnvelope(json!);
    return [parsed.header.asset, new TextDecoder().decode(await unseal(parsed, readMasters(masters)))];
  }));

test('Vite builds pages with sealed gates, and soft ones as they were', async () => {
  const root = site();
  const html = await vite(root);
  assert.deepEqual(await openAll(html), [['news/one.html#1', '<p>Premium</p>']]);
  assert.doesNotMatch(html, /Premium/);
  assert.match(html, /src="\/assets\/.*\.js"/);
  assert.match(readFileSync(join(root, 'dist/index.html'), 'utf8'), /<p>Soft<\/p>/);
});

test('with a record, a build that changes nothing gives the same page', async () => {
  const root = site();
  const record = join(root, 'record.json');
  const first = await vite(root, { record });
  assert.equal(await vite(root, { record }), first);
  assert.notEqual(await vite(root), first);
});

test('a gate that leaks fails the build, with its place', async () => {
  await assert.rejects(vite(site(`${premium}<p>Leak</p>`)), /news\/one\.html:\d+:\d+ this stands beside the <template>/);
});

test('the server of Vite sends sealed gates, too', async () => {
  const server = await createServer({ root: site(), configFile: false, logLevel: 'silent', appType: 'mpa', server: { middlewareMode: true, watch: null, ws: false }, plugins: [sealGates({ masters }) as PluginOption] });
  const html = await server.transformIndexHtml('/news/one.html', page(premium));
  await server.close();
  assert.deepEqual(await openAll(html), [['news/one.html#1', '<p>Premium</p>']]);
});

test('without masters the plugin is not made', () => {
  delete process.env.CLEENG_GATE_MASTERS;
  assert.throws(() => sealGates(), { name: 'TypeError', message: /set CLEENG_GATE_MASTERS.*keygen/ });
  assert.throws(() => sealGates({ masters: 'e1:AAAA' }), { name: 'TypeError', message: /"e1" is not 32 bytes/ });
});
