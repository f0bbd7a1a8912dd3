import { page } from '../stores/page.js';
import { CleengLibrary } from './cleeng-library.js';

/** Registers the tag and listens for purchases. The first definition stays. Does nothing where there is no DOM. */
export function defineLibrary(): void {
  page.hearPurchases();
  const { customElements: registry } = globalThis as Partial<typeof globalThis>;
  if (registry && !registry.get('cleeng-library')) registry.define('cleeng-library', CleengLibrary);
}
