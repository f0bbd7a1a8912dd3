import { page } from '../stores/page.js';
import { CleengGate } from './cleeng-gate.js';
import { explainIfAsked } from './explaining.js';
import { startReporting } from './reporting.js';
import { followConditions } from './when.js';

/**
 * Registers the tag, listens for purchases and follows `data-cleeng-when`. The first definition stays: a second copy of the
 * package finds its tag taken and yields. Does nothing where there is no DOM.
 */
export function defineGate(): void {
  page.hearPurchases();
  const { customElements: registry, document } = globalThis as Partial<typeof globalThis>;
  if (!registry || registry.get('cleeng-gate')) return;
  registry.define('cleeng-gate', CleengGate);
  // Lit brings a registry to Node, which has no document.
  if (!document) return;
  followConditions(page, document);
  startReporting(page);
  explainIfAsked();
}
