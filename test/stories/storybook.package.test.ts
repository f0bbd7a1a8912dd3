import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, type Browser } from 'puppeteer-core';
import { chromium } from '../../.config/browser.mjs';
import { serve } from '../../src/simulator/serve.js';

const folder = mkdtempSync(join(tmpdir(), 'storybook-'));
const mime: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' };
let server: Awaited<ReturnType<typeof serve>>;
let browser: Browser;

before(async () => {
  execFileSync(process.execPath, ['node_modules/storybook/dist/bin/dispatcher.js', 'build', '--quiet', '--output-dir', folder], { stdio: 'ignore' });
  server = await serve(async (request) => {
    const file = join(folder, decodeURIComponent(new URL(request.url).pathname));
    if (!existsSync(file)) return new Response(null, { status: request.url.endsWith('/favicon.ico') ? 204 : 404 });
    return new Response(readFileSync(file), { headers: { 'content-type': mime[extname(file)] ?? 'application/octet-stream' } });
  }, 0);
  browser = await launch(await chromium());
});

after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Entry {
  readonly id: string;
  readonly type: 'docs' | 'story';
  readonly importPath: string;
}

test('the written pages of the built Storybook show without an error, and ask no other host', async () => {
  const { entries } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { entries: Record<string, Entry> };
  const pages = Object.values(entries).filter(({ importPath }) => importPath.endsWith('.mdx'));
  assert.ok(pages.length > 0);
  const origin = `http://localhost:${String((server.address() as AddressInfo).port)}`;
  for (const { id } of pages) {
    const tab = await browser.newPage();
    const wrong: string[] = [];
    tab.on('console', (message) => { if (message.type() === 'error') wrong.push(message.text()); });
    tab.on('pageerror', (error) => wrong.push(String(error)));
    tab.on('request', (request) => { if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) wrong.push(request.url()); });
    await tab.goto(`${origin}/iframe.html?id=${id}&viewMode=docs`);
    await tab.waitForSelector('#storybook-docs h1, body.sb-show-errordisplay');
    assert.deepEqual(wrong, [], id);
    assert.equal(await tab.$('body.sb-show-errordisplay'), null, id);
    await tab.close();
  }
});
