import { version } from '../version.js';
import { createStores } from './create.js';
import type { Stores } from './stores.js';
import { thisPage } from './world.js';

/** Where all copies of this package on one page meet; the number changes when its shape does. */
const slot = Symbol.for('cleeng-gate/stores/1');

interface Shared extends Stores {
  readonly version: string;
}

const isShared = (value: unknown): value is Shared =>
  typeof value === 'object' && Object.isFrozen(value) && typeof (value as Partial<Shared> | null)?.watch === 'function';

function meet(): Stores {
  const here = globalThis as { [slot]?: unknown };
  const found = here[slot];
  if (isShared(found)) {
    if (found.version !== version) found.author('other-version', version, found.version);
    return found;
  }
  const shared: Shared = Object.freeze({ ...createStores(thisPage), version });
  Object.defineProperty(here, slot, { value: shared, configurable: true });
  return shared;
}

/** The stores of this page, shared by every gate on it and every copy of this package. */
export const page: Stores = meet();
