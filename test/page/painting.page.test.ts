import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { article, createSite, endBrowser, gate, offer, preview, reads, tags, type Site } from './site.js';

let site: Site;
beforeEach(async () => { site = await createSite(); });
afterEach(async () => site.close());
after(endBrowser);

/** What a frame could show of a gate. */
type Sight = 'premium' | 'prompt';

/** Notes in every frame, from the first, what of the gate is seen. Methods, because the compiler marks named functions with a name that no page knows. */
function film(): void {
  const camera = {
    seen: new Set<Sight>(),
    sees(element: Element | null | undefined): boolean { return element?.checkVisibility({ visibilityProperty: true }) ?? false; },
    frame(): void {
      const shown = document.querySelector('cleeng-gate');
      if (camera.sees(document.getElementById('premium'))) camera.seen.add('premium');
      if (camera.sees(shown?.shadowRoot?.querySelector('[part=prompt]')) || camera.sees(shown?.querySelector('[slot=prompt]'))) camera.seen.add('prompt');
      requestAnimationFrame(() => { camera.frame(); });
    },
  };
  Object.assign(globalThis, { camera });
  camera.frame();
}

const filmed = async (tab: Page): Promise<Sight[]> =>
  tab.evaluate(async () => new Promise<Sight[]>((resolve) => {
    // One frame more, so that the word that has just come has been painted.
    requestAnimationFrame(() => requestAnimationFrame(() => { resolve([...(globalThis as unknown as { camera: { seen: Set<Sight> } }).camera.seen]); }));
  }));

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
        await tab.evaluateOnNewDocument(film);
        await tab.goto(`${site.origin}/article`);
        await reads(tab, word);
        assert.deepEqual(await filmed(tab), sights);
      });
    }
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

test('a cached grant is in the first painted frame of every visit, and nothing was asked before it', async () => {
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
