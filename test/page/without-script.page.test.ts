import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { article, createSite, endBrowser, lines, needsScripting, offer, preview, reads, sees, stopAt, tags, type Site } from './site.js';

const prompt = '<div slot="prompt"><a href="/login">Log in</a></div>';
const soft = `<cleeng-gate offer-id="${offer}">bare text ${preview}${prompt}<p>Premium</p></cleeng-gate>`;

let site: Site;
beforeEach(async () => {
  site = await createSite();
  site.page('/article', article(soft));
  site.page('/login', article('Welcome back', ''));
});
afterEach(async () => site.close());
after(endBrowser);

/** A tab whose requests for matching addresses fail as a content blocker lets them fail. */
async function blocking(address: RegExp): Promise<Page> {
  const tab = await site.tab();
  await tab.setRequestInterception(true);
  tab.on('request', (request) => void (address.test(request.url()) ? request.abort('blockedbyclient') : request.continue()));
  await tab.goto(`${site.origin}/article`);
  return tab;
}

test('pain 8: with scripting off only the preview and the slotted prompt are seen', { skip: needsScripting }, async () => {
  const tab = await site.tab();
  await tab.setJavaScriptEnabled(false);
  await tab.goto(`${site.origin}/article`);
  await stopAt(tab, 0);
  assert.deepEqual(await lines(tab), ['Teaser', 'Log in']);
});

test('pain 4: with the script blocked the preview is seen at once, and after three seconds a prompt that works', async () => {
  const tab = await blocking(/cleeng-gate\.js/);
  await stopAt(tab, 0);
  assert.deepEqual(await lines(tab), ['Teaser']);
  await stopAt(tab, 3000);
  assert.deepEqual(await lines(tab), ['Teaser', 'Log in']);
  await Promise.all([tab.waitForNavigation(), tab.click('[slot=prompt] a')]);
  assert.equal(await sees(tab, 'Welcome back'), true);
});

test('pain 10: with the service blocked nothing premium is seen, and the reader may check again', async () => {
  await site.signIn('owner');
  const tab = await blocking(/\/mediastore\//);
  await reads(tab, 'failed');
  assert.equal(await sees(tab, 'Premium'), false);
  assert.notEqual(await tab.$('cleeng-gate >>> [part=retry]'), null);
});

test('pain 11: a blocked tracker keeps no payer out', async () => {
  await site.signIn('owner');
  site.page('/article', article(soft, `<script src="${site.foreign}/tracker.js"></script>${tags()}`));
  const tab = await blocking(/tracker/);
  await reads(tab, 'granted');
  assert.equal(await sees(tab, 'Premium'), true);
});

test('pain 21: one copy of the page, from any cache, serves all readers', async () => {
  await site.signIn('nobody');
  const tab = await site.tab('/article');
  await reads(tab, 'denied');
  assert.equal(await tab.$eval('cleeng-gate', ({ outerHTML }) => outerHTML), soft);
  assert.equal(await tab.evaluate(() => document.cookie), '');
});
