import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { HTTPRequest, Page } from 'puppeteer-core';
import { patience } from '../../../.config/browser.mjs';
import { generateMaster } from '../../../src/sealed/index.js';
import type { Guard } from '../../../src/server/index.js';
import type { CustomerName } from '../../../src/simulator/index.js';
import { absent, wordpress as engine } from '../debian.js';
import { endBrowser, openBrowser } from '../reading.js';
import { guardOf, protect, setMasters } from './hard.js';
import { premium, publish, teaser, withBlock } from './posts.js';
import { createWordPress, type WordPress } from './site.js';

const skip = absent(engine);
const masters = `e1:${generateMaster()}`;
let site: WordPress;

before(async () => {
  if (skip) return;
  site = await createWordPress();
  setMasters(site, masters);
});
after(async () => {
  await endBrowser();
  if (!skip) await site.close();
});

/** Answers for the guard, which a web server would have behind `/guard`. */
async function answer(request: HTTPRequest, guard: Guard): Promise<void> {
  const { pathname, origin } = new URL(request.url());
  if (origin !== site.origin || !pathname.startsWith('/guard/')) return request.continue();
  const body = await request.fetchPostData();
  const response = await guard(new Request(request.url(), { method: request.method(), headers: request.headers(), ...(body && { body }) }));
  return request.respond({ status: response.status, headers: Object.fromEntries(response.headers), body: new Uint8Array(await response.arrayBuffer()) });
}

/** A tab with a post that a customer, if any, has come to. */
async function open(mode: string, customer?: CustomerName): Promise<Page> {
  await protect(site, mode);
  const id = await publish(site, 'Tides', withBlock());
  const guard = guardOf(site, mode === 'sealed' ? masters : undefined);
  const tab = await (await (await openBrowser()).createBrowserContext()).newPage();
  tab.setDefaultTimeout(patience);
  const token = customer && (await site.simulator.signIn(customer)).jwt;
  if (token) await tab.evaluateOnNewDocument((jwt) => { localStorage.setItem('CLEENG_AUTH_TOKEN', jwt); }, token);
  await tab.setRequestInterception(true);
  tab.on('request', (request) => void answer(request, guard));
  await tab.goto(`${site.origin}/?p=${String(id)}`);
  return tab;
}

for (const mode of ['guarded', 'sealed']) {
  for (const [customer, state, sees] of [['owner', 'granted', true], ['nobody', 'denied', false], [undefined, 'signed-out', false]] as const) {
    test(`${mode}: ${customer ?? 'a stranger'} sees the preview ${sees ? 'and the premium part' : 'alone'}`, { skip }, async () => {
      const tab = await open(mode, customer);
      await tab.waitForSelector(`cleeng-gate:state(${state})`);
      const { text, source } = await tab.evaluate(() => ({ text: document.body.innerText, source: document.documentElement.outerHTML }));
      assert.deepEqual([text.includes(teaser), text.includes(premium), source.includes(premium)], [true, sees, sees]);
      await tab.browserContext().close();
    });
  }
}
