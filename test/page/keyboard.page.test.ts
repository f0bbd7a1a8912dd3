import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page, SerializedAXNode } from 'puppeteer-core';
import { engine } from '../../.config/engines.mjs';
import { article, createSite, drawn, endBrowser, offer, preview, reads, type Site } from './site.js';

const body = `<a href="#before">Before</a>
  <cleeng-gate offer-id="${offer}">${preview}<template><p>Premium <a href="#within">Within</a></p></template></cleeng-gate>
  <a href="#after">After</a>`;

let site: Site;
beforeEach(async () => {
  site = await createSite();
  site.page('/article', article(body));
});
afterEach(async () => site.close());
after(endBrowser);

/** What the page lets a keyboard and a screen reader know, frame by frame. */
interface Heard {
  /** Where the keyboard was, each place once in a row. */
  readonly focus: string[];
  /** What the live region said. */
  readonly spoken: string[];
}

/** Listens from the first script on, and opens a checkout of its own. Methods, because the compiler marks named functions with a name that no page knows. */
function attend(): void {
  const heard = {
    focus: [] as string[],
    spoken: [] as string[],
    note(list: string[], word: string): void { if (list.at(-1) !== word) list.push(word); },
    frame(): void {
      const { activeElement } = document;
      const deepest = activeElement?.shadowRoot?.activeElement ?? activeElement;
      heard.note(heard.focus, deepest?.getAttribute('part') ?? deepest?.getAttribute('href') ?? deepest?.localName ?? 'nothing');
      requestAnimationFrame(() => { heard.frame(); });
    },
  };
  Object.assign(globalThis, { heard });
  heard.frame();
  addEventListener('cleeng-buy', (event) => { event.preventDefault(); });
  addEventListener('DOMContentLoaded', () => {
    const root = document.querySelector('cleeng-gate')!;
    void customElements.whenDefined('cleeng-gate').then(() => {
      // Each change of the region's text is one announcement, also of a text that was there before.
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const region = (target instanceof Element ? target : target.parentElement)?.closest('[role=status]');
          if (region?.textContent) heard.spoken.push(region.textContent);
        }
      }).observe(root.shadowRoot!, { subtree: true, childList: true, characterData: true });
    });
  });
}

const listen = async (tab: Page): Promise<Heard> => tab.evaluate(() => {
  const { focus, spoken } = (globalThis as unknown as { heard: Heard }).heard;
  return { focus, spoken };
});

/** Waits until a frame has shown the keyboard there. */
async function isAt(tab: Page, place: string): Promise<void> {
  await tab.waitForFunction((last) => (globalThis as unknown as { heard: Heard }).heard.focus.at(-1) === last, {}, place);
}

/** A tab at the article, with the keyboard on the buy action. */
async function atBuy(): Promise<Page> {
  await site.signIn('nobody');
  const tab = await site.tab();
  await tab.evaluateOnNewDocument(attend);
  await tab.goto(`${site.origin}/article`);
  await reads(tab, 'denied');
  for (let presses = 0; presses < 2; presses++) await tab.keyboard.press('Tab');
  await isAt(tab, 'buy');
  return tab;
}

/** The shop has been paid, and says so as the SDK does. */
async function pay(tab: Page): Promise<void> {
  site.simulator.grant('nobody', 'monthly');
  await tab.evaluate(() => window.dispatchEvent(new CustomEvent('MSSDK:purchase-successful', { detail: {} })));
}

test('the keyboard stays at the gate when the prompt makes way for a grant, and goes on from there', async () => {
  const tab = await atBuy();
  await tab.keyboard.press('Enter');
  await pay(tab);
  await reads(tab, 'granted');
  await isAt(tab, 'cleeng-gate');
  await tab.keyboard.press('Tab');
  await isAt(tab, '#within');
  const { focus } = await listen(tab);
  assert.deepEqual(focus.slice(focus.indexOf('buy')), ['buy', 'cleeng-gate', '#within']);
});

test('confirming and the grant are announced once each, and a re-check says nothing again', async () => {
  const tab = await atBuy();
  // A word that is over before it could be spoken is not spoken any more.
  site.simulator.lag({ entitlements: 1500 });
  await pay(tab);
  await tab.waitForFunction(() => document.querySelector('cleeng-gate')?.shadowRoot?.querySelector('[part=status]')?.textContent === 'Unlocked');
  await tab.$eval('cleeng-gate', async (gate) => gate.refresh());
  assert.deepEqual((await listen(tab)).spoken, ['Confirming your purchase', 'Unlocked']);
});

const skip = engine === 'chromium' ? false : "this browser's driver does not show its accessibility tree";

/** A link or a heading is named by its text, which need not be read twice. */
const lines = ({ role, name = '', children = [] }: SerializedAXNode): string[] =>
  [`${role} ${name}`.trim(), ...(role === 'link' || role === 'heading' ? [] : children.flatMap(lines))];

/** What a screen reader would read of the page, in order. */
const read = async (tab: Page): Promise<string[]> => lines((await tab.accessibility.snapshot())!);

for (const [customer, word, part] of [
  [undefined, 'signed-out', ['heading Read on with your subscription', 'StaticText Log in if you have access already.', 'StaticText Digital, monthly', 'StaticText €11.00 / month', 'link Log in', 'link Get access']],
  ['nobody', 'denied', ['heading This is for subscribers', 'StaticText Get access to go on.', 'StaticText Digital, monthly', 'StaticText €11.00 / month', 'link Get access']],
  ['owner', 'granted', ['StaticText Premium', 'link Within']],
] as const) {
  test(`a screen reader is told all that a gate which is ${word} shows, between what stands before and after`, { skip }, async () => {
    if (customer) await site.signIn(customer);
    const tab = await site.tab('/article');
    await reads(tab, word);
    if (word !== 'granted') await drawn(tab, 'cleeng-gate', 'price');
    assert.deepEqual(await read(tab), ['RootWebArea Paper', 'link Before', 'StaticText Teaser', ...part, 'link After']);
  });
}
