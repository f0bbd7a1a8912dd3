import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { article, authKey, createSite, endBrowser, offer, reads, tags, withHeaders, type Site } from './site.js';

let site: Site;
beforeEach(async () => {
  site = await createSite();
  const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src data:; require-trusted-types-for 'script'";
  site.page('/article', withHeaders(article(), { 'content-security-policy': policy }));
});
afterEach(async () => site.close());
after(endBrowser);

/** The panel's terms with their texts, once it is there. */
async function panel(tab: Page): Promise<Record<string, string>> {
  const list = await tab.waitForSelector('dialog.cleeng-explain[open] dl');
  const pairs = await list!.evaluate((dl) => [...dl.querySelectorAll('dt')].map((term) => [term.textContent, term.nextElementSibling!.textContent]));
  return Object.fromEntries(pairs) as Record<string, string>;
}

test('?cleeng-debug explains an open gate under a strict policy, without a secret', async () => {
  const { jwt } = await site.signIn('owner');
  const tab = await site.tab('/article?cleeng-debug');
  await reads(tab, 'granted');
  await tab.waitForFunction(() => document.querySelector('.cleeng-explain dd')?.textContent === 'granted');
  const said = await panel(tab);
  assert.equal(said['Token'], `localStorage "${authKey}"`);
  assert.equal(said['Publisher'], '123456789, sandbox');
  assert.equal(said['Asked'], `${site.origin}/mediastore`);
  assert.match(said['Token ends']!, /^in 1\d minutes$/);
  assert.match(said['Granted by the service']!, /^(now|\d seconds? ago)$/);
  const shown = await tab.$eval('.cleeng-explain', (dialog) => dialog.outerHTML);
  for (const secret of [...jwt.split('.'), 'owner@example.com', '702813501']) assert.ok(!shown.includes(secret), secret);
});

test('it says why a gate is locked and what to do, and keeps up when the customer comes', async () => {
  const tab = await site.tab('/article?cleeng-debug');
  await reads(tab, 'signed-out');
  const said = await panel(tab);
  assert.equal(said['Verdict'], 'signed-out (no-token)');
  assert.equal(said['Token'], 'none found');
  assert.match(said['What to do']!, /^No customer token was found\./);
  const { jwt } = await site.simulator.signIn('owner');
  await tab.evaluate((key, value) => { localStorage.setItem(key, value); }, authKey, jwt);
  await tab.waitForFunction(() => document.querySelector('.cleeng-explain dd')?.textContent === 'granted');
});

test('explain() of the drop-in file opens the panel for one gate, and Escape closes it', async () => {
  site.page('/two', article(`<cleeng-gate offer-id="${offer}"></cleeng-gate><cleeng-gate id="second" offer-id="S100000002_DE"></cleeng-gate>`));
  const tab = await site.tab('/two');
  await reads(tab, 'signed-out');
  await tab.evaluate(async () => {
    const address = '/cleeng-gate.js';
    const { explain } = await import(address) as { explain(gate: Element): Promise<void> };
    await explain(document.querySelector('#second')!);
  });
  assert.deepEqual(await tab.$$eval('.cleeng-explain h2', (titles) => titles.map(({ textContent }) => textContent)), ['S100000002_DE']);
  await tab.keyboard.press('Escape');
  assert.equal(await tab.$('.cleeng-explain'), null);
});

test('a page without the word in its address loads nothing for it', async () => {
  site.page('/plain', article('', tags()));
  await site.tab('/plain');
  assert.equal(site.requests.some((address) => address.endsWith('explain.js')), false);
});
