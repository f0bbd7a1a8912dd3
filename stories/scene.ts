import { CleengGate } from '../src/elements/cleeng-gate.js';
import type { Configuration } from '../src/stores/config.js';
import { createStores } from '../src/stores/stores.js';
import { thisPage } from '../src/stores/world.js';
import { createSimulator, type CustomerName, type Simulator } from '../src/simulator/index.js';
import { installWidgets } from './widgets.js';

/** The gate over the stores of the story that is shown. */
class StoryGate extends CleengGate {}
if (!customElements.get('cleeng-gate')) customElements.define('cleeng-gate', StoryGate);

/** The service behind every story: in memory, on no network, as at its start when a story begins. */
export const simulator = createSimulator({ base: '/mediastore' });

/** Who reads the story, and what happens to them. */
export interface Scene {
  /** Nobody is signed in when left out. */
  readonly customer?: CustomerName;
  /** What goes wrong, or happened before. */
  readonly before?: (simulator: Simulator) => void;
  /** What happens once the page is there. */
  readonly then?: () => void;
  /** What the page says besides who the publisher is. */
  readonly configuration?: Configuration;
  /** Whether the page has the stand-in for Cleeng's hosted widgets, which then tell who is signed in. */
  readonly widgets?: boolean;
}

/** A fresh service, a reader, and a page that remembers nothing. The returned function leaves no trace. */
export async function setScene({ customer, before, then, configuration, widgets = false }: Scene): Promise<() => void> {
  simulator.reset();
  const jwt = customer && (await simulator.signIn(customer)).jwt;
  before?.(simulator);
  const removeWidgets = widgets ? await installWidgets(simulator) : undefined;
  StoryGate.stores = createStores({
    ...thisPage, fetch: simulator.fetch, localStorage: () => undefined, sessionStorage: () => undefined,
    ...(!widgets && { widgets: () => undefined }),
  });
  StoryGate.stores.configure({
    environment: 'sandbox',
    publisherId: simulator.publisherId,
    loginUrl: '/login?return={returnUrl}',
    checkoutUrl: '/checkout/{offerId}?return={returnUrl}',
    ...(!widgets && { getToken: () => jwt ?? null }),
    ...configuration,
  });
  StoryGate.stores.hearPurchases();
  then?.();
  return () => removeWidgets?.();
}
