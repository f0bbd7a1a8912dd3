import type { CleengLibraryChangeEvent } from '../../src/elements/library-change-event.js';
import { CleengLibrary } from '../../src/elements/cleeng-library.js';
import type { Configuration } from '../../src/stores/config.js';
import { authKey, createTab, type Tab } from '../stores/tab.js';

/** The element under its own name, since the page's style rules know it by that, over stores that the test holds. */
class TestLibrary extends CleengLibrary {}
customElements.define('cleeng-library', TestLibrary);

export interface Scene {
  readonly tab: Tab;
  readonly library: CleengLibrary;
  /** The counts of each `cleeng-library-change`. */
  readonly changes: string[];
  /** Lets answers, observers and drawing come to rest. */
  settle(): Promise<void>;
  /** `data-access` of each card, in the order of the page. */
  words(): string;
  /** The text of each card that is seen. */
  seen(): string;
  part(name: string): HTMLElement | null;
  /** What the library itself says, outside its cards. */
  text(): string;
  choose(filter: 'all' | 'unlocked' | 'locked'): Promise<void>;
}

const frame = async (): Promise<unknown> => new Promise(requestAnimationFrame);

export interface Cast {
  customer?: string | null;
  granted?: string[];
  configuration?: Configuration;
  before?: (tab: Tab) => void;
}

/** Puts HTML into a library on the page of a customer, or of nobody. */
export async function open(html: string, { customer = '1', granted = [], configuration = {}, before }: Cast = {}): Promise<Scene> {
  const tab = createTab();
  // The list is a part, which takes real time to load.
  tab.clock.watch(async () => { await import('../../src/elements/owned-shelf.js'); });
  TestLibrary.stores = tab.stores;
  for (const id of granted) tab.service.grants.add(`1 ${id}`);
  if (customer) tab.local.setItem(authKey, tab.service.issue(customer).jwt);
  tab.configure({ loginUrl: '/login', accountUrl: '/account', ...configuration });
  before?.(tab);
  const place = document.createElement('div');
  place.className = 'scene';
  const changes: string[] = [];
  place.addEventListener('cleeng-library-change', ({ unlocked, locked, checking }: CleengLibraryChangeEvent) => { changes.push(`${String(unlocked)} ${String(locked)} ${String(checking)}`); });
  document.body.append(place);
  place.innerHTML = `<cleeng-library>${html}</cleeng-library>`;
  const library = place.querySelector('cleeng-library')!;
  const cards = (): HTMLElement[] => [...library.querySelectorAll<HTMLElement>('[data-offer-id]')];
  const scene: Scene = {
    tab, library, changes,
    async settle() {
      // An observer of the viewport speaks after a frame, and what it sets off is reported a moment later.
      for (let i = 0; i < 2; i++) {
        await frame();
        await frame();
        await tab.clock.tick(60);
        await library.updateComplete;
      }
    },
    words: () => cards().map(({ dataset }) => dataset.access ?? '').join(' '),
    seen: () => cards().filter((card) => card.checkVisibility()).map((card) => card.firstChild?.textContent?.trim()).join(' '),
    part: (name) => library.shadowRoot!.querySelector<HTMLElement>(`[part~="${name}"]`),
    text: () => library.shadowRoot!.textContent.replace(/\s+/g, ' ').trim(),
    async choose(filter) {
      const [input] = [...library.shadowRoot!.querySelectorAll('input')].filter((_, i) => ['all', 'unlocked', 'locked'][i] === filter);
      input!.click();
      await scene.settle();
    },
  };
  await scene.settle();
  return scene;
}

/** Takes everything off the page again. */
export function clear(): void {
  for (const place of document.querySelectorAll('.scene')) place.remove();
}
