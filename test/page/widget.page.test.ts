import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { HTTPRequest, Page } from 'puppeteer-core';
import { article, authKey, createSite, endBrowser, gate, offer, reads, sees, tags, withHeaders, type Site } from './site.js';

const hosted = 'https://widgets.sandbox.cleeng.com/cleeng.js';
const dialog = 'dialog[open] > [data-cleeng-widget]';
const html = (more = ''): string => article(gate, tags(`data-checkout="widget" ${more}`)).replace(/data-login-url="[^"]*"/, '');

let site: Site;
let asked: string[];
beforeEach(async () => {
  site = await createSite();
  asked = [];
  site.page('/article', html());
});
afterEach(async () => site.close());
after(endBrowser);

/** Opens the article; what the page asks of Cleeng's hosts is answered by the stand-in, or not at all. */
async function open(script: 'served' | 'blocked' = 'served'): Promise<Page> {
  const tab = await site.tab();
  await tab.setRequestInterception(true);
  const answer = async (request: HTTPRequest): Promise<void> => {
    if (request.url().startsWith(site.origin) || request.url().startsWith('data:')) return request.continue();
    asked.push(request.url());
    if (script === 'blocked') return request.abort();
    const standIn = await site.simulator.fetch(`${site.origin}/__simulator/widgets.js`);
    return request.respond({ status: 200, contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' }, body: await standIn.text() });
  };
  tab.on('request', (request) => void answer(request));
  await tab.goto(`${site.origin}/article`);
  return tab;
}

const choose = async (tab: Page, customer: string): Promise<void> => {
  await tab.waitForSelector(`${dialog} select`);
  await tab.select(`${dialog} select`, customer);
  await tab.click(`${dialog} form button`);
};
const close = async (tab: Page): Promise<void> => tab.click('dialog[open] > button');

test('nothing is asked of Cleeng’s widget host until an action is pressed', async () => {
  const tab = await open();
  await reads(tab, 'signed-out');
  assert.deepEqual(asked, []);
  assert.equal(site.requests.some((address) => address.endsWith('/cleeng-gate.widget.js')), false);
});

test('log in opens the hosted login in a modal dialog; a token closes it and opens the gate', async () => {
  const tab = await open();
  await reads(tab, 'signed-out');
  await tab.click('cleeng-gate >>> [part=login]');
  await tab.waitForSelector(dialog);
  assert.deepEqual(await tab.$eval(dialog, (place) => Object.fromEntries(Object.entries((place as HTMLElement).dataset))), {
    cleengWidget: 'login', cleengPublisherId: '123456789', cleengLanguage: 'en',
  });
  await choose(tab, 'owner');
  await reads(tab, 'granted');
  assert.equal(await tab.$('dialog'), null);
  assert.equal(await sees(tab, 'Premium'), true);
  assert.deepEqual(asked, [hosted]);
});

test('get access opens the hosted checkout for the offer; paying opens the gate behind it', async () => {
  const tab = await open();
  await reads(tab, 'signed-out');
  await tab.click('cleeng-gate >>> [part=buy]');
  await tab.waitForSelector(dialog);
  assert.equal(await tab.$eval(dialog, (place) => (place as HTMLElement).dataset['cleengOfferId']), offer);
  await choose(tab, 'nobody');
  await reads(tab, 'granted');
  assert.equal(await tab.$('dialog'), null);
});

test('a dialog that is closed gives the keyboard back, changes nothing, and opens again with the script added once', async () => {
  const tab = await open();
  await reads(tab, 'signed-out');
  for (let times = 0; times < 2; times++) {
    await tab.focus('cleeng-gate >>> [part=login]');
    await tab.keyboard.press('Enter');
    await tab.waitForSelector(`${dialog} select`);
    await close(tab);
    await tab.waitForFunction(() => !document.querySelector('dialog'));
    assert.equal(await tab.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('part')), 'login');
  }
  assert.deepEqual(asked, [hosted]);
  await reads(tab, 'signed-out');
});

test('a checkout that is closed after paying leads through confirming to granted, however late the service learns of it', async () => {
  site.simulator.lag({ entitlements: 2500 });
  await site.signIn('nobody');
  const tab = await open();
  await reads(tab, 'denied');
  await tab.click('cleeng-gate >>> [part=buy]');
  await choose(tab, 'nobody');
  await tab.waitForFunction(() => document.querySelector('dialog[open]')?.textContent.includes('Thank you'));
  await close(tab);
  await reads(tab, 'confirming');
  await reads(tab, 'granted');
});

test('a script that Cleeng does not deliver is said in the dialog, and the gate stays what it was', async () => {
  const tab = await open('blocked');
  await reads(tab, 'signed-out');
  await tab.click('cleeng-gate >>> [part=login]');
  await tab.waitForSelector('dialog [role=alert]');
  await close(tab);
  await reads(tab, 'signed-out');
});

test('the dialog works under a strict policy that names Cleeng’s widget host', async () => {
  const policy = "default-src 'self'; script-src 'self' https://widgets.sandbox.cleeng.com; style-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types lit-html cleeng-gate";
  site.page('/article', withHeaders(html(), { 'content-security-policy': policy }));
  const tab = await open();
  await reads(tab, 'signed-out');
  await tab.click('cleeng-gate >>> [part=login]');
  await choose(tab, 'owner');
  await reads(tab, 'granted');
});

test('a reader who turns out to own it while the dialog is on its way is not shown one', async () => {
  let deliver = (): void => undefined;
  const held = new Promise<void>((resolve) => { deliver = resolve; });
  const part = readFileSync('dist/cleeng-gate.widget.js', 'utf8');
  site.page('/cleeng-gate.widget.js', async () => {
    await held;
    return new Response(part, { headers: { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' } });
  });
  const tab = await open();
  await reads(tab, 'signed-out');
  await tab.click('cleeng-gate >>> [part=buy]');
  const { jwt } = await site.simulator.signIn('owner');
  await tab.evaluate((key, value) => { localStorage.setItem(key, value); }, authKey, jwt);
  await reads(tab, 'granted');
  deliver();
  await tab.waitForNetworkIdle();
  assert.equal(await tab.$('dialog'), null);
});

test('a dialog goes with its gate', async () => {
  const tab = await open();
  await reads(tab, 'signed-out');
  await tab.click('cleeng-gate >>> [part=login]');
  await tab.waitForSelector(`${dialog} select`);
  await tab.evaluate(() => { document.querySelector('cleeng-gate')!.remove(); });
  await tab.waitForFunction(() => !document.querySelector('dialog'));
});

test('an address on the gate itself goes before the dialog', async () => {
  site.page('/article', html().replace('<cleeng-gate ', '<cleeng-gate checkout-url="/pay" '));
  const tab = await open();
  await reads(tab, 'signed-out');
  assert.equal(await tab.$eval('cleeng-gate >>> [part=buy]', (buy) => (buy as HTMLAnchorElement).pathname), '/pay');
});
