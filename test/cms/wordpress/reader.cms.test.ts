import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { BrowserContext, Page } from 'puppeteer-core';
import { patience } from '../../../.config/browser.mjs';
import type { CustomerName } from '../../../src/simulator/index.js';
import { absent, wordpress as engine } from '../debian.js';
import { endBrowser, openBrowser } from '../reading.js';
import { configure, premium, publish, teaser, withBlock, withShortcode } from './posts.js';
import { createWordPress, type WordPress } from './site.js';

const skip = absent(engine);
const kinds = { block: withBlock(), shortcode: withShortcode() };
let site: WordPress;
let context: BrowserContext;

before(async () => {
  if (skip) return;
  site = await createWordPress();
  await configure(site);
});
after(async () => {
  await endBrowser();
  if (!skip) await site.close();
});
beforeEach(async () => { if (!skip) context = await (await openBrowser()).createBrowserContext(); });
afterEach(async () => { if (!skip) await context.close(); });

/** Leaves a customer's token where Cleeng's SDK would. */
async function signIn(customer: CustomerName): Promise<void> {
  const { jwt } = await site.simulator.signIn(customer);
  const tab = await context.newPage();
  await tab.goto(`${site.origin}/?p=1`);
  await tab.evaluate((token) => { localStorage.setItem('CLEENG_AUTH_TOKEN', token); }, jwt);
  await tab.close();
}

async function open(content: string, scripts = true): Promise<Page> {
  const id = await publish(site, 'Tides', content);
  const tab = await context.newPage();
  tab.setDefaultTimeout(patience);
  await tab.setJavaScriptEnabled(scripts);
  await tab.goto(`${site.origin}/?p=${String(id)}`);
  return tab;
}

const sees = async (tab: Page): Promise<[boolean, boolean]> => {
  const text = await tab.evaluate(() => document.body.innerText);
  return [text.includes(teaser), text.includes(premium)];
};

for (const [kind, content] of Object.entries(kinds)) {
  test(`a reader who has not signed in sees the preview and the prompt of a ${kind}`, { skip }, async () => {
    const tab = await open(content);
    await tab.waitForSelector('cleeng-gate:state(signed-out)');
    await tab.waitForFunction(() => document.querySelector('cleeng-gate')?.shadowRoot?.querySelector('[part~=login]'));
    assert.deepEqual(await sees(tab), [true, false]);
  });

  test(`a customer sees the premium part of a ${kind}`, { skip }, async () => {
    await signIn('owner');
    const tab = await open(content);
    await tab.waitForSelector('cleeng-gate:state(granted)');
    assert.deepEqual(await sees(tab), [true, true]);
  });

  test(`somebody who has not bought is shown where to buy by a ${kind}`, { skip }, async () => {
    await signIn('nobody');
    const tab = await open(content);
    await tab.waitForSelector('cleeng-gate:state(denied)');
    await tab.waitForFunction(() => document.querySelector('cleeng-gate')?.shadowRoot?.querySelector('[part~=buy]'));
    assert.deepEqual(await sees(tab), [true, false]);
  });

  test(`with scripts off a ${kind} shows the preview, and says that there is more`, { skip }, async () => {
    const tab = await open(content, false);
    assert.deepEqual(await sees(tab), [true, false]);
    assert.match(await tab.evaluate(() => document.body.innerText), /The rest is for customers/);
  });
}

test('a file that is no longer the one whose hash was read is refused, and the preview stays', { skip }, async () => {
  await configure(site);
  await site.run('$all = get_option( "cleeng_gate" ); $all["script_hash"] = "sha384-" . str_repeat( "A", 64 ); update_option( "cleeng_gate", $all );');
  await signIn('owner');
  const tab = await open(kinds.block);
  assert.equal(await tab.evaluate(() => customElements.get('cleeng-gate')), undefined);
  assert.deepEqual(await sees(tab), [true, false]);
});
