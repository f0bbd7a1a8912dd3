import { expect, waitUntil } from '@open-wc/testing';
import type { CleengGate } from '../../src/elements/cleeng-gate.js';
import { languageOf, localeOf } from '../../src/elements/labels/locale.js';
import de from '../../src/elements/labels/de.js';
import { clear, createScene, offer, type Scene } from './gate.js';

const heading = (gate: CleengGate): string => gate.shadowRoot!.querySelector('h2')?.textContent ?? '';
const inGerman = `<div lang="de"><test-gate offer-id="${offer}"></test-gate></div>`;

/** Loading a module takes as long as it takes. */
const said = async (gate: CleengGate): Promise<string> => {
  await waitUntil(() => heading(gate));
  return heading(gate);
};

/** Has the browser's reader prefer these languages, until the test has ended. */
function speak(...languages: string[]): void {
  Object.defineProperty(navigator, 'languages', { configurable: true, value: languages });
}

describe('the language of a gate', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = createScene();
    document.documentElement.lang = 'en';
  });
  afterEach(() => {
    clear();
    document.documentElement.lang = 'en';
    Reflect.deleteProperty(navigator, 'languages');
  });

  it('is that of the nearest lang, with prices written its way', async () => {
    const gate = await scene.put(inGerman);
    expect(await said(gate)).to.equal(de.denied);
    expect(scene.part(gate, 'prompt')!.lang).to.equal('de');
    expect(scene.part(gate, 'price')!.textContent).to.match(/9,99\s€/);
  });

  it('is found through shadow roots', async () => {
    const gate = await scene.put(`<div lang="de"><p><test-gate offer-id="${offer}"></test-gate></p></div>`);
    gate.parentElement!.attachShadow({ mode: 'open' }).append(gate);
    await scene.drawn(gate);
    expect(localeOf(gate, undefined)).to.equal('de');
  });

  it('is the configured locale before the page’s, and the page’s before the browser’s', async () => {
    const gate = await scene.put(`<test-gate offer-id="${offer}"></test-gate>`);
    expect([localeOf(gate, 'pt-BR'), localeOf(gate, undefined)]).to.deep.equal(['pt-BR', 'en']);
    document.documentElement.lang = '';
    speak('fi');
    expect(localeOf(gate, undefined)).to.equal('fi');
  });

  it('passes over what the browser says that is no language tag, or a language without texts', async () => {
    const gate = await scene.put(`<test-gate offer-id="${offer}"></test-gate>`);
    document.documentElement.lang = '';
    speak('c', 'tlh', 'de-AT', 'en');
    expect(localeOf(gate, undefined)).to.equal('de-AT');
    speak('c');
    expect(localeOf(gate, undefined)).to.equal('en');
  });

  it('passes over what is no language tag, and takes underscores for dashes', async () => {
    const gate = await scene.put(`<div lang="not a tag"><test-gate offer-id="${offer}"></test-gate></div>`);
    expect([localeOf(gate, '???'), localeOf(gate, 'de_AT')]).to.deep.equal(['en', 'de-AT']);
  });

  it('is not loaded while nothing is to be said', async () => {
    scene.tab.service.grants.add(`1 ${offer}`);
    const loaded = (): boolean => performance.getEntriesByType('resource').some(({ name }) => name.includes('/labels/is'));
    const gate = await scene.put(`<div lang="fi"><test-gate offer-id="${offer}"></test-gate></div>`);
    expect([gate.access, loaded()]).to.deep.equal(['granted', false]);
  });

  it('shows no prompt in the wrong language first, and does not count it as seen before it is there', async () => {
    const gate = await scene.put(inGerman.replace('de', 'sv'));
    let seen = 0;
    gate.addEventListener('cleeng-prompt-seen', () => { seen++; });
    await gate.updateComplete;
    if (!heading(gate)) expect(gate.shadowRoot!.querySelector('.skeleton')).not.to.equal(null);
    expect(await said(gate)).not.to.equal('This is for subscribers');
    expect(seen).to.equal(0);
  });

  it('gives way to the page’s own labels, plural forms included', async () => {
    scene = createScene({ configuration: { labels: { denied: 'Nur für Abonnentinnen' } } });
    expect(await said(await scene.put(inGerman))).to.equal('Nur für Abonnentinnen');
  });

  it('sets right-to-left where the language asks for it', async () => {
    const gate = await scene.put(inGerman.replace('de', 'ar'));
    await said(gate);
    expect(getComputedStyle(scene.part(gate, 'prompt')!).direction).to.equal('rtl');
    await expect(gate).to.be.accessible();
  });

  it('sets English from left to right where it stands in for a language that runs the other way', async () => {
    const gate = await scene.put(`<div lang="ur" dir="rtl"><test-gate offer-id="${offer}" message="صرف اراکین کے لیے۔"></test-gate></div>`);
    expect(await said(gate)).to.equal('This is for subscribers');
    expect(getComputedStyle(scene.part(gate, 'prompt')!).direction).to.equal('ltr');
    expect(getComputedStyle(scene.part(gate, 'message')!).unicodeBidi).to.equal('plaintext');
  });

  const readers: [string, string | null][] = [
    ['en-GB', null], ['de-CH', 'de'], ['zh', 'zh-Hans'], ['zh-TW', 'zh-Hant'], ['zh-Hant-HK', 'zh-Hant'], ['pt', 'pt-BR'], ['pt-PT', 'pt'], ['pt-AO', 'pt'],
    ['nn', 'nb'], ['no', 'nb'], ['sr', 'sr'], ['sr-Latn-RS', 'sr-Latn'], ['iw', 'he'], ['cy', null], ['und', null],
  ];
  for (const [tag, language] of readers) {
    it(`${tag} reads ${language ?? 'English'}`, () => {
      expect(languageOf(tag)).to.equal(language);
    });
  }
});
