import { splitIds } from '../stores/ids.js';
import { page } from '../stores/page.js';
import type { CleengGate } from './cleeng-gate.js';

/**
 * Opens a small panel that says why a gate is locked or open, and what to do about it: for authors and support.
 * It shows no secret. Without a gate it explains all of the page; `?cleeng-debug` in the address does that by itself.
 */
export async function explain(gate?: Element): Promise<void> {
  const { showExplanation } = await import('./explain.js');
  showExplanation(() => {
    const gates = gate ? [gate] : [...document.querySelectorAll('cleeng-gate')];
    const offers = new Set(gates.flatMap((one) => {
      const ids = splitIds((one as Partial<CleengGate>).offerId ?? '');
      return ids.length ? ids : [''];
    }));
    return [...offers].map((offerId) => page.diagnose(offerId));
  });
}

/** Explains the page if its address asks for it. */
export function explainIfAsked(): void {
  if (!/[?&]cleeng-debug\b/.test(location.search)) return;
  const open = (): void => { void explain(); };
  if (document.readyState === 'complete') open();
  else addEventListener('load', open, { once: true });
}
