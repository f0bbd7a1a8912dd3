import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { mountGuard } from '../server/guarded-site.js';
import { article, createSite, drawn, endBrowser, needsScripting, offer, reads, sees, tags, withHeaders, type Site } from './site.js';

let site: Site;
beforeEach(async () => { site = await createSite(); });
afterEach(async () => site.close());
after(endBrowser);

const card = (text: string, offerIds: string): string => `<li data-offer-id="${offerIds}"><a href="/${text}">${text}</a></li>`;
const library = (cards: string): string => `<cleeng-library><ul>${cards}</ul></cleeng-library>`;
const films = library(card('One', offer) + card('Two', 'R100000006_DE'));
const script = '/cleeng-library.js';

const words = async (tab: Page): Promise<string> => tab.$$eval('[data-offer-id]', (cards) => cards.map((one) => (one as HTMLElement).dataset.access).join(' '));
const comesTo = async (tab: Page, wanted: string): Promise<unknown> =>
  tab.waitForFunction((text) => [...document.querySelectorAll<HTMLElement>('[data-offer-id]')].map(({ dataset }) => dataset.access).join(' ') === text, {}, wanted);

test('one tag brings the library, its configuration and the gate, which share one store', async () => {
  site.page('/films', article(`${films}<cleeng-gate offer-id="${offer}">Premium</cleeng-gate>`, tags(undefined, script)));
  await site.signIn('owner');
  const tab = await site.tab('/films');
  await reads(tab, 'granted');
  await comesTo(tab, 'granted denied');
  assert.equal(site.simulator.requests.filter(({ offerId }) => offerId === offer).length, 1);
});

test("the gate's own tag with its hash before the library's is loaded once", async () => {
  site.page('/films', article(films, `${tags('async')}<script type="module" async src="${script}"></script>`));
  await site.signIn('owner');
  await comesTo(await site.tab('/films'), 'granted denied');
  assert.equal(site.requests.filter((address) => address.endsWith('/cleeng-gate.js')).length, 1);
});

test('with scripting off the cards are plain links, and nothing of the library is seen', { skip: needsScripting }, async () => {
  site.page('/films', article(library(card('One', offer)) + '<cleeng-library><p slot="empty">Nothing yet</p></cleeng-library>', tags(undefined, script)));
  site.page('/One', article('The film', ''));
  const tab = await site.tab();
  await tab.setJavaScriptEnabled(false);
  await tab.goto(`${site.origin}/films`);
  assert.equal(await tab.$eval('body', ({ innerText }) => innerText.trim()), 'One');
  assert.equal(await tab.$eval('cleeng-library', (element) => getComputedStyle(element, '::before').content), 'none');
  await Promise.all([tab.waitForNavigation(), tab.click('a')]);
  assert.equal(await sees(tab, 'The film'), true);
});

for (const types of ['', '; trusted-types lit-html cleeng-gate']) {
  test(`the library and its list work under a strict policy${types}`, async () => {
    const policy = `default-src 'self'; script-src 'self'; style-src 'self'; img-src data:; require-trusted-types-for 'script'${types}`;
    site.page('/films', withHeaders(article(`${films}<cleeng-library id="mine"></cleeng-library>`, tags(undefined, script)), { 'content-security-policy': policy }));
    await site.signIn('owner');
    const tab = await site.tab('/films');
    await comesTo(tab, 'granted denied');
    await drawn(tab, '#mine', 'item');
    assert.match(await tab.$eval('#mine >>> [part=list]', ({ textContent }) => textContent), /Digital, monthly/);
  });
}

test('a library with cards does not load the part that lists what is owned', async () => {
  site.page('/films', article(films, tags(undefined, script)));
  await site.signIn('owner');
  await comesTo(await site.tab('/films'), 'granted denied');
  assert.equal(site.requests.filter((address) => address.endsWith('owned.js')).length, 0);
  assert.equal(site.asked('customer-offers'), 0);
});

test('the filter is worked by the keyboard alone', async () => {
  site.page('/films', article(films, tags(undefined, script)));
  await site.signIn('owner');
  const tab = await site.tab('/films');
  await comesTo(tab, 'granted denied');
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('ArrowRight');
  assert.equal(await tab.$eval('cleeng-library', ({ filter }) => filter), 'unlocked');
  assert.deepEqual([await sees(tab, 'One'), await sees(tab, 'Two')], [true, false]);
});

const thousand = Array.from({ length: 1000 }, (_, i) => `A${String(200_000_000 + i)}_DE`);

test('a thousand cards with a thousand offers cost a guard eleven requests: the near ones, then the rest', async () => {
  mountGuard(site);
  site.page('/films', article(library(thousand.map((id) => card(id, id)).join('')), tags('async data-guard="/guard"', script)));
  await site.signIn('owner');
  const asked = (): string[] => site.requests.filter((address) => address.includes('/guard/'));
  const tab = await site.tab('/films');
  await tab.waitForSelector('[data-access=denied]');
  const near = asked().length;
  assert.ok((await words(tab)).split(' ').filter((word) => word === 'checking').length > 800);
  await tab.$eval('cleeng-library', (element) => { element.filter = 'locked'; });
  await tab.waitForFunction(() => document.querySelectorAll('[data-access=denied]').length === 1000);
  const lists = asked().map((address) => new URL(address).searchParams.get('offers')!.split(','));
  assert.equal(lists.flat().length, 1000);
  assert.ok(lists.length <= near + 10, `${String(lists.length)} requests, of which ${String(near)} for what is near`);
});
