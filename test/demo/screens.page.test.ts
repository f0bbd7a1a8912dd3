import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { createReader, endBrowser, type Reader } from './reader.js';

let reader: Reader;
beforeEach(async () => { reader = await createReader(); });
afterEach(async () => {
  // The bridge rests on this clock: it ends with its next turn.
  await reader.page.goto('about:blank');
  await fetch(`${reader.address}/__simulator/reset`, { method: 'POST' });
  await reader.close();
  assert.deepEqual(reader.complaints, []);
});
after(endBrowser);

type Screen = 'motto' | 'rights-manager';
/** Waits until a player has come to this; the bridge's time goes on meanwhile. */
async function comesTo(screen: Screen, state: 'open' | 'closed' | 'signed-out'): Promise<void> {
  const { page, clock } = reader;
  const shown = page.waitForSelector(`[data-screen=${screen}][data-state=${state}]`).then(() => true);
  const turn = async (): Promise<boolean> => {
    await clock.tick(100);
    await page.evaluate(async () => new Promise((resolve) => { requestAnimationFrame(resolve); }));
    return false;
  };
  while (!(await Promise.race([shown, turn()])));
}
const isPlaying = async (screen: Screen): Promise<boolean> => (await reader.page.$(`[data-screen=${screen}] iframe`)) !== null;

async function buy(screen: Screen, words: string): Promise<void> {
  const { page } = reader;
  await Promise.all([page.waitForNavigation(), page.click(`[data-screen=${screen}] ::-p-text(${words})`)]);
  await page.waitForSelector('#pay:not([hidden])');
  await page.click('#pay [type=submit]');
  await page.waitForFunction(() => location.pathname === '/screens.html');
}

test('whoever is not signed in is asked to, and no bridge starts for them', async () => {
  await reader.go('/screens.html');
  await comesTo('motto', 'signed-out');
  await comesTo('rights-manager', 'signed-out');
  assert.ok(await reader.sees('Log in to watch'));
  assert.ok(!reader.simulator.requests.some(({ endpoint }) => endpoint?.startsWith('core')));
});

test('a rental opens the film at Motto, and a ticket the evening at Rights Manager', async () => {
  await reader.go('/login.html?return=/screens.html');
  await reader.logIn('nobody');
  await comesTo('motto', 'closed');
  await comesTo('rights-manager', 'closed');
  assert.ok(await reader.sees('entitlement_missing'));
  await buy('motto', 'Rent the film');
  await comesTo('motto', 'open');
  assert.deepEqual([await isPlaying('motto'), await isPlaying('rights-manager')], [true, false]);
  await buy('rights-manager', 'Buy a ticket');
  await comesTo('rights-manager', 'open');
  assert.ok(await isPlaying('rights-manager'));
  assert.ok(await reader.sees('Cleeng sent transactionCreated.'));
});

test('a subscription opens both, and after a refund a look at everybody closes them', async () => {
  await reader.go('/login.html?return=/screens.html');
  await reader.logIn('owner');
  await comesTo('motto', 'open');
  await comesTo('rights-manager', 'open');
  reader.simulator.refund('owner', 'monthly');
  await reader.page.click('#sweep');
  await comesTo('motto', 'closed');
  await comesTo('rights-manager', 'closed');
  assert.equal(await isPlaying('motto'), false);
});
