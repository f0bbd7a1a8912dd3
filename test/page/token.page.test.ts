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

/** Writes down what the page lets out: events, history entries and what it says on the console. */
function overhear(): void {
  const overheard: string[] = [];
  Object.assign(globalThis, { overheard });
  for (const type of ['cleeng-access-change', 'cleeng-buy', 'cleeng-login', 'cleeng-prompt-seen']) {
    addEventListener(type, (event) => {
      event.preventDefault();
      const fields = Object.entries(Object.getOwnPropertyDescriptors(event)).map(([name, { value }]) => [name, value as unknown]);
      overheard.push(JSON.stringify([type, (event as CustomEvent).detail, ...fields]));
    });
  }
  for (const name of ['pushState', 'replaceState'] as const) {
    history[name] = (...entry) => { overheard.push(JSON.stringify([name, ...entry])); };
  }
}

for (const customer of ['owner', 'nobody'] as const) {
  test(`neither token of ${customer} is let out: not to markup, console, events, history, addresses or other origins`, async () => {
    const tokens = await site.signIn(customer);
    site.page('/article', article(gate, tags().replace('/checkout/', `https://shop.invalid/checkout/`)));
    const tab = await site.tab();
    const said: string[] = [];
    const sent: { url: string; authorization: string }[] = [];
    tab.on('console', (line) => said.push(line.text()));
    tab.on('request', (request) => sent.push({ url: request.url(), authorization: request.headers().authorization ?? '' }));
    await tab.evaluateOnNewDocument(overhear);
    await tab.goto(`${site.origin}/article`);
    await reads(tab, customer === 'owner' ? 'granted' : 'denied');
    if (customer === 'nobody') await tab.click('cleeng-gate >>> [part=buy]');
    await tab.$eval('cleeng-gate', async (gate) => gate.refresh());
    const page = await tab.evaluate(() => JSON.stringify([
      document.documentElement.getHTML({ serializableShadowRoots: true, shadowRoots: [document.querySelector('cleeng-gate')!.shadowRoot!] }),
      (globalThis as unknown as { overheard: string[] }).overheard, location.href, history.state, document.cookie, window.name, Object.entries(sessionStorage),
    ]));
    assert.match(page, /cleeng-access-change/);
    const carriers = sent.filter(({ authorization }) => authorization.includes(tokens.jwt));
    assert.ok(carriers.length > 0 && carriers.every(({ url }) => url.startsWith(`${site.origin}/mediastore/`)));
    assert.deepEqual(sent.filter(({ url }) => !url.startsWith(`${site.origin}/`) && url !== 'data:,'), []);
    for (const secret of [tokens.jwt, tokens.refreshToken]) {
      for (const place of [page, ...said, ...sent.map(({ url }) => url)]) assert.equal(place.includes(secret), false, place);
    }
  });
}
