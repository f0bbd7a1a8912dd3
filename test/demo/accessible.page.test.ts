import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, beforeEach, test } from 'node:test';
import axe from 'axe-core';
import { engine } from '../../.config/engines.mjs';
import { authKey } from '../page/site.js';
import { createReader, endBrowser, pages, type Reader } from './reader.js';

let reader: Reader;
beforeEach(async () => {
  reader = await createReader();
  await stay();
  // The policy of the page concerns scripts of the page; this one comes before them, into frames too.
  await reader.page.evaluateOnNewDocument(axe.source);
});
afterEach(async () => reader.close());
after(endBrowser);

/** Leaves tokens where a login would, before the next page looks for them. */
async function signIn(customer: 'owner' | 'nobody'): Promise<void> {
  const { jwt } = await reader.simulator.signIn(customer);
  await reader.page.evaluateOnNewDocument((key, token) => { localStorage.setItem(key, token); }, authKey, jwt);
}

/** What brings the gate of a page, and the rest of it, into each of these words. */
const ways = {
  'signed-out': async () => undefined,
  denied: async () => signIn('nobody'),
  granted: async () => {
    for (const name of Object.keys(reader.simulator.offers) as (keyof typeof reader.simulator.offers)[]) reader.simulator.grant('owner', name);
    await signIn('owner');
  },
  failed: async () => {
    reader.simulator.fault({ kind: 'status', status: 500, endpoint: 'entitlements' });
    await signIn('nobody');
  },
};

/** Keeps the browser on the first page that it opens: one that goes on by itself would go away under the test. */
async function stay(): Promise<void> {
  const { page } = reader;
  let opened = false;
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const leaves = opened && request.isNavigationRequest() && request.frame() === page.mainFrame();
    opened ||= request.isNavigationRequest();
    void (leaves ? request.respond({ status: 204 }) : request.continue());
  });
}

type Scheme = 'light' | 'dark';
/** Firefox's driver has no other scheme than the one that it starts with. */
const schemes: Scheme[] = engine === 'chromium' ? ['light', 'dark'] : ['light'];
const inSchemes = `in ${schemes.join(' or ')}`;

/** What axe has against the page in a scheme, one line for each element concerned. */
async function violationsIn(scheme: Scheme): Promise<string[]> {
  const { page } = reader;
  if (schemes.length > 1) await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(' ')} ${failureSummary ?? ''}`));
  });
}

/** What axe has against the page in each scheme that the browser can show. */
async function violations(): Promise<string[]> {
  const all: string[] = [];
  for (const scheme of schemes) all.push(...(await violationsIn(scheme)).map((line) => `${scheme}: ${line}`));
  return all;
}

/** Opens a page, with an offer for the checkout to sell, and waits until it has nothing more to find out. */
async function open(path: string, word: string): Promise<void> {
  const { page } = reader;
  await page.goto(`${reader.address}${path}?offer=S100000001_DE`);
  if (await page.$('cleeng-gate')) {
    await page.$eval('cleeng-gate', (gate) => { gate.scrollIntoView(); });
    await reader.reads(word);
  }
  await page.waitForNetworkIdle();
}

const isGated = (path: string): boolean => readFileSync(`demo/paper${path}`, 'utf8').includes('<cleeng-gate');

for (const path of pages) {
  for (const [word, ready] of Object.entries(ways)) {
    // A page without a gate only knows whether its reader is signed in.
    if (!isGated(path) && word !== 'signed-out' && word !== 'granted') continue;
    test(`${path} has nothing that axe objects to, ${inSchemes}, with a reader who is ${word}`, async () => {
      await ready();
      await open(path, word);
      assert.deepEqual(await violations(), []);
    });
  }
}

test(`backstage has nothing that axe objects to, ${inSchemes}`, async () => {
  await ways.granted();
  await open('/', 'granted');
  await reader.page.click('.stage-open');
  await reader.page.waitForSelector('.stage-owned');
  assert.deepEqual(await violations(), []);
});

test('axe would find what is wrong', async () => {
  await open('/', 'signed-out');
  await reader.page.evaluate(() => { document.querySelector('h1')!.after(document.createElement('img')); });
  assert.match((await violations()).join(), /image-alt/);
});
