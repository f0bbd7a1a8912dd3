import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { article, createSite, endBrowser, gate, reads, sees, tags, type Site } from './site.js';

let site: Site;
beforeEach(async () => { site = await createSite(); });
afterEach(async () => site.close());
after(endBrowser);

test('a base element that points elsewhere draws no request of the gate there', async () => {
  await site.signIn('owner');
  site.page('/article', article(gate, `${tags()}<base href="${site.foreign}/">`));
  const tab = await site.tab('/article');
  await reads(tab, 'granted');
  await tab.$eval('cleeng-gate', async (gate) => gate.refresh());
  assert.ok(site.asked('entitlements') >= 2);
  assert.deepEqual(site.requests.filter((address) => address.startsWith(site.foreign)), []);
  await site.signOut();
  await reads(tab, 'signed-out');
  assert.equal(await sees(tab, 'Premium'), false);
  assert.equal(await tab.$eval('cleeng-gate >>> [part=login]', (login) => new URL((login as HTMLAnchorElement).href).origin), site.origin);
});
