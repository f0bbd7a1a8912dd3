import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { article, createSite, endBrowser, gate, offer, reads, tags, type Site } from './site.js';

const items = [{ item_id: offer }];
const cleared = { ecommerce: null };

let site: Site;
beforeEach(async () => { site = await createSite(); });
afterEach(async () => site.close());
after(endBrowser);

/** An article whose tag has these attributes and whose inline script runs before the module. */
const put = (attributes: string, inline = ''): void =>
  site.page('/article', article(gate, `<script>${inline}</script>${tags(attributes)}`));
const layer = async (tab: Page, name = 'dataLayer'): Promise<unknown> => tab.evaluate((key) => (self as unknown as Record<string, unknown>)[key], name);
const loads = (): boolean => site.requests.some((address) => address.endsWith('/cleeng-gate.report.js'));
const loaded = async (tab: Page): Promise<void> => {
  await tab.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('report.js')));
};
/** Presses the buy action on a page that stays where it is. */
const buy = async (tab: Page): Promise<void> => {
  await tab.evaluate(() => { document.addEventListener('cleeng-buy', (event) => { event.preventDefault(); }); });
  await tab.click('cleeng-gate >>> [part=buy]');
};

test('a page that names no listener loads no reports and has no dataLayer', async () => {
  put('');
  const tab = await site.tab('/article');
  await reads(tab, 'signed-out');
  assert.equal(await layer(tab), undefined);
  assert.equal(loads(), false);
});

test('the dataLayer hears of the prompt that was seen and of the checkout, in GA4’s words', async () => {
  put('data-data-layer="dataLayer"');
  const tab = await site.tab('/article');
  await reads(tab, 'signed-out');
  await tab.waitForFunction(() => (self as unknown as { dataLayer?: unknown[] }).dataLayer?.length === 2);
  await buy(tab);
  assert.deepEqual(await layer(tab), [
    cleared, { event: 'view_promotion', ecommerce: { promotion_id: offer, promotion_name: 'paywall', items } },
    cleared, { event: 'begin_checkout', ecommerce: { items } },
  ]);
});

test('a grant from memory is reported although the part comes after it, under the name that the page gave', async () => {
  await site.signIn('owner');
  put('data-data-layer="tags"');
  await reads(await site.tab('/article'), 'granted');
  const tab = await site.tab('/article');
  await tab.waitForFunction(() => (self as unknown as { tags?: unknown[] }).tags?.length === 2);
  assert.deepEqual(await layer(tab, 'tags'), [cleared, { event: 'view_item', ecommerce: { items } }]);
});

test('onEvent is told name, parameters, type and offer, and one that throws keeps nothing from happening', async () => {
  put('', `self.heard = []; (self.cleengGate ||= []).push(({ configure }) => configure({ onEvent(report) { heard.push(report); throw new Error('mine'); } }));`);
  const tab = await site.tab('/article');
  await reads(tab, 'signed-out');
  await loaded(tab);
  await tab.evaluate(() => { document.addEventListener('cleeng-login', (event) => { event.preventDefault(); }); });
  await tab.click('cleeng-gate >>> [part=login]');
  await buy(tab);
  const heard = await layer(tab, 'heard') as { type: string }[];
  assert.deepEqual(heard.filter(({ type }) => type !== 'cleeng-prompt-seen'), [
    { type: 'cleeng-login', offerId: offer, name: 'select_content', params: { content_type: 'login', content_id: offer } },
    { type: 'cleeng-buy', offerId: offer, name: 'begin_checkout', params: { items } },
  ]);
});

test('where consent is required nothing is loaded, kept or told before it, and nothing after it is taken back', async () => {
  put('data-data-layer="dataLayer" data-consent="required"', '(self.cleengGate ||= []).push((api) => { self.api = api; });');
  const tab = await site.tab('/article');
  await reads(tab, 'signed-out');
  await buy(tab);
  assert.deepEqual([await layer(tab), loads()], [undefined, false]);
  await tab.evaluate(() => { (self as unknown as { api: { consent(given: boolean): void } }).api.consent(true); });
  await loaded(tab);
  await tab.click('cleeng-gate >>> [part=buy]');
  const named = async (): Promise<number> => tab.evaluate(() => (self as unknown as { dataLayer: { event?: string }[] }).dataLayer.filter(({ event }) => event === 'begin_checkout').length);
  await tab.waitForFunction(() => (self as unknown as { dataLayer?: { event?: string }[] }).dataLayer?.some(({ event }) => event === 'begin_checkout'));
  await tab.evaluate(() => { (self as unknown as { api: { consent(given: boolean): void } }).api.consent(false); });
  await tab.click('cleeng-gate >>> [part=buy]');
  assert.equal(await named(), 1);
});
