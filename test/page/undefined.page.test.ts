import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { article, createSite, endBrowser, lines, needsScripting, offer, preview, stopAt, type Site } from './site.js';

const styles = '<link rel="stylesheet" href="/cleeng-gate.css">';
const prompt = '<div slot="prompt">Log in</div>';
const gateWith = (content: string): string => `<cleeng-gate offer-id="${offer}">${content}</cleeng-gate>`;
/** What a page's own styles, or an embed, may say of a piece of content. */
const insistent = 'style="display: block; visibility: visible"';

let site: Site;
beforeEach(async () => { site = await createSite(); });
afterEach(async () => site.close());
after(endBrowser);

/** Opens a page whose style sheet has come and whose script has not, or never will. */
async function open(body: string, scripting: boolean): Promise<Page> {
  site.page('/article', article(body, styles));
  const tab = await site.tab();
  if (!scripting) await tab.setJavaScriptEnabled(false);
  await tab.goto(`${site.origin}/article`);
  return tab;
}

const heldBack: Record<string, string> = {
  'bare text': 'Premium',
  'an element': '<p>Premium</p>',
  'an element that insists on being seen': `<p ${insistent}>Premium</p>`,
  'an element deep in another that insists on being seen': `<div><section><p ${insistent}>Premium</p></section></div>`,
  'a piece for another slot': `<h2 slot="heading" ${insistent}>Premium</h2>`,
  'a preview of something else, deep in the premium part': '<div><p slot="preview">Premium</p></div>',
  'a prompt of something else, deep in the premium part': '<div><p slot="prompt">Premium</p></div>',
  'a gate in the premium part': gateWith(`Premium<p slot="preview">Premium</p><p slot="prompt">Premium</p>`),
  'a template without content of its own': '<template>Premium</template>',
};

for (const [name, content] of Object.entries(heldBack)) {
  test(`of a gate that is not defined yet, ${name} is not seen, and a prompt only after three seconds`, async () => {
    const tab = await open(gateWith(content + preview + prompt + content), true);
    await stopAt(tab, 2999);
    assert.deepEqual(await lines(tab), ['Teaser']);
    await stopAt(tab, 3000);
    assert.deepEqual(await lines(tab), ['Teaser', 'Log in']);
  });

  test(`of a gate with scripting off, ${name} is not seen, and a prompt at once`, { skip: needsScripting }, async () => {
    const tab = await open(gateWith(content + preview + prompt + content), false);
    await stopAt(tab, 0);
    assert.deepEqual(await lines(tab), ['Teaser', 'Log in']);
  });
}

test('a gate that is not defined yet keeps no room for what it holds back', async () => {
  const tab = await open(gateWith(preview) + gateWith(`${preview}<p>Premium</p><p ${insistent}>Premium</p>`), true);
  const [empty, full] = await tab.$$eval('cleeng-gate', (gates) => gates.map(({ offsetHeight }) => offsetHeight));
  assert.equal(full, empty);
});

test('a preview with elements of its own is seen whole before the gate is defined', async () => {
  const tab = await open(gateWith('<section slot="preview"><h2>Teaser</h2><div><p slot="prompt">More of it</p></div></section>Premium'), true);
  assert.deepEqual(await lines(tab), ['Teaser', 'More of it']);
});

test('a gate in the preview of another shows its own preview alone before both are defined', async () => {
  const tab = await open(gateWith(`<div slot="preview">Teaser${gateWith(`Premium<p slot="preview">Second teaser</p>`)}</div>Premium`), true);
  assert.deepEqual(await lines(tab), ['Teaser', 'Second teaser']);
});

test('a gate that is not defined yet is a block, as it will be', async () => {
  const tab = await open(`Before ${gateWith(preview)} after`, true);
  assert.equal(await tab.$eval('cleeng-gate', (gate) => getComputedStyle(gate).display), 'block');
});

test('a slotted prompt with something of its own in another slot appears as one, after three seconds', async () => {
  const tab = await open(gateWith(`${preview}<div slot="prompt">Log in<p slot="preview">or</p><p slot="prompt">Buy</p></div>`), true);
  await stopAt(tab, 2999);
  assert.deepEqual(await lines(tab), ['Teaser']);
  await stopAt(tab, 3000);
  assert.deepEqual(await lines(tab), ['Teaser', 'Log in', 'or', 'Buy']);
});
