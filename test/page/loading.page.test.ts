import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { version } from '../../src/version.js';
import { article, createSite, endBrowser, gate, reads, tags, type Site } from './site.js';

let site: Site;
beforeEach(async () => {
  site = await createSite();
  await site.signIn('owner');
});
afterEach(async () => site.close());
after(endBrowser);

/** Opens the article and keeps what its console and its errors say. */
async function open(html: string): Promise<{ tab: Page; said: string[] }> {
  site.page('/article', html);
  const tab = await site.tab();
  const said: string[] = [];
  tab.on('console', (line) => said.push(`${line.type()}: ${line.text()}`));
  tab.on('pageerror', (error) => said.push(`thrown: ${String(error)}`));
  await tab.goto(`${site.origin}/article`);
  return { tab, said };
}

const copy = (text: string): void => {
  site.page('/copy.js', () => new Response(text, { headers: { 'content-type': 'text/javascript' } }));
};
const built = (): string => readFileSync('dist/cleeng-gate.js', 'utf8');
const twice = (): string => article(`${gate}${gate}`, `${tags()}${tags('', '/copy.js')}`);
const storeSlots = async (tab: Page): Promise<number> =>
  tab.evaluate(() => Object.getOwnPropertySymbols(globalThis).filter((symbol) => symbol.description?.startsWith('cleeng-gate')).length);

test('pain 24: the same version loaded twice shares one store and says nothing', async () => {
  copy(built());
  const { tab, said } = await open(twice());
  await reads(tab, 'granted');
  assert.deepEqual(said, []);
  assert.equal(await storeSlots(tab), 1);
  assert.equal(site.asked('entitlements'), 1);
});

test('pain 24: two versions on one page do not throw, share one store and are named in one warning', async () => {
  const other = built().replaceAll(version, '9.9.9');
  assert.notEqual(other, built());
  copy(other);
  const { tab, said } = await open(twice());
  await reads(tab, 'granted');
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /^warn: .*9\.9\.9/);
  assert.equal(await storeSlots(tab), 1);
  assert.equal(site.asked('entitlements'), 1);
});

test('commands queued before the module run, and one that throws does not stop the others', async () => {
  const queue = `<script>
    (self.cleengGate ||= []).push(() => { throw new Error('a mistake of the page'); });
    self.cleengGate.push((api) => { api.configure({ publisherId: '123456789' }); self.heard = typeof api.accessTo; });
  </script>`;
  const bare = '<script type="module" src="/cleeng-gate.js" data-environment="sandbox" data-api-base="/mediastore"></script>';
  const { tab, said } = await open(article(gate, queue + bare));
  await reads(tab, 'granted');
  assert.equal(await tab.evaluate('heard'), 'function');
  // Firefox's driver hands on an error without its text.
  assert.equal(said.filter((line) => /a mistake of the page|JSHandle@error/.test(line)).length, 1);
  await tab.waitForNetworkIdle();
  assert.deepEqual(said.filter((line) => line.includes('publisherId')), []);
});

test('a command pushed after the module runs at once', async () => {
  const { tab } = await open(article());
  await reads(tab, 'granted');
  assert.equal(await tab.evaluate('(() => { let at; cleengGate.push((api) => { at = typeof api.configure; }); return at; })()'), 'function');
});

test('a form named cleengGate breaks nothing', async () => {
  const { tab, said } = await open(article(`<form name="cleengGate" id="cleengGate"></form>${gate}`, tags('')));
  await reads(tab, 'granted');
  assert.deepEqual(said, []);
  assert.equal(await tab.evaluate('cleengGate instanceof HTMLFormElement'), true);
});

test('a script without its environment is one error on the console, and the gate has failed calmly', async () => {
  const { tab, said } = await open(article(gate + gate, tags().replace('data-environment="sandbox"', '')));
  await reads(tab, 'failed');
  await tab.waitForNetworkIdle();
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /^error: cleeng-gate: environment is missing\. Write data-environment=/);
  assert.equal(await tab.$eval('cleeng-gate', ({ reason }) => reason), 'misconfigured');
  assert.equal(await tab.$('cleeng-gate >>> [part=buy]'), null);
});
