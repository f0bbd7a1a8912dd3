import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { engine } from '../../.config/engines.mjs';
import { article, createSite, endBrowser, reads, withHeaders, type Site } from './site.js';

const strict = "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'";

let site: Site;
beforeEach(async () => { site = await createSite(); });
afterEach(async () => site.close());
after(endBrowser);

const prepare: Record<string, () => Promise<unknown>> = {
  'signed-out': async () => undefined,
  denied: async () => site.signIn('nobody'),
  granted: async () => site.signIn('owner'),
  failed: async () => {
    await site.signIn('owner');
    site.simulator.fault({ kind: 'status', status: 500, endpoint: 'entitlements' });
  },
  checking: async () => {
    await site.signIn('owner');
    site.simulator.fault({ kind: 'hang', endpoint: 'entitlements' });
  },
  confirming: async () => site.signIn('nobody'),
};

const last = 'http://last.invalid';

for (const types of ['', '; trusted-types lit-html cleeng-gate']) {
  for (const [word, ready] of Object.entries(prepare)) {
    test(`pain 25: a strict policy${types} hears of nothing while a gate is ${word}`, async () => {
      const reports: string[] = [];
      const ended = new Promise<void>((resolve) => {
        site.page('/reports', async (request) => {
          const { 'csp-report': report } = await request.json() as { 'csp-report': { 'blocked-uri': string } };
          reports.push(report['blocked-uri']);
          if (report['blocked-uri'].startsWith(last)) resolve();
          return new Response(null, { status: 204 });
        });
      });
      site.page('/article', withHeaders(article(), { 'content-security-policy': `${strict}${types}; report-uri /reports` }));
      await ready();
      const tab = await site.tab('/article');
      if (word === 'confirming') {
        await reads(tab, 'denied');
        await tab.evaluate(() => window.dispatchEvent(new CustomEvent('MSSDK:purchase-successful', { detail: {} })));
      }
      await reads(tab, word);
      // A report of our own making comes last, so that none before it can be still on its way.
      await tab.evaluate((src) => { document.body.append(Object.assign(document.createElement('img'), { src })); }, `${last}/`);
      await ended;
      assert.deepEqual(reports.map((address) => address.replace(/\/$/, '')), [last]);
    });
  }
}

const skip = engine === 'webkit' && "WebKit's driver looks into no frame here";

test('pain 25: in a sandboxed frame, where touching storage throws, the gate is calmly signed-out', { skip }, async () => {
  site.page('/article', article());
  site.page('/embed', article('<iframe sandbox="allow-scripts" src="/article"></iframe>', ''));
  const tab = await site.tab('/embed');
  const frame = await (await tab.waitForSelector('iframe'))!.contentFrame();
  await frame.waitForSelector('cleeng-gate:state(signed-out)');
  assert.notEqual(await frame.$('cleeng-gate >>> [part=login]'), null);
  assert.equal(await frame.evaluate(() => { try { return Boolean(localStorage); } catch { return 'throws'; } }), 'throws');
});

test('pain 25: the gate writes no style of the page', async () => {
  site.page('/article', article());
  const tab = await site.tab('/article');
  await reads(tab, 'signed-out');
  assert.deepEqual(await tab.evaluate(() => [document.body, document.documentElement].map((element) => element.getAttribute('style'))), [null, null]);
  assert.equal(await tab.evaluate(() => document.querySelectorAll('style').length + document.adoptedStyleSheets.length), 0);
});
