import { CleengLibrary } from './cleeng-library.js';

/** Registers the tag. The first definition stays. Does nothing where there is no DOM. */
export function defineLibrary(): void {
  const { customElements: registry } = globalThis as Partial<typeof globalThis>;
  if (registry && !registry.get('cleeng-library')) registry.define('cleeng-library', CleengLibrary);
}
