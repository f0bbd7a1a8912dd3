import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { build, type Rolldown } from 'vite';
import { article, createSite, endBrowser, lines, offer, preview, reads, sees, tags, type Site } from '../page/site.js';

let site: Site;
let script: string;

/** The page's script with React in it, in React's own kind for developers, which complains of all that it can see. */
async function bundle(): Promise<string> {
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    build: { write: false, minify: false, rolldownOptions: { input: fileURLToPath(new URL('story.jsx', import.meta.url)) } },
  }) as Rolldown.RolldownOutput;
  return output[0].code;
}

before(async () => { script = await bundle(); });
beforeEach(async () => {
  site = await createSite();
  site.page('/story.js', () => new Response(script, { headers: { 'content-type': 'text/javascript' } }));
});
afterEach(async () => site.close());
after(endBrowser);

/** Opens the story and notes what the browser and React complain of. */
async function open(html: string, head: string): Promise<{ tab: Page; complaints: string[] }> {
  site.page('/story', article(`<div id="story">${html}</div>`, head));
  const tab = await site.tab();
  const complaints: string[] = [];
  tab.on('console', (message) => { if (['error', 'warn'].includes(message.type())) complaints.push(message.text()); });
  tab.on('pageerror', (error) => complaints.push(String(error)));
  await tab.goto(`${site.origin}/story`);
  return { tab, complaints };
}

const react = '<script type="module" src="/story.js"></script>';
/** What React's server half makes of the story. */
const rendered = `<main><cleeng-gate offer-id="${offer}" on-failure="lock">${preview}
  <section><p>Paragraph 1.</p><button id="more">More</button></section></cleeng-gate><p>Heard: </p></main>`.replace(/\n\s*/, '');

for (const [when, head] of [['before', tags() + react], ['after', react + tags('')]] as const) {
  test(`a template that React 19 renders opens, changes and closes with the tag defined ${when} it`, async () => {
    await site.signIn('nobody');
    const { tab, complaints } = await open('', head);
    await reads(tab, 'denied');
    assert.equal(await tab.$eval('template', ({ content }) => content.childNodes.length), 0, 'React puts children beside the content');
    assert.equal(await sees(tab, 'Paragraph'), false);
    assert.equal(await tab.$eval('cleeng-gate', ({ onFailure }) => onFailure), 'lock');
    await tab.locator('cleeng-gate >>> [part=buy]').click();
    await tab.waitForSelector(`::-p-text(Wants to buy ${offer})`);

    site.simulator.grant('nobody', 'monthly');
    await tab.$eval('cleeng-gate', async (gate) => gate.refresh());
    await reads(tab, 'granted');
    await tab.click('#more');
    await tab.click('#more');
    await tab.waitForSelector('::-p-text(Paragraph 3.)');
    assert.deepEqual(await lines(tab), ['Teaser', 'Paragraph 1.', 'Paragraph 2.', 'Paragraph 3.', 'More', 'Heard: granted', `Wants to buy ${offer}`]);

    await site.signOut();
    await reads(tab, 'signed-out');
    await tab.waitForSelector('::-p-text(Heard: signed-out)');
    assert.deepEqual(await lines(tab), ['Teaser', 'Heard: signed-out', `Wants to buy ${offer}`]);
    assert.deepEqual(complaints, []);
  });

  test(`plain children that a server has rendered are taken over by React 19 with the tag defined ${when} it`, async () => {
    await site.signIn('owner');
    const { tab, complaints } = await open(rendered, head);
    await reads(tab, 'granted');
    // Until React has taken over, a click goes nowhere.
    await tab.waitForFunction(() => {
      document.querySelector<HTMLElement>('#more')?.click();
      return document.body.innerText.includes('Paragraph 2.');
    });
    await site.signOut();
    await reads(tab, 'signed-out');
    assert.equal(await sees(tab, 'Paragraph'), false);
    assert.deepEqual(complaints, []);
  });
}
