import { expect } from '@open-wc/testing';
import type { CleengGate } from '../../src/elements/cleeng-gate.js';
import { authKey } from '../stores/tab.js';
import { clear, createScene, offer, until } from './gate.js';
import { article, ways } from './ways.js';

const templated = `<test-gate offer-id="${offer}"><p slot="preview">Teaser</p><template><p id="premium">Premium</p> text</template></test-gate>`;

const premiumSeen = (): boolean => document.querySelector('#premium')?.checkVisibility() ?? false;
const text = (gate: CleengGate): string => gate.shadowRoot!.textContent.replace(/\s+/g, ' ').trim();

describe('<cleeng-gate>', () => {
  afterEach(clear);

  for (const word of Object.keys(ways) as CleengGate['access'][]) {
    it(`${word}: says so in access and in its state, and shows premium only when granted`, async () => {
      const [, gate] = await ways[word]();
      expect(gate.access).to.equal(word);
      expect(gate.matches(`:state(${word}):state(soft)`)).to.equal(true);
      expect(premiumSeen()).to.equal(word === 'granted');
      expect(gate.querySelector('[slot=preview]')!.checkVisibility()).to.equal(true);
    });

    it(`${word}: passes axe`, async () => {
      const [, gate] = await ways[word]();
      await expect(gate).to.be.accessible();
    });
  }

  it('moves the nodes of a template onto the page, and back when access is lost', async () => {
    const scene = createScene({ granted: [offer] });
    const gate = await scene.put(templated);
    const node = document.querySelector('#premium');
    expect(premiumSeen()).to.equal(true);
    scene.tab.local.removeItem(authKey);
    scene.tab.fire('focus');
    await gate.updateComplete;
    expect(document.querySelector('#premium')).to.equal(null);
    expect(gate.querySelector('template')!.content.querySelector('#premium')).to.equal(node);
    expect(gate.querySelector('template')!.content.textContent).to.equal('Premium text');
  });

  it('is spared the rules of the panels until it needs one', async () => {
    const scene = createScene({ granted: [offer] });
    scene.tab.stores.watch(offer).listen(() => undefined);
    await scene.tab.settle();
    const gate = await scene.put(templated);
    const rules = (): number[] => gate.shadowRoot!.adoptedStyleSheets.map(({ cssRules }) => cssRules.length);
    const [own] = rules();
    expect(rules()).to.deep.equal([own]);
    await scene.tab.stores.signOut();
    await scene.drawn(gate);
    expect(rules()).to.have.lengthOf(2);
    expect(getComputedStyle(scene.part(gate, 'prompt')!).display).to.equal('grid');
  });

  it('shows a template whose children a framework owns, and never moves them', async () => {
    const scene = createScene({ granted: [offer] });
    const gate = await scene.put(`<test-gate offer-id="${offer}"></test-gate>`);
    const template = document.createElement('template');
    const child = document.createElement('p');
    child.id = 'premium';
    template.appendChild(child);
    gate.append(template);
    await scene.drawn(gate);
    child.textContent = 'changed after the grant';
    expect(child.parentNode).to.equal(template);
    expect(premiumSeen()).to.equal(true);
  });

  it('tells each change once, in order, with what it was before', async () => {
    const scene = createScene({ granted: [offer] });
    const heard: unknown[] = [];
    const listen = (event: HTMLElementEventMap['cleeng-access-change']): void => {
      heard.push([event.offerId, event.previous, event.access, event.reason, event.fromCache]);
    };
    document.body.addEventListener('cleeng-access-change', listen);
    const gate = await scene.put(article);
    await scene.tab.stores.signOut();
    await gate.updateComplete;
    document.body.removeEventListener('cleeng-access-change', listen);
    expect(heard).to.deep.equal([
      [offer, 'checking', 'granted', null, false],
      [offer, 'granted', 'signed-out', 'no-token', false],
    ]);
  });

  it('an id that cannot be one is failed and misconfigured, with a word to the author', async () => {
    const scene = createScene();
    const gate = await scene.put('<test-gate offer-id="../secrets"><p id="premium">x</p></test-gate>');
    expect([gate.access, gate.reason]).to.deep.equal(['failed', 'misconfigured']);
    expect(scene.tab.log.join()).to.contain('cannot be one');
    expect(scene.tab.service.requests).to.deep.equal([]);
  });

  it('a changed offer-id shuts at once and drops the old answer', async () => {
    const scene = createScene({ granted: [offer] });
    const gate = await scene.put(article);
    gate.offerId = 'S999999999_US';
    await gate.updateComplete;
    expect(premiumSeen()).to.equal(false);
    await scene.drawn(gate);
    expect(gate.access).to.equal('denied');
  });

  it('several offers: granted if any is', async () => {
    const scene = createScene({ granted: ['P111111111'] });
    const gate = await scene.put(`<test-gate offer-id="${offer} P111111111"></test-gate>`);
    expect(gate.access).to.equal('granted');
  });

  it('on-failure="open" shows soft content while it stays failed', async () => {
    const scene = createScene();
    scene.tab.service.faults.set('/entitlements/', 'network');
    const gate = await scene.put(article.replace('>', ' on-failure="open">'));
    expect([gate.access, premiumSeen()]).to.deep.equal(['failed', true]);
  });

  for (const [policy, word] of [['keep', 'granted'], ['lock', 'failed'], ['open', 'granted']] as const) {
    it(`on-failure="${policy}" with an old grant and no answer is ${word}`, async () => {
      const scene = createScene();
      const at = scene.tab.clock.now() - 3_600_000;
      scene.tab.local.setItem(`cleeng-gate:v1:sandbox:123456789:1:${offer}`, `granted ${String(at)} -`);
      scene.tab.service.faults.set('/entitlements/', 'network');
      const gate = await scene.put(article.replace('>', ` on-failure="${policy}">`));
      expect(gate.access).to.equal(word);
    });
  }

  it('preview-as changes only what is shown', async () => {
    const scene = createScene();
    let heard = 0;
    document.body.addEventListener('cleeng-access-change', () => { heard++; }, { once: true });
    const gate = await scene.put(article.replace('>', ' preview-as="granted">'));
    expect([premiumSeen(), gate.access, gate.reason, heard]).to.deep.equal([true, 'checking', 'preview', 0]);
    expect(scene.tab.service.requests).to.deep.equal([]);
    expect(scene.tab.log.join()).to.contain('preview-as');
  });

  it('empties a shadow root that came with the HTML', async () => {
    const scene = createScene({ customer: null });
    const place = document.createElement('div');
    place.className = 'scene';
    document.body.append(place);
    place.setHTMLUnsafe(`<test-gate offer-id="${offer}"><template shadowrootmode="open"><slot></slot></template><p id="premium">x</p></test-gate>`);
    const gate = place.querySelector<CleengGate>('test-gate')!;
    await scene.drawn(gate);
    expect(premiumSeen()).to.equal(false);
    expect(text(gate)).to.contain('Log in');
  });

  it('a slotted frame loads once across re-checks', async () => {
    const scene = createScene({ granted: [offer] });
    let loads = 0;
    // Listening begins before there is a frame, which may load before a listener of its own is there.
    const listen = ({ target }: Event): void => { if (target instanceof HTMLIFrameElement) loads++; };
    document.addEventListener('load', listen, true);
    const gate = await scene.put(`<test-gate offer-id="${offer}"><iframe srcdoc="<p>film</p>"></iframe></test-gate>`);
    await until(() => loads);
    for (let i = 0; i < 3; i++) {
      void gate.refresh();
      await scene.drawn(gate);
    }
    document.removeEventListener('load', listen, true);
    expect(loads).to.equal(1);
  });

  it('a moved gate keeps its word, and a removed one tells nothing more', async () => {
    const scene = createScene({ granted: [offer] });
    const gate = await scene.put(article);
    document.querySelector('.scene')!.append(gate);
    expect(gate.access).to.equal('granted');
    gate.remove();
    let heard = 0;
    gate.addEventListener('cleeng-access-change', () => { heard++; });
    await scene.tab.stores.signOut();
    await gate.updateComplete;
    expect(heard).to.equal(0);
  });

  it('refresh() of a granted gate does not leave granted, and resolves to the word', async () => {
    const [scene, gate] = await ways.granted();
    const refreshed = gate.refresh();
    expect(gate.access).to.equal('granted');
    await scene.tab.settle();
    expect(await refreshed).to.equal('granted');
  });

  it('loading="lazy" asks only near the viewport', async () => {
    const scene = createScene({ granted: [offer] });
    const gate = await scene.put(`<div style="height: 500vh"></div>${article.replace('>', ' loading="lazy">')}`);
    expect(scene.tab.service.requests).to.deep.equal([]);
    gate.scrollIntoView();
    await until(() => scene.tab.service.requests.length);
    await scene.drawn(gate);
    expect(gate.access).to.equal('granted');
  });
});
