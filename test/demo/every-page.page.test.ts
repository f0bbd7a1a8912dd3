import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { createReader, endBrowser, pages, type Reader } from './reader.js';

let reader: Reader;
beforeEach(async () => { reader = await createReader(); });
afterEach(async () => reader.close());
after(endBrowser);

/** Whether a page can be pushed sideways on a screen of 320 pixels; a frame, since no window of WebKit's is as narrow. */
const spills = async (path: string): Promise<boolean> => {
  const frame = Object.assign(document.createElement('iframe'), { src: path, width: '320', height: '640' });
  const loaded = new Promise((resolve) => { frame.addEventListener('load', resolve); });
  document.body.append(frame);
  await loaded;
  const { clientWidth, scrollWidth } = frame.contentDocument!.documentElement;
  if (!clientWidth || clientWidth > 320) throw new Error(`The frame is ${String(clientWidth)} pixels wide.`);
  return scrollWidth > clientWidth;
};

for (const path of pages) {
  test(`${path} works under the strictest policy, and fits a screen of 320 pixels`, async () => {
    const answer = await reader.page.goto(reader.address + path, { waitUntil: 'networkidle0' });
    assert.match(answer?.headers()['content-security-policy'] ?? '', /default-src 'self'; script-src 'self'; style-src 'self'/);
    assert.equal(await reader.page.evaluate(spills, path), false);
    assert.deepEqual(reader.complaints, []);
  });
}

test('a page that spills would be seen', async () => {
  await reader.go('/');
  await reader.page.evaluate(() => {
    document.addEventListener('load', ({ target }) => {
      const { contentDocument } = target as HTMLIFrameElement;
      contentDocument!.body.append(Object.assign(contentDocument!.createElement('canvas'), { width: 400 }));
    }, true);
  });
  assert.equal(await reader.page.evaluate(spills, '/login.html'), true);
});

test('a breach of the policy would be heard', async () => {
  await reader.go('/');
  await reader.page.evaluate(() => { document.body.setAttribute('style', 'color: red'); });
  await reader.page.waitForFunction(() => document.body.style.length === 0);
  assert.match(reader.complaints.join(), /CSP: style-src-attr/);
});
