import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { engine } from '../../.config/engines.mjs';
import { article, createSite, endBrowser, needsScripting, offer, type Site } from './site.js';

const conditions = ['signed-in', 'signed-out', `granted:${offer}`, `locked:${offer}`];
const body = conditions.map((condition) => `<p data-cleeng-when="${condition}" style="display: flex">${condition.split(':')[0]!}</p>`).join('');

let site: Site;
beforeEach(async () => {
  site = await createSite();
  site.page('/article', article(body));
});
afterEach(async () => site.close());
after(endBrowser);

const seen = async (tab: Page): Promise<string> => tab.evaluate(() => document.body.innerText.split(/\s+/).filter(Boolean).join(' '));
const comesTo = async (tab: Page, words: string): Promise<unknown> =>
  tab.waitForFunction((text) => document.body.innerText.split(/\s+/).filter(Boolean).join(' ') === text, {}, words);

test('with scripting off a page shows what it shows to those who are signed out and have nothing', { skip: needsScripting }, async () => {
  const tab = await site.tab();
  await tab.setJavaScriptEnabled(false);
  await tab.goto(`${site.origin}/article`);
  assert.equal(await seen(tab), 'signed-out locked');
});

test('with the script blocked neither side is seen', async () => {
  const tab = await site.tab();
  await tab.setRequestInterception(true);
  tab.on('request', (request) => void (request.url().endsWith('/cleeng-gate.js') ? request.abort() : request.continue()));
  await tab.goto(`${site.origin}/article`);
  assert.equal(await seen(tab), '');
});

test('without a gate on the page each reader sees their own side', async () => {
  const tab = await site.tab('/article');
  await comesTo(tab, 'signed-out locked');
  await site.signIn('nobody');
  await tab.reload();
  await comesTo(tab, 'signed-in locked');
  await site.signIn('owner');
  await tab.reload();
  await comesTo(tab, 'signed-in granted');
});

test('a cached verdict speaks in the first frame, and nothing is asked', async () => {
  await site.signIn('owner');
  const tab = await site.tab('/article');
  await comesTo(tab, 'signed-in granted');
  const asked = site.asked('entitlements');
  await tab.evaluateOnNewDocument(() => {
    const frames: string[] = [];
    Object.assign(globalThis, { frames });
    // A method, because the compiler marks named functions with a name that no page knows.
    const camera = {
      frame(): void {
        if (document.body as unknown) frames.push(document.body.innerText.split(/\s+/).filter(Boolean).join(' '));
        requestAnimationFrame(() => { camera.frame(); });
      },
    };
    camera.frame();
  });
  await tab.reload();
  const frames = await tab.evaluate(async () => new Promise<string[]>((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => { resolve((globalThis as unknown as { frames: string[] }).frames); }));
  }));
  // Where nothing blocks rendering, as in Firefox, a frame may come before the script; it shows neither side.
  const spoken = engine === 'chromium' ? frames : frames.filter(Boolean);
  assert.deepEqual([...new Set(spoken)], ['signed-in granted']);
  assert.equal(site.asked('entitlements'), asked);
});
