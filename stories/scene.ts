import { CleengGate } from '../src/elements/cleeng-gate.js';
import { createStores } from '../src/stores/create.js';
import { thisPage } from '../src/stores/world.js';
import { createSimulator, type CustomerName, type Simulator } from '../src/simulator/index.js';

/** The gate over the stores of the story that is shown. */
class StoryGate extends CleengGate {}
if (!customElements.get('cleeng-gate')) customElements.define('cleeng-gate', StoryGate);

/** Who reads the story, and what happens to them. */
export interface Scene {
  /** Nobody is signed in when left out. */
  readonly customer?: CustomerName;
  /** What goes wrong, or happened before. */
  readonly before?: (simulator: Simulator) => void;
  /** What happens once the page is there. */
  readonly then?: () => void;
}

/** A fresh service, a reader, and a page that remembers nothing. */
export async function setScene({ customer, before, then }: Scene): Promise<void> {
  const simulator = createSimulator();
  const jwt = customer && (await simulator.signIn(customer)).jwt;
  before?.(simulator);
  StoryGate.stores = createStores({
    ...thisPage, fetch: simulator.fetch, localStorage: () => undefined, sessionStorage: () => undefined,
  });
  StoryGate.stores.configure({
    environment: 'sandbox',
    publisherId: simulator.publisherId,
    getToken: () => jwt ?? null,
    loginUrl: '/login?return={returnUrl}',
    checkoutUrl: '/checkout/{offerId}?return={returnUrl}',
  });
  StoryGate.stores.hearPurchases();
  then?.();
}
