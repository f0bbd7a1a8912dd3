import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { generateMaster, readMasters, seal } from '../../src/sealed/index.js';
import { createGuardedSite, type GuardedSite } from '../server/guarded-site.js';
import { article, back, endBrowser, habits, lines, needsScripting, offer, preview, reads, sees, tags, withHeaders } from './site.js';

const canary = 'only-for-those-who-paid';
const html = `<p id="premium">${canary}</p>`;
const asset = 'news/one.html';
const masters = { e1: generateMaster() };
const prompt = '<p slot="prompt"><a href="/login">Log in</a></p>';
const { keeps } = await habits();

let site: GuardedSite;
let envelope: string;
/** What the guard answers instead of the truth. */
let fault: (() => Response) | undefined;

/** The three ways in which a page has premium content that is not in it. */
const gates: Readonly<Record<string, () => string>> = {
  'src': () => `<cleeng-gate offer-id="${offer}" src="${asset}">${preview}${prompt}</cleeng-gate>`,
  'a sealed child': () => `<cleeng-gate offer-id="${offer}">${preview}${prompt}<script type="application/jose+json">${envelope}</script></cleeng-gate>`,
  'sealed-src': () => `<cleeng-gate offer-id="${offer}" sealed-src="one.jwe">${preview}${prompt}</cleeng-gate>`,
};
const kinds = Object.keys(gates);
const sealedKinds = kinds.slice(1);
const head = (attributes = 'async blocking="render"'): string => tags(`${attributes} data-guard="/guard"`);

beforeEach(async () => {
  fault = undefined;
  site = await createGuardedSite({ masters, assets: { [asset]: [offer] }, content: () => new Response(html, { headers: { 'content-type': 'text/html' } }) }, Date.now());
  site.mount('/guard/', async (request) => fault?.() ?? site.guard(request));
  envelope = JSON.stringify(await seal(html, { masters: readMasters(masters), asset, offers: [offer] }));
  site.page('/one.jwe', () => new Response(envelope, { headers: { 'content-type': 'application/jose+json' } }));
});
afterEach(async () => site.close());
after(endBrowser);

/** Opens a page with a gate of a kind. */
async function open(kind: string, { attributes, headers = {} }: { attributes?: string; headers?: Record<string, string> } = {}): Promise<Page> {
  site.page('/article', withHeaders(article(gates[kind]!(), head(attributes)), headers));
  return site.tab('/article');
}
const guarded = (): string[] => site.requests.map((address) => new URL(address)).filter(({ pathname }) => pathname.startsWith('/guard/')).map(({ pathname }) => pathname.slice(7));

/** Every place of this origin where a page can leave something. */
const stored = async (tab: Page): Promise<string> => tab.evaluate(async () => {
  const databases = await Promise.all((await indexedDB.databases()).map(async ({ name }) => new Promise<unknown>((resolve) => {
    const request = indexedDB.open(name!);
    request.onsuccess = () => {
      const all = request.result.transaction('keys').objectStore('keys').getAll();
      all.onsuccess = () => { request.result.close(); resolve(all.result.map((ring: Map<string, object>) => [...ring.keys()])); };
    };
  })));
  const cached = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)));
  return JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), databases, cached]);
});

