import { waitUntil } from '@open-wc/testing';
import { CleengGate } from '../../src/elements/cleeng-gate.js';
import { authKey, createTab, type Tab } from '../stores/tab.js';

/** The element under a name of its own, over stores that the test holds. */
class TestGate extends CleengGate {}
customElements.define('test-gate', TestGate);

export const offer = 'S123456789_US';

export interface Scene {
  readonly tab: Tab;
  /** Puts HTML on the page, where `<test-gate>` is the gate; returns the first one, drawn. */
  put(html: string): Promise<CleengGate>;
  /** The gate's own part, if it is drawn. */
  part(gate: CleengGate, name: string): HTMLElement | null;
  drawn(gate: CleengGate): Promise<void>;
}

/** A page with a customer (or nobody), what is granted to whom, and a place for gates. */
export function createScene({ customer = '1', granted = [], configuration = {} }: { customer?: string | null; granted?: string[]; configuration?: object } = {}): Scene {
  const tab = createTab();
  TestGate.stores = tab.stores;
  for (const id of granted) tab.service.grants.add(`1 ${id}`);
  if (customer) tab.local.setItem(authKey, tab.service.issue(customer).jwt);
  tab.configure({ loginUrl: '/login?return={returnUrl}', checkoutUrl: '/checkout/{offerId}', ...configuration });
  const scene: Scene = {
    tab,
    async put(html) {
      const place = document.createElement('div');
      place.className = 'scene';
      document.body.append(place);
      place.innerHTML = html;
      const gate = place.querySelector<CleengGate>('test-gate')!;
      await scene.drawn(gate);
      return gate;
    },
    part: (gate, name) => gate.shadowRoot!.querySelector<HTMLElement>(`[part~="${name}"]`),
    async drawn(gate) {
      await gate.updateComplete;
      await tab.settle();
      await gate.updateComplete;
    },
  };
  return scene;
}

/** Waits for what the browser itself brings, such as a frame that loads; a hang ends with the test's own limit. */
export async function until(comes: () => unknown): Promise<void> {
  await waitUntil(async () => Boolean(await comes()), undefined, { timeout: 100_000 });
}

/** Takes everything off the page again. */
export function clear(): void {
  for (const place of document.querySelectorAll('.scene')) place.remove();
}
