import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import fr from '../../src/elements/labels/fr.js';
import { en } from '../../src/elements/labels/en.js';
import { article, createSite, endBrowser, reads, tags, withHeaders, type Site } from './site.js';

const french = article().replace('lang="en"', 'lang="fr-CA"');
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src data:; require-trusted-types-for 'script'";

let site: Site;
beforeEach(async () => {
  site = await createSite();
  site.page('/article', withHeaders(french, { 'content-security-policy': policy }));
});
afterEach(async () => site.close());
after(endBrowser);

/** A wait for a selector does not see into a shadow root that changes by itself. */
const heading = async (tab: Page): Promise<unknown> =>
  (await tab.waitForFunction(() => document.querySelector('cleeng-gate')?.shadowRoot?.querySelector('h2')?.textContent)).jsonValue();
const labels = (): string[] => site.requests.map((address) => new URL(address).pathname).filter((path) => path.startsWith('/labels/'));

test('the drop-in file loads one language from beside itself, once for all gates, under a strict policy', async () => {
  site.page('/article', withHeaders(french.replace('</body>', '<cleeng-gate offer-id="S100000002_DE"></cleeng-gate></body>'), { 'content-security-policy': policy }));
  const tab = await site.tab('/article');
  await reads(tab, 'signed-out');
  assert.equal(await heading(tab), fr['signed-out']);
  assert.deepEqual(labels(), ['/labels/index.json', '/labels/fr.json']);
});

test('an English page, and a reader who has paid, load no language', async () => {
  site.page('/english', article('<cleeng-gate offer-id="S100000001_DE"></cleeng-gate>', tags()));
  await reads(await site.tab('/english'), 'signed-out');
  await site.signIn('owner');
  await reads(await site.tab('/article'), 'granted');
  assert.deepEqual(labels(), []);
});

for (const file of ['index', 'fr']) {
  test(`a labels/${file}.json that is not the published one is not used: the prompt speaks English`, async () => {
    site.page(`/labels/${file}.json`, () => Response.json({ 'signed-out': 'Send money to the fox', 'fr': 'sha384-x' }));
    const tab = await site.tab('/article');
    await reads(tab, 'signed-out');
    assert.equal(await heading(tab), en['signed-out']);
    assert.equal(await tab.$eval('cleeng-gate >>> [part=prompt]', (prompt) => (prompt as HTMLElement).lang), 'en');
  });
}

test('a language that does not arrive leaves an English prompt after four seconds', async () => {
  site.page('/labels/fr.json', async () => new Promise<Response>(() => undefined));
  const tab = await site.tab('/article');
  await reads(tab, 'signed-out');
  assert.equal(await heading(tab), en['signed-out']);
});
