import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { newTab } from '../page/browser.js';
import { createReader, endBrowser, type Reader } from './reader.js';

const story = '/articles/the-missing-hour.html';
const premium = 'The instrument is the one thing';
const ending = 'once they stop talking';

let reader: Reader;
beforeEach(async () => { reader = await createReader(); });
afterEach(async () => {
  await reader.close();
  assert.deepEqual(reader.complaints, []);
});
after(endBrowser);

test('a subscriber logs in from the prompt and comes back to an open story', async () => {
  await reader.go(story);
  await reader.reads('signed-out');
  assert.equal(await reader.sees(premium), false);
  await Promise.all([reader.page.waitForNavigation(), reader.press('login')]);
  await reader.logIn('owner');
  await reader.reads('granted');
  assert.equal(new URL(reader.page.url()).pathname, story);
  assert.equal(await reader.sees(ending), true);
});

test('a story bought from its prompt is confirmed and opens without a reload', async () => {
  const { page, simulator, clock } = reader;
  simulator.lag({ entitlements: 60_000 });
  await reader.go(`/login.html?return=${story}`);
  await reader.logIn('nobody');
  await reader.reads('denied');
  await Promise.all([page.waitForNavigation(), reader.press('buy')]);
  await page.waitForSelector('#pay:not([hidden])');
  await page.click('#pay [type=submit]');
  await page.waitForFunction((path) => location.pathname === path, {}, story);
  await reader.reads('confirming');
  await page.evaluate(() => { document.title = 'the same document'; });
  assert.equal(await reader.sees(premium), false);
  await clock.tick(60_000);
  await reader.reads('granted');
  assert.equal(await page.title(), 'the same document');
  assert.equal(await reader.sees(ending), true);
});

test('a gift is taken for nothing, and opens', async () => {
  const { page } = reader;
  await reader.go('/login.html?return=/articles/the-winter-calendar.html');
  await reader.logIn('expired');
  await reader.reads('denied');
  await Promise.all([page.waitForNavigation(), reader.press('buy')]);
  await page.waitForSelector('#pay:not([hidden])');
  assert.equal(await page.$eval('#price', (price) => price.textContent), 'Free');
  await page.click('#pay [type=submit]');
  await page.waitForFunction(() => location.pathname.startsWith('/articles/'));
  await reader.reads('granted');
  assert.equal(await reader.sees('Snowdrops behind the chapel'), true);
});

test('whoever buys signed out logs in on the way and ends at the story', async () => {
  const { page } = reader;
  await reader.go('/articles/the-long-tide.html');
  await page.$eval('cleeng-gate', (gate) => { gate.scrollIntoView(); });
  await reader.reads('signed-out');
  await Promise.all([page.waitForNavigation(), reader.press('buy')]);
  await page.waitForSelector('#out:not([hidden])');
  await Promise.all([page.waitForNavigation(), page.click('#out a')]);
  await reader.logIn('nobody');
  await page.waitForSelector('#pay:not([hidden])');
  await page.click('#pay [type=submit]');
  await page.waitForFunction(() => location.pathname.startsWith('/articles/'));
  await page.$eval('cleeng-gate', (gate) => { gate.scrollIntoView(); });
  await reader.reads('granted');
});

test('a failing service is no reason to pay: the story offers to check again, and opens', async () => {
  reader.simulator.fault({ kind: 'status', status: 500, endpoint: 'entitlements' });
  await reader.go(`/login.html?return=${story}`);
  await reader.logIn('owner');
  await reader.reads('failed');
  assert.equal(await reader.page.$('cleeng-gate >>> [part=buy]'), null);
  reader.simulator.mend();
  await reader.press('retry');
  await reader.reads('granted');
});

test('a reader who signs out in another tab is locked out of the open story', async () => {
  await reader.go(`/login.html?return=${story}`);
  await reader.logIn('owner');
  await reader.reads('granted');
  const account = await newTab(reader.page.browserContext());
  await account.goto(`${reader.address}/account.html`);
  await account.click('#in:not([hidden]) #sign-out');
  await reader.page.bringToFront();
  await reader.reads('signed-out');
  assert.equal(await reader.sees(premium), false);
});

test('a refund from backstage closes the open story', async () => {
  const { page } = reader;
  await reader.go(`/login.html?return=${story}`);
  await reader.logIn('owner');
  await reader.reads('granted');
  await page.click('.stage-open');
  await page.waitForSelector('.stage-owned');
  await page.click('.stage-owned [name=refund]');
  await reader.reads('denied');
  assert.equal(await reader.sees(premium), false);
});

test('another reader chosen backstage takes over the page at once', async () => {
  const { page } = reader;
  await reader.go('/articles/what-the-chart-leaves-out.html');
  await reader.reads('signed-out');
  await page.click('.stage-open');
  await page.waitForSelector('#stage [name=reader] option[value=tag]');
  await page.select('#stage [name=reader]', 'tag');
  await reader.reads('granted');
  await page.select('#stage [name=reader]', 'nobody');
  await reader.reads('denied');
});

test('the film loads once, however often access to it is checked', async () => {
  const { page } = reader;
  let loads = 0;
  page.on('request', (request) => { if (request.url().includes('/film/the-long-tide.html')) loads++; });
  await reader.go('/login.html?return=/articles/the-long-tide.html');
  await reader.logIn('tag');
  await page.$eval('cleeng-gate', (gate) => { gate.scrollIntoView(); });
  await reader.reads('granted');
  await page.waitForFunction(() => document.querySelector('iframe')?.contentDocument?.readyState === 'complete');
  for (let again = 0; again < 3; again++) await page.$eval('cleeng-gate', async (gate) => gate.refresh());
  assert.equal(loads, 1);
});

test('the front page says which stories are open to this reader', async () => {
  const { page } = reader;
  await reader.go('/login.html?return=/');
  await reader.logIn('owner');
  await page.waitForFunction(() => [...document.querySelectorAll('.mark')].every(({ textContent }) => textContent));
  const marks = await page.$$eval('.mark[data-offer-id]', (all) => all.map(({ textContent }) => textContent));
  assert.deepEqual(marks, ['Open to you', 'Open to you', 'A gift, for signing in', 'Open to you', 'With the all-access week', 'To rent', 'With a ticket', 'Open to you', 'Open to you', 'Open to you']);
});

test('the account lists what is owned, and forgets it after signing out', async () => {
  const { page } = reader;
  await reader.go('/login.html?return=/account.html');
  await reader.logIn('grace');
  await page.waitForSelector('#owned li');
  assert.match(await page.$eval('#owned', ({ textContent }) => textContent), /Digital, monthly\s*Last payment failed/);
  await page.click('#sign-out');
  await page.waitForSelector('#out:not([hidden])');
  assert.equal(await page.$('#owned li'), null);
});

test('a wrong password is said calmly', async () => {
  const { page } = reader;
  await reader.go('/login.html');
  await page.type('[name=email]', 'owner@example.com');
  await page.type('[name=password]', 'guess');
  await page.click('#login [type=submit]');
  await page.waitForFunction(() => document.getElementById('problem')?.textContent === 'Wrong email or password');
});
