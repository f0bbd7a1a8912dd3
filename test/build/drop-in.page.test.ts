import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import type { HTTPRequest } from 'puppeteer-core';
import { createContext, endBrowser, newTab } from '../page/browser.js';

const page = 'https://paper.example/';
const host = 'https://static.example/cleeng-gate@0.1.0/';
const integrity = JSON.parse(readFileSync('dist/integrity.json', 'utf8')) as Record<string, string>;

const article = (hash: string | undefined): string => `<!doctype html><html lang="en"><head><title>Paper</title>
  <link rel="stylesheet" href="${host}cleeng-gate.css" integrity="${integrity['cleeng-gate.css'] ?? ''}" crossorigin>
  <script type="module" async blocking="render" src="${host}cleeng-gate.js" integrity="${hash ?? ''}" crossorigin
    data-environment="sandbox" data-publisher-id="123456789"></script></head>
  <body><cleeng-gate offer-id="S123456789_US"><p slot="preview">Teaser</p><template><p>Premium</p></template></cleeng-gate></body></html>`;

after(endBrowser);

/** Opens the article with the built files on a static host; the service is down today. */
async function open({ hash = integrity['cleeng-gate.js'], csp = '' } = {}) {
  const tab = await newTab(await createContext());
  const complaints: string[] = [];
  tab.on('pageerror', (error) => complaints.push(String(error)));
  tab.on('console', (line) => {
    if (line.type() === 'error' && !line.text().includes('503')) complaints.push(line.text());
  });
  const answer = async (request: HTTPRequest): Promise<void> => {
    const address = request.url();
    if (address === page) {
      await request.respond({ contentType: 'text/html', headers: { 'content-security-policy': csp }, body: article(hash) });
    } else if (address.startsWith(host)) {
      const file = address.slice(host.length);
      const contentType = file.endsWith('.css') ? 'text/css' : 'text/javascript';
      await request.respond({ contentType, headers: { 'access-control-allow-origin': '*' }, body: readFileSync(`dist/${file}`) });
    } else {
      await request.respond({ status: 503, headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' } });
    }
  };
  await tab.setRequestInterception(true);
  tab.on('request', (request) => void answer(request));
  await tab.goto(page);
  return { tab, complaints };
}

const isDefined = "customElements.get('cleeng-gate') !== undefined";
const policy = `default-src 'self'; script-src ${host}; style-src ${host}; connect-src 'self' https://mediastoreapi-sandbox.cleeng.com; require-trusted-types-for 'script'`;

for (const csp of ['', policy, `${policy}; trusted-types lit-html cleeng-gate`]) {
  test(`the drop-in file opens shop from a static host under the policy "${csp}"`, async () => {
    const { tab, complaints } = await open({ csp });
    await tab.waitForSelector('cleeng-gate:state(signed-out)');
    assert.equal(await tab.$eval('cleeng-gate', (gate) => gate.shadowRoot?.querySelector('[part=prompt]') !== null), true);
    assert.deepEqual(complaints, []);
  });
}

test('a drop-in file that is not the published one is refused, and the preview stays', async () => {
  const { tab, complaints } = await open({ hash: integrity['cleeng-gate.css'] });
  assert.equal(await tab.evaluate(isDefined), false);
  assert.match(complaints.join(), /integrity|not loaded: .*\/cleeng-gate\.js/);
  const shown = await tab.$$eval('cleeng-gate > *', (children) => children.filter((child) => child.checkVisibility({ visibilityProperty: true })).map((child) => child.textContent));
  assert.deepEqual(shown, ['Teaser']);
});
