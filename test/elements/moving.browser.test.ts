import { expect } from '@open-wc/testing';
import type { CleengGate } from '../../src/elements/cleeng-gate.js';
import { authKey } from '../stores/tab.js';
import { clear, createScene, offer, until, type Scene } from './gate.js';

const article = `<test-gate offer-id="${offer}"><p slot="preview">Teaser</p><p id="premium">Premium</p></test-gate>`;

/** A gate that nobody sees before the page is scrolled. */
const below = `<div style="height: 500vh"></div>${article}`;

/** The two ways to move a gate: off the page and on again, or without leaving it, where the browser can. */
const moves = {
  append: (place: Element, gate: Element): void => { place.append(gate); },
  moveBefore: (place: Element, gate: Element): void => { (place as Element & { moveBefore(node: Node, child: null): void }).moveBefore(gate, null); },
};
const ways = Object.keys(moves).filter((way) => way in Element.prototype) as (keyof typeof moves)[];
const staying = ways.includes('moveBefore') ? it : it.skip;

const elsewhere = (): HTMLElement => {
  const place = document.createElement('aside');
  document.querySelector('.scene')!.append(place);
  return place;
};

/** Everything that a gate tells from now on. */
function hear(gate: CleengGate): string[] {
  const heard: string[] = [];
  gate.addEventListener('cleeng-access-change', ({ previous, access }) => { heard.push(`${previous} ${access}`); });
  gate.addEventListener('cleeng-prompt-seen', () => { heard.push('seen'); });
  return heard;
}

/** Lets the browser look twice at what is on screen. */
const frames = async (): Promise<void> =>
  new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(() => { resolve(); })); });

/** Scrolls to a gate that was below, and waits until the second begins in which its prompt must be on screen. */
async function comeIntoSight({ tab }: Scene, gate: CleengGate): Promise<void> {
  const { waiting } = tab.clock;
  gate.scrollIntoView();
  await until(() => tab.clock.waiting > waiting);
}

describe('a gate that is moved', () => {
  afterEach(() => {
    clear();
    scrollTo(0, 0);
  });

  for (const way of ways) {
    for (const [word, granted, customer] of [['granted', [offer], '1'], ['denied', [], '1'], ['signed-out', [], null]] as const) {
      it(`with ${way} while ${word} asks nothing and tells nothing`, async () => {
        const scene = createScene({ granted: [...granted], customer });
        const gate = await scene.put(article);
        const asked = scene.tab.service.requests.length;
        const heard = hear(gate);
        moves[way](elsewhere(), gate);
        await scene.drawn(gate);
        expect([gate.access, gate.parentElement!.localName]).to.deep.equal([word, 'aside']);
        expect(gate.matches(`:state(${word})`)).to.equal(true);
        expect(heard).to.deep.equal([]);
        expect(scene.tab.service.requests.length).to.equal(asked);
      });
    }

    it(`with ${way} while its answer is on its way does not ask again, and hears it`, async () => {
      const scene = createScene({ granted: [offer] });
      scene.tab.service.faults.set('/entitlements/', 'hang');
      const gate = await scene.put(article);
      const heard = hear(gate);
      const asked = scene.tab.service.requests.length;
      moves[way](elsewhere(), gate);
      await scene.drawn(gate);
      expect([gate.access, scene.tab.service.requests.length]).to.deep.equal(['checking', asked]);
      await scene.tab.clock.tick(60_000);
      await scene.drawn(gate);
      expect(heard).to.deep.equal(['checking failed']);
    });

    it(`with ${way} after its prompt was seen does not tell so again`, async () => {
      const scene = createScene();
      const gate = await scene.put(below);
      const heard = hear(gate);
      await comeIntoSight(scene, gate);
      await scene.tab.clock.tick(1000);
      moves[way](elsewhere(), gate);
      await scene.drawn(gate);
      await frames();
      await scene.tab.clock.tick(1000);
      expect(heard).to.deep.equal(['seen']);
    });

    it(`with ${way} before a lazy one came near still asks when it does`, async () => {
      const scene = createScene({ granted: [offer] });
      const gate = await scene.put(below.replace('<test-gate', '<test-gate loading="lazy"'));
      moves[way](elsewhere(), gate);
      await scene.drawn(gate);
      await frames();
      expect(scene.tab.service.requests).to.deep.equal([]);
      gate.scrollIntoView();
      await until(() => scene.tab.service.requests.length);
      await scene.drawn(gate);
      expect(gate.access).to.equal('granted');
    });
  }

  it('is not heard of by a store that it no longer follows, and gates of one offer follow it together', async () => {
    const scene = createScene({ granted: [offer] });
    const gate = await scene.put(article.repeat(3));
    const [, second, third] = gate.parentElement!.querySelectorAll<CleengGate>('test-gate');
    const $known = scene.tab.stores.watch(offer);
    expect($known.lc).to.equal(1);
    gate.remove();
    second!.remove();
    scene.tab.local.removeItem(authKey);
    scene.tab.fire('focus');
    expect([gate, second, third].map((one) => one!.isUpdatePending)).to.deep.equal([false, false, true]);
    await scene.drawn(third!);
    third!.remove();
    expect($known.lc).to.equal(0);
  });

  staying('with moveBefore is not drawn again', async () => {
    const scene = createScene();
    const gate = await scene.put(article);
    moves.moveBefore(elsewhere(), gate);
    expect(gate.isUpdatePending).to.equal(false);
  });

  staying('with moveBefore while its prompt is on screen does not begin that second anew', async () => {
    const scene = createScene();
    const gate = await scene.put(below);
    const heard = hear(gate);
    await comeIntoSight(scene, gate);
    await scene.tab.clock.tick(600);
    moves.moveBefore(elsewhere(), gate);
    await frames();
    await scene.tab.clock.tick(400);
    expect(heard).to.deep.equal(['seen']);
  });
});
