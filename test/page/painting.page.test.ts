import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, beforeEach, test } from 'node:test';
import { engine } from '../../.config/engines.mjs';
import { film, filmed, frames } from './film.js';
import { article, createSite, endBrowser, gate, offer, preview, reads, tags, type Site } from './site.js';

let site: Site;
beforeEach(async () => { site = await createSite(); });
afterEach(async () => site.close());
after(endBrowser);

/** A script that takes three seconds is one that is blocked; here a busy machine may need as long as it likes. */
const noHurry = `<style>[slot='prompt'] { animation-play-state: paused !important; }</style>`;

const inline = `<cleeng-gate offer-id="${offer}">${preview}<p id="premium">Premium</p><div slot="prompt"><a href="/login">Log in</a></div></cleeng-gate>`;

for (const head of ['async blocking="render"', 'async']) {
  for (const [content, body] of [['a template', gate], ['children and a slotted prompt', inline]] as const) {
    for (const [customer, word, sights] of [['owner', 'granted', ['premium']], ['nobody', 'denied', ['prompt']]] as const) {
      test(`pain 1: with a slow service no frame shows ${customer} the wrong side of ${content} (script ${head})`, async () => {
        site.page('/article', article(body, noHurry + tags(head)));
        await site.signIn(customer);
        site.simulator.fault({ kind: 'latency', endpoint: 'entitlements', ms: 400 });
        const tab = await site.tab();
        await film(tab);
        await tab.goto(`${site.origin}/article`);
        await reads(tab, word);
        assert.deepEqual((await filmed(tab)).seen, sights);
      });
    }
  }
}

/** A module that the site holds back until the test lets it go. */
function heldBack(): () => void {
  let release!: () => void;
  const released = new Promise<void>((resolve) => { release = resolve; });
  const script = readFileSync('dist/cleeng-gate.js', 'utf8');
  site.page('/cleeng-gate.js', async () => {
    await released;
    return new Response(script, { headers: { 'content-type': 'text/javascript' } });
  });
  return release;
}

// Where nothing blocks rendering, the page is painted while its script is on its way.
const unblocked = engine === 'firefox' ? tags() : tags('async');
for (const [content, body] of [['a template', gate], ['children and a slotted prompt', inline]] as const) {
  for (const [reader, customer, word, sights] of [
    ['a payer with a stored grant', 'owner', 'granted', ['premium']],
    ['a payer without one', 'owner', 'granted', ['premium']],
    ['a reader who has not paid', 'nobody', 'denied', ['prompt']],
  ] as const) {
    test(`where nothing blocks rendering, as in Firefox, ${reader} sees neither premium nor prompt of ${content} before the word`, async () => {
      await site.signIn(customer);
      site.page('/article', article(body, noHurry + unblocked));
      if (reader === 'a payer with a stored grant') await reads(await site.tab('/article'), 'granted');
      const asked = site.asked('entitlements');
      const release = heldBack();
      const tab = await site.tab();
      await film(tab);
      const loaded = tab.goto(`${site.origin}/article`);
      await frames(tab, 10);
      release();
      await loaded;
      await reads(tab, word);
      assert.deepEqual(await filmed(tab), { seen: sights, early: [] });
      assert.equal(site.asked('entitlements'), reader === 'a payer with a stored grant' ? asked : asked + 1);
    });
  }
}

/** Keeps the times at which the page was first painted and at which the premium part was. */
function timePaints(): void {
  const paints: Record<string, number> = {};
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) paints[entry.entryType === 'element' ? 'premium' : entry.name] = (entry as PerformanceEntry & { renderTime?: number }).renderTime ?? entry.startTime;
  }).observe({ type: 'element', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) paints[entry.name] = entry.startTime;
  }).observe({ type: 'paint', buffered: true });
  Object.assign(globalThis, { paints });
}

const skip = engine === 'chromium' ? false : 'only Chromium blocks rendering and tells when an element was painted';

test('a cached grant is in the first painted frame of every visit, and nothing was asked before it', { skip }, async () => {
  site.page('/article', article(`<cleeng-gate offer-id="${offer}">${preview}<template><p id="premium" elementtiming="premium">Premium</p></template></cleeng-gate>`));
  await site.signIn('owner');
  const tab = await site.tab('/article');
  await reads(tab, 'granted');
  await tab.evaluateOnNewDocument(timePaints);
  const asked = site.asked('entitlements');
  for (let visit = 1; visit <= 10; visit++) {
    await tab.goto(`${site.origin}/article?visit=${String(visit)}`);
    const paints = await (await tab.waitForFunction(() => {
      const { paints } = globalThis as unknown as { paints: Record<string, number> };
      return paints.premium && paints['first-paint'] ? paints : null;
    })).jsonValue();
    assert.equal(paints!.premium, paints!['first-paint'], `visit ${String(visit)}: ${JSON.stringify(paints)}`);
  }
  assert.equal(site.asked('entitlements'), asked);
});
