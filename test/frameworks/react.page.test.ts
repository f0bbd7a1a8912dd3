import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { endBrowser, lines, offer, preview, reads, sees } from '../page/site.js';
import { bundle } from './bundle.js';
import { createStorySite, orders, type Order, type StorySite } from './reader.js';

let script: string;
let site: StorySite;
before(async () => { script = await bundle('test/frameworks/react.jsx', 'development'); });
beforeEach(async () => { site = await createStorySite(script); });
afterEach(async () => site.close());
after(endBrowser);

/** What React's server half makes of the story. */
const rendered = `<main><cleeng-gate offer-id="${offer}" on-failure="lock">${preview}
  <section><p>Paragraph 1.</p><button id="more">More</button></section></cleeng-gate><p>Heard: </p></main>`.replace(/\n\s*/, '');

for (const order of Object.keys(orders) as Order[]) {
  test(`a template that React 19 renders opens, changes and closes with the tag defined ${order}`, async () => {
    await site.signIn('nobody');
    const tab = await site.open(order);
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
    assert.deepEqual(site.complaints, []);
  });

  test(`plain children that a server has rendered are taken over by React 19 with the tag defined ${order}`, async () => {
    await site.signIn('owner');
    const tab = await site.open(order, rendered);
    await reads(tab, 'granted');
    // Until React has taken over, a click goes nowhere.
    await tab.waitForFunction(() => {
      document.querySelector<HTMLElement>('#more')?.click();
      return document.body.innerText.includes('Paragraph 2.');
    });
    await site.signOut();
    await reads(tab, 'signed-out');
    assert.equal(await sees(tab, 'Paragraph'), false);
    assert.deepEqual(site.complaints, []);
  });
}
