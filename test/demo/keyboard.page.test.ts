import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { createReader, endBrowser, type Reader } from './reader.js';

const story = '/articles/the-missing-hour.html';

let reader: Reader;
beforeEach(async () => { reader = await createReader(); });
afterEach(async () => {
  await reader.close();
  assert.deepEqual(reader.complaints, []);
});
after(endBrowser);

/** Whether the keyboard is at an element of this kind, in the page or in a gate. */
const isAt = (selector: string): boolean => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.matches(selector) ?? false;
};

/** Presses Tab until the keyboard has come to such an element, as long as a patient reader would. */
async function tabTo(selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await reader.page.keyboard.press('Tab');
    if (await reader.page.evaluate(isAt, selector)) return;
  }
  assert.fail(`Tab does not lead to ${selector}`);
}

/** Presses Enter on what leads to another page. */
const follow = async (): Promise<unknown> => Promise.all([reader.page.waitForNavigation(), reader.page.keyboard.press('Enter')]);

test('with Tab and Enter alone a reader signs in, buys, and reads on', async () => {
  const { page, simulator } = reader;
  const { email, password } = simulator.customers.nobody;
  await reader.go(story);
  await reader.reads('signed-out');
  await tabTo('[part=login]');
  await follow();
  await tabTo('[name=email]');
  await page.keyboard.type(email);
  await tabTo('[name=password]');
  await page.keyboard.type(password);
  await tabTo('#login [type=submit]');
  await follow();
  await reader.reads('denied');
  await tabTo('[part=buy]');
  await follow();
  await page.waitForSelector('#pay:not([hidden])');
  await tabTo('#pay [type=submit]');
  await page.keyboard.press('Enter');
  await page.waitForFunction((path) => location.pathname === path, {}, story);
  await reader.reads('granted');
  assert.equal(await reader.sees('once they stop talking'), true);
});
