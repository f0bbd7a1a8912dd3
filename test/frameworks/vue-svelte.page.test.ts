import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { fetchFrameworks } from '../../.config/frameworks.mjs';
import { endBrowser, lines, reads } from '../page/site.js';
import { bundle } from './bundle.js';
import { createStorySite, orders, type Order } from './reader.js';

suite('in a framework that is fetched', { skip: fetchFrameworks() ?? false }, () => {
  after(endBrowser);

  for (const framework of ['vue', 'svelte']) {
    for (const order of Object.keys(orders) as Order[]) {
      test(`a gate that ${framework} renders opens, changes and closes with the tag defined ${order}`, async (t) => {
        const site = await createStorySite(await bundle(`test/frameworks/${framework}.js`));
        t.after(async () => site.close());
        await site.signIn('owner');
        const tab = await site.open(order);
        await reads(tab, 'granted');
        await tab.waitForSelector('::-p-text(Heard: granted)');
        await tab.click('#more');
        await tab.waitForSelector('::-p-text(Paragraph 2.)');
        assert.deepEqual(await lines(tab), ['Teaser', 'Paragraph 1.', 'Paragraph 2.', 'More', 'Heard: granted']);
        assert.equal(await tab.$eval('cleeng-gate', ({ onFailure }) => onFailure), 'lock');
        await site.signOut();
        await reads(tab, 'signed-out');
        await tab.waitForSelector('::-p-text(Heard: signed-out)');
        assert.deepEqual(await lines(tab), ['Teaser', 'Heard: signed-out']);
        assert.deepEqual(site.complaints, []);
      });
    }
  }
});
