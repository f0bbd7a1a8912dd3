import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { engine } from '../../.config/engines.mjs';
import { mountGuard } from '../server/guarded-site.js';
import { film, frames } from './film.js';
import { article, createSite, endBrowser, tags, type Site } from './site.js';

let site: Site;
beforeEach(async () => {
  site = await createSite();
  mountGuard(site);
});
afterEach(async () => site.close());
after(endBrowser);

/** What a layout-shift entry tells of itself, which TypeScript's DOM does not know yet. */
interface Shift extends PerformanceEntry { value: number; sources: { node?: Node }[] }

/** Writes down each shift from the first frame on, with the elements that moved. */
function watchShifts(): void {
  const shifts: string[] = [];
  Object.assign(globalThis, { shifts });
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries() as Shift[]) shifts.push(`${String(value)}: ${sources.map(({ node }) => node?.nodeName).join(' ')}`);
  }).observe({ type: 'layout-shift', buffered: true });
}

const shiftsSeen = async (tab: Page): Promise<string[]> => tab.evaluate(async () => new Promise<string[]>((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => { resolve((globalThis as unknown as { shifts: string[] }).shifts); }));
}));

/** The library's file, which the site holds back until the test lets it go. */
function heldBack(): () => void {
  let release!: () => void;
  const released = new Promise<void>((resolve) => { release = resolve; });
  site.page('/cleeng-library.js', async () => {
    await released;
    return new Response(readFileSync('dist/cleeng-library.js', 'utf8'), { headers: { 'content-type': 'text/javascript' } });
  });
  return release;
}

const cards = Array.from({ length: 1000 }, (_, i) => `<li data-offer-id="A${String(200_000_000 + i)}_DE"><a href="#${String(i)}">${String(i)}</a></li>`);
const guarded = 'async data-guard="/guard"';
/** What stands below the cards is in sight, so that it would be seen to move; elements that a shadow root takes in are not. */
const low = '<style>ul { height: 10rem; overflow: auto; }</style>';
const skip = engine === 'chromium' ? false : 'only Chromium tells what has shifted';

for (const [attributes, filter] of [[guarded, 'all'], ['async', 'all'], [guarded, 'locked'], ['async', 'locked']] as const) {
  test(`nothing shifts when the script comes late and marks a thousand cards (filter ${filter}, script ${attributes})`, { skip }, async () => {
    site.page('/films', article(`<cleeng-library filter="${filter}"><ul>${cards.join('')}</ul></cleeng-library><footer>What comes below</footer>`, low + tags(attributes, '/cleeng-library.js')));
    await site.signIn('owner');
    const release = heldBack();
    const tab = await site.tab();
    await tab.evaluateOnNewDocument(watchShifts);
    await film(tab);
    const loaded = tab.goto(`${site.origin}/films`);
    await frames(tab, 10);
    release();
    await loaded;
    await tab.waitForFunction((wanted) => document.querySelectorAll('[data-access=denied]').length >= wanted, {}, filter === 'all' ? 1 : 1000);
    assert.deepEqual(await shiftsSeen(tab), []);
  });
}
