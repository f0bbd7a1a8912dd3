/**
 * What the benchmark runs inside the page: the gate, a trivial Lit element and a bare element, each put
 * on the page N times in the same round, so that a slow moment of the machine slows them all.
 */
import { html, LitElement } from 'lit';
import { CleengGate } from '../../src/elements/cleeng-gate.js';
import { defineGate } from '../../src/elements/define-gate.js';
import { defineLibrary } from '../../src/elements/define-library.js';
import { page } from '../../src/stores/page.js';

class TrivialLit extends LitElement {
  override render(): unknown {
    return html`<slot></slot>`;
  }
}
class Bare extends HTMLElement {
  connectedCallback(): void {
    if (!this.shadowRoot) this.attachShadow({ mode: 'open' }).innerHTML = '<slot></slot>';
  }
}
customElements.define('trivial-lit', TrivialLit);
customElements.define('bare-element', Bare);

export interface Timing { script: number; layout: number }

const kinds = {
  div: '<div><p>x</p></div>',
  bare: '<bare-element><p>x</p></bare-element>',
  lit: '<trivial-lit><p>x</p></trivial-lit>',
  gate: '<cleeng-gate offer-id="S100000001_DE"><p>x</p></cleeng-gate>',
  prompt: '<cleeng-gate offer-id="A100000007_DE"><p>x</p></cleeng-gate>',
};
export type Kind = keyof typeof kinds;

const place = document.createElement('main');
// The margins of what is in it stay in it, so that one kind's going does not look like the next one's layout shift.
place.style.display = 'flow-root';
document.body.append(place);
const settled = async (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });

const bench = {
  configure(guard = ''): void {
    page.configure({ guard, environment: 'sandbox', publisherId: '123456789', apiBase: '/mediastore', checkoutUrl: '/checkout' });
    // A listener of its own keeps each verdict in memory, whatever gates come and go.
    page.watch('S100000001_DE').listen(() => undefined);
    page.watch('A100000007_DE').listen(() => undefined);
    page.offerOf('A100000007_DE').listen(() => undefined);
    defineGate();
    defineLibrary();
  },
  words: () => [page.watch('S100000001_DE').value?.access, page.watch('A100000007_DE').value?.access],
  /** What the clock counts by, in milliseconds. */
  tick(): number {
    const start = performance.now();
    let now = start;
    while (now === start) now = performance.now();
    return now - start;
  },
  /** Milliseconds in script, and in script and layout, for `count` elements of a kind. */
  async time(kind: Kind, count: number): Promise<Timing> {
    const template = document.createElement('template');
    template.innerHTML = kinds[kind].repeat(count);
    await settled();
    const start = performance.now();
    place.append(document.importNode(template.content, true));
    // Lit draws in microtasks; when the last element has drawn, all have.
    await (place.lastElementChild as Partial<LitElement>).updateComplete;
    const script = performance.now() - start;
    place.getBoundingClientRect();
    const layout = performance.now() - start;
    place.replaceChildren();
    await settled();
    return { script, layout };
  },
  async add(kind: Kind, count: number): Promise<void> {
    place.innerHTML = kinds[kind].repeat(count);
    await (place.lastElementChild as Partial<LitElement>).updateComplete;
  },
  clear(): void {
    place.replaceChildren();
  },
  async offers(count: number, one: boolean): Promise<void> {
    place.innerHTML = Array.from({ length: count }, (_, i) => `<cleeng-gate offer-id="${one ? 'S100000002_DE' : `A2${String(i).padStart(8, '0')}`}"></cleeng-gate>`).join('');
    await Promise.all([...place.querySelectorAll('cleeng-gate')].map(async (gate) => new Promise<void>((resolve) => {
      gate.addEventListener('cleeng-access-change', () => { resolve(); }, { once: true });
    })));
    place.replaceChildren();
  },
  /**
   * As many cards with as many offers, each asked about: tasks above 50 ms, the longest of them, and layout shifts.
   * `plain` is the same page without the tag's work.
   */
  async library(count: number, plain: boolean): Promise<LibraryCost> {
    const tasks: number[] = [];
    let shifts = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.entryType === 'longtask') tasks.push(entry.duration); else shifts++;
    });
    for (const type of ['longtask', 'layout-shift']) observer.observe({ type });
    const tag = plain ? 'plain-library' : 'cleeng-library';
    const cards = Array.from({ length: count }, (_, i) => `<li data-offer-id="A3${String(i).padStart(8, '0')}"><a href="#">A film</a></li>`);
    const template = document.createElement('template');
    template.innerHTML = `<${tag} style="display: block" filter="locked"><ul>${cards.join('')}</ul></${tag}>`;
    await settled();
    place.append(document.importNode(template.content, true));
    const known = (): number => place.querySelectorAll('[data-access]:not([data-access=checking])').length;
    while (!plain && known() < count) await new Promise((resolve) => { setTimeout(resolve, 20); });
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
    await settled();
    for (const { entryType, duration } of observer.takeRecords()) if (entryType === 'longtask') tasks.push(duration); else shifts++;
    observer.disconnect();
    place.replaceChildren();
    return { longTasks: tasks.length, longest: Math.round(Math.max(0, ...tasks)), shifts };
  },
  /** Frames from the end of the answer to the frame that shows the premium content. */
  async framesToPaint(): Promise<number> {
    place.innerHTML = '<cleeng-gate offer-id="S100000001_US"><p>x</p></cleeng-gate>';
    const gate = place.firstElementChild as CleengGate;
    const premium = gate.firstElementChild!;
    await new Promise<void>((resolve) => {
      const $known = page.watch('S100000001_US');
      const stop = $known.listen(({ access }) => {
        if (access === 'checking') return;
        stop();
        resolve();
      });
    });
    let frames = 0;
    for (; frames < 10; frames++) {
      await new Promise(requestAnimationFrame);
      if (premium.checkVisibility()) break;
    }
    place.replaceChildren();
    return frames + 1;
  },
};
export interface LibraryCost { longTasks: number; longest: number; shifts: number }
export type Bench = typeof bench;
Object.assign(globalThis, { bench });
