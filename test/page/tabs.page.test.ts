import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { article, back, createSite, endBrowser, habits, reads, refreshKey, sees, type Site } from './site.js';

const { hides, keeps } = await habits();
const skip = keeps ? false : 'this browser has no back-forward cache; a whole Chromium has (CHROME_PATH, or apt-get install chromium)';

let site: Site;
beforeEach(async () => {
  site = await createSite();
  site.page('/article', article());
});
afterEach(async () => site.close());
after(endBrowser);

test('pain 17: two tabs with one expired token refresh it once, and both are granted', async () => {
  const { refreshToken } = await site.signIn('owner', -60);
  site.simulator.fault({ kind: 'latency', endpoint: 'refresh', ms: 500 });
  const tabs = await Promise.all([site.tab('/article'), site.tab('/article')]);
  for (const tab of tabs) {
    await tab.bringToFront();
    await reads(tab, 'granted');
  }
  assert.equal(site.asked('refresh'), 1);
  assert.notEqual(await tabs[0].evaluate((key) => localStorage.getItem(key), refreshKey), refreshToken);
});

test('pain 23: a logout in one tab locks the other at once, also while that one is hidden', async (t) => {
  if (!hides) t.diagnostic('this browser hides no tab behind another: locked while visible only');
  await site.signIn('owner');
  const tab = await site.tab('/article');
  await reads(tab, 'granted');
  const other = await site.tab('/empty');
  await tab.evaluate(() => {
    document.body.addEventListener('cleeng-access-change', ({ access }) => { Object.assign(globalThis, { locked: [access, document.visibilityState] }); });
  });
  await other.evaluate(() => { localStorage.clear(); });
  // A hidden page has no frames, which puppeteer would wait for.
  const locked = await tab.waitForFunction(() => (globalThis as { locked?: string[] }).locked, { polling: 100 });
  assert.deepEqual(await locked.jsonValue(), ['signed-out', hides ? 'hidden' : 'visible']);
  assert.equal(await sees(tab, 'Premium'), false);
});

test('a page that comes back from the back-forward cache locks if the reader has logged out meanwhile', { skip }, async () => {
  await site.signIn('owner');
  const tab = await site.tab('/article');
  await reads(tab, 'granted');
  await tab.evaluate(() => { document.title = 'kept'; });
  await tab.goto(`${site.origin}/empty`);
  await site.signOut();
  await back(tab);
  await reads(tab, 'signed-out');
  assert.equal(await tab.title(), 'kept');
  assert.equal(await sees(tab, 'Premium'), false);
});

test('whoever buys and comes back finds the same page open, without a reload', { skip }, async () => {
  await site.signIn('nobody');
  site.page('/checkout/S100000001_DE', article('<button>Pay</button>', ''));
  const tab = await site.tab('/article');
  await reads(tab, 'denied');
  await tab.evaluate(() => { document.title = 'kept'; });
  await Promise.all([tab.waitForNavigation(), tab.click('cleeng-gate >>> [part=buy]')]);
  assert.equal(new URL(await tab.evaluate(() => location.href)).searchParams.get('return'), `${site.origin}/article`);
  const sale = { method: 'POST', body: JSON.stringify({ customer: 'nobody', offer: 'monthly' }) };
  assert.equal(await tab.evaluate(async (how) => (await fetch('/__simulator/grant', how)).status, sale), 200);
  await back(tab);
  await reads(tab, 'granted');
  assert.equal(await tab.title(), 'kept');
  assert.equal(await sees(tab, 'Premium'), true);
});

test('a purchase in one tab opens the story in the other as soon as the reader returns to that', async () => {
  await site.signIn('nobody');
  const tab = await site.tab('/article');
  await reads(tab, 'denied');
  const shop = await site.tab('/article');
  await reads(shop, 'denied');
  site.simulator.grant('nobody', 'monthly');
  await shop.evaluate(() => window.dispatchEvent(new CustomEvent('MSSDK:purchase-successful', { detail: {} })));
  await reads(shop, 'granted');
  assert.equal(await tab.$eval('cleeng-gate', ({ access }) => access), 'denied');
  await tab.bringToFront();
  // A denial of less than five seconds is not asked about again; whoever is quicker comes back once more.
  await tab.waitForFunction(() => dispatchEvent(new Event('focus')) && document.querySelector('cleeng-gate:state(granted)'), { polling: 1000 });
  assert.equal(await sees(tab, 'Premium'), true);
});