for (const kind of kinds) {
  test(`${kind}: who has no right gets no premium byte, in no answer, on no page, in no storage`, async () => {
    await site.signIn('nobody');
    site.page('/article', article(gates[kind]!(), head()));
    const tab = await site.tab('/empty');
    const bodies: Promise<string>[] = [];
    tab.on('response', (response) => { bodies.push(response.text().catch(() => '')); });
    await tab.goto(`${site.origin}/article`);
    await reads(tab, 'denied');
    const everything = [...(await Promise.all(bodies)), await tab.content(), await stored(tab)].join('\n');
    assert.ok(everything.includes('Teaser'));
    assert.equal(everything.includes(canary), false);
  });

  test(`${kind}: who paid reads it, after one question to the guard`, async () => {
    await site.signIn('owner');
    const tab = await open(kind);
    await reads(tab, 'granted');
    assert.deepEqual(await lines(tab), ['Teaser', canary]);
    assert.deepEqual(guarded(), [kind === 'src' ? `content/${asset}` : 'keys']);
    assert.deepEqual(await tab.$eval('cleeng-gate', (gate) => [gate.matches(':state(hard)'), (gate as unknown as { protection: string }).protection]), [true, 'hard']);
  });

  test(`${kind}: with scripting off there are the preview and the prompt`, { skip: needsScripting }, async () => {
    site.page('/article', article(gates[kind]!(), head()));
    const tab = await site.tab();
    await tab.setJavaScriptEnabled(false);
    await tab.goto(`${site.origin}/article`);
    assert.deepEqual(await tab.evaluate(() => [...document.querySelectorAll('cleeng-gate > *')].filter((child) => child.checkVisibility({ visibilityProperty: true })).map((child) => child.textContent)), ['Teaser', 'Log in']);
  });

  test(`${kind}: a logout in another tab takes it off the page`, async () => {
    await site.signIn('owner');
    const tab = await open(kind);
    await reads(tab, 'granted');
    await site.signOut();
    await reads(tab, 'signed-out');
    assert.equal((await tab.content()).includes(canary), false);
    assert.doesNotMatch(await stored(tab), /7028/);
  });

  test(`${kind}: another customer sees nothing of what the one before read`, async () => {
    await site.signIn('owner');
    const tab = await open(kind);
    await reads(tab, 'granted');
    await site.signIn('nobody');
    await reads(tab, 'denied');
    assert.equal((await tab.content()).includes(canary), false);
    assert.doesNotMatch(await stored(tab), /702813501/);
  });

  test(`${kind}: a refund that is learnt of takes it off the page`, async () => {
    await site.signIn('owner');
    const tab = await open(kind);
    await reads(tab, 'granted');
    site.simulator.refund('owner', 'monthly');
    const word = await tab.$eval('cleeng-gate', async (gate) => (gate as unknown as { refresh(): Promise<string> }).refresh());
    assert.equal(word, 'denied');
    await tab.waitForFunction(() => !document.getElementById('premium'));
  });

  test(`${kind}: a page that is gone back to is shut for who has logged out meanwhile`, { skip: !keeps && 'this browser keeps no page to go back to' }, async () => {
    await site.signIn('owner');
    const tab = await open(kind);
    await reads(tab, 'granted');
    await tab.evaluate(() => { document.title = 'kept'; });
    await tab.goto(`${site.origin}/empty`);
    await tab.evaluate(() => { localStorage.clear(); });
    await back(tab);
    await reads(tab, 'signed-out');
    assert.equal((await tab.content()).includes(canary), false);
  });

  for (const types of ['', '; trusted-types lit-html cleeng-gate']) {
    test(`${kind}: a strict policy${types} hears of nothing`, async () => {
      const reports: string[] = [];
      const last = 'http://last.invalid';
      const ended = new Promise<void>((resolve) => {
        site.page('/reports', async (request) => {
          const { 'csp-report': report } = await request.json() as { 'csp-report': { 'blocked-uri': string } };
          reports.push(report['blocked-uri'].replace(/\/$/, ''));
          if (reports.includes(last)) resolve();
          return new Response(null, { status: 204 });
        });
      });
      await site.signIn('owner');
      const policy = `default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'${types}; report-uri /reports`;
      const tab = await open(kind, { headers: { 'content-security-policy': policy } });
      await reads(tab, 'granted');
      // DOMPurify has its turn, too: this browser might have a Sanitizer of its own.
      await tab.evaluateOnNewDocument(() => { Reflect.deleteProperty(Element.prototype, 'setHTML'); });
      await tab.reload();
      await reads(tab, 'granted');
      assert.equal(await sees(tab, canary), true);
      await tab.evaluate((src) => { document.body.append(Object.assign(document.createElement('img'), { src })); }, `${last}/`);
      await ended;
      assert.deepEqual(reports, [last]);
    });
  }
}

for (const kind of sealedKinds) {
  test(`${kind}: is read again while the guard is away, with the key that was kept`, async () => {
    await site.signIn('owner');
    const tab = await open(kind);
    await reads(tab, 'granted');
    while (!(await stored(tab)).includes('702813501')) await tab.evaluate(async () => new Promise(requestAnimationFrame));
    fault = () => new Response(null, { status: 503 });
    const before = guarded().length;
    await tab.reload();
    await reads(tab, 'granted');
    assert.deepEqual(await lines(tab), ['Teaser', canary]);
    assert.equal(guarded().length, before);
    assert.match(await stored(tab), /702813501/);
  });

  test(`${kind}: the key that is kept cannot be exported`, async () => {
    await site.signIn('owner');
    const tab = await open(kind);
    await reads(tab, 'granted');
    const kept = await tab.waitForFunction(async () => new Promise<unknown>((resolve) => {
      const request = indexedDB.open('cleeng-gate');
      request.onsuccess = () => {
        const all = request.result.transaction('keys').objectStore('keys').getAll();
        all.onsuccess = () => {
          request.result.close();
          const [key] = [...((all.result as Map<string, { key: CryptoKey }>[])[0]?.values() ?? [])];
          resolve(key && crypto.subtle.exportKey('raw', key.key).then(() => 'exported', (error: unknown) => `${String(key.key.extractable)} ${(error as Error).name}`));
        };
      };
      request.onerror = () => { resolve(undefined); };
    }), { polling: 100 });
    assert.equal(await kept.jsonValue(), 'false InvalidAccessError');
  });
}

for (const attributes of ['async blocking="render"', 'async', '']) {
  test(`a sealed child that the parser brings after the tag is no soft gate for a moment, with "${attributes}"`, async () => {
    await site.signIn('owner');
    site.page('/article', article(gates['a sealed child']!(), head(attributes)));
    const tab = await site.tab('/article');
    await reads(tab, 'granted');
    await tab.reload();
    await reads(tab, 'granted');
    assert.deepEqual(guarded().filter((path) => path !== 'keys'), []);
  });
}

test('loads what only its kind of gate needs, and nothing of it for who is signed out', async () => {
  const parts = (): string[] => site.requests.map((address) => new URL(address).pathname).filter((path) => /^\/cleeng-gate\.\w+\.js$/.test(path)).sort();
  const tab = await open('a sealed child');
  await reads(tab, 'signed-out');
  assert.deepEqual(parts(), []);
  await site.signIn('owner');
  await reads(tab, 'granted');
  const purify = (await tab.evaluate(() => 'setHTML' in Element.prototype)) ? [] : ['/cleeng-gate.purify.js'];
  assert.deepEqual(parts(), [...purify, '/cleeng-gate.sealed.js']);
});
