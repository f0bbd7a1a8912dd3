import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { createReader, endBrowser, pages, type Reader } from './reader.js';

let reader: Reader;
beforeEach(async () => { reader = await createReader(); });
afterEach(async () => reader.close());
after(endBrowser);

/** Whether a page can be pushed sideways. */
const spills = (): boolean => document.documentElement.scrollWidth > document.documentElement.clientWidth;

for (const path of pages) {
  test(`${path} works under the strictest policy, and fits a screen of 320 pixels`, async () => {
    await reader.page.setViewport({ width: 320, height: 640 });
    const answer = await reader.page.goto(reader.address + path, { waitUntil: 'networkidle0' });
    assert.match(answer?.headers()['content-security-policy'] ?? '', /default-src 'self'; script-src 'self'; style-src 'self'/);
    assert.equal(await reader.page.evaluate(spills), false);
    assert.deepEqual(reader.complaints, []);
  });
}

test('a breach of the policy would be heard', async () => {
  await reader.go('/');
  await reader.page.evaluate(() => { document.body.setAttribute('style', 'color: red'); });
  await reader.page.waitForFunction(() => document.body.style.length === 0);
  assert.match(reader.complaints.join(), /CSP: style-src-attr/);
});
