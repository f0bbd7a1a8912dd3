import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page, SerializedAXNode } from 'puppeteer-core';
import { engine } from '../../.config/engines.mjs';
import { article, createSite, endBrowser, offer, tags, type Site } from './site.js';

const card = (text: string, offerId: string): string => `<li data-offer-id="${offerId}"><a href="#${text}">${text}</a></li>`;
const films = `<cleeng-library><ul>${card('One', offer)}${card('Two', 'R100000006_DE')}</ul></cleeng-library>`;

let site: Site;
beforeEach(async () => {
  site = await createSite();
  site.page('/films', article(films, tags(undefined, '/cleeng-library.js')));
  await site.signIn('owner');
});
afterEach(async () => site.close());
after(endBrowser);

/** A tab at the films, of which the reader owns the first. */
async function atFilms(): Promise<Page> {
  const tab = await site.tab('/films');
  await tab.waitForFunction(() => [...document.querySelectorAll<HTMLElement>('[data-offer-id]')].map(({ dataset }) => dataset.access).join(' ') === 'granted denied');
  return tab;
}

/** Where the keyboard is: a choice of the filter by its label, or a card by its address. */
const place = async (tab: Page): Promise<string> => tab.evaluate(() => {
  const { activeElement } = document;
  const deepest = activeElement?.shadowRoot?.activeElement ?? activeElement;
  return deepest?.getAttribute('href') ?? deepest?.closest('label')?.textContent ?? 'nothing';
});

const cardsSeen = async (tab: Page): Promise<string> =>
  tab.$$eval('[data-offer-id]', (cards) => cards.filter((one) => one.checkVisibility()).map((one) => one.querySelector('a')!.hash).join(' '));

test('the keyboard alone chooses what the library shows, hears the counts, and goes on to the cards', async () => {
  const tab = await atFilms();
  await tab.keyboard.press('Tab');
  const all = await place(tab);
  await tab.keyboard.press('ArrowDown');
  assert.notEqual(await place(tab), all);
  await tab.waitForFunction(() => document.querySelector('cleeng-library')?.shadowRoot?.querySelector('[role=status]')?.textContent);
  assert.equal(await cardsSeen(tab), '#One');
  await tab.keyboard.press('ArrowDown');
  await tab.waitForFunction(() => document.querySelector('[data-offer-id] a[href="#One"]')?.checkVisibility() === false);
  assert.equal(await cardsSeen(tab), '#Two');
  await tab.keyboard.press('Tab');
  assert.equal(await place(tab), '#Two');
});

const flat = (node: SerializedAXNode): SerializedAXNode[] => [node, ...(node.children ?? []).flatMap(flat)];

const skip = engine === 'chromium' ? false : "this browser's driver does not show its accessibility tree";

test('a screen reader is told which choice of the filter is taken', { skip }, async () => {
  const tab = await atFilms();
  const choices = async (): Promise<unknown[]> => flat((await tab.accessibility.snapshot())!).filter(({ role }) => role === 'radio').map(({ name, checked }) => [Boolean(name), checked]);
  assert.deepEqual(await choices(), [[true, true], [true, false], [true, false]]);
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('ArrowDown');
  assert.deepEqual(await choices(), [[true, false], [true, true], [true, false]]);
});
