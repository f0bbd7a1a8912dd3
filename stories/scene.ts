import { CleengGate } from '../src/elements/cleeng-gate.js';
import { CleengLibrary } from '../src/elements/cleeng-library.js';
import type { Configuration } from '../src/stores/config.js';
import { createStores } from '../src/stores/create.js';
import type { Stores } from '../src/stores/stores.js';
import { thisPage } from '../src/stores/world.js';
import { createSimulator, type CustomerName, type Simulator } from '../src/simulator/index.js';
import { installWidgets } from './widgets.js';

/** The tags over the stores of the story that is shown. */
class StoryGate extends CleengGate {}
class StoryLibrary extends CleengLibrary {}
if (!customElements.get('cleeng-gate')) customElements.define('cleeng-gate', StoryGate);
if (!customElements.get('cleeng-library')) customElements.define('cleeng-library', StoryLibrary);

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
  const tokens = customer && (await simulator.signIn(customer));
  before?.(simulator);
  const removeWidgets = widgets ? await installWidgets(simulator) : undefined;
  StoryGate.stores = StoryLibrary.stores = createStores({
    ...thisPage, fetch: simulator.fetch, localStorage: () => undefined, sessionStorage: () => undefined,
    ...(!widgets && { widgets: () => undefined }),
  });
  StoryGate.stores.configure({
    environment: 'sandbox',
    publisherId: simulator.publisherId,
    loginUrl: '/login?return={returnUrl}',
    checkoutUrl: '/checkout/{offerId}?return={returnUrl}',
    accountUrl: '/account',
    ...configuration,
  });
  if (tokens) StoryGate.stores.signIn({ ...tokens, email: simulator.customers[customer].email });
  StoryGate.stores.hearPurchases();
  then?.();
  return () => {
    for (const close of document.querySelectorAll<HTMLElement>('body > dialog > button:first-child')) close.click();
    removeWidgets?.();
  };
}

/** Logs a customer in, as a login page of the publisher's own does. */
export async function logIn(customer: CustomerName): Promise<void> {
  StoryGate.stores.signIn({ ...(await simulator.signIn(customer)), email: simulator.customers[customer].email });
}

/** The stores of the story that is shown, for the panel that explains them. */
export const storyStores = (): Stores => StoryGate.stores;
