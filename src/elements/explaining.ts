import { page } from '../stores/page.js';

/**
 * Opens a small panel that says why a gate is locked or open, and what to do about it: for authors and support.
 * It shows no secret. Without a gate it explains all of the page; `?cleeng-debug` in the address does that by itself.
 */
export async function explain(gate?: Element): Promise<void> {
  const { showExplanation } = await import('./explain.js');
  showExplanation(page, gate);
}

/** Explains the page if its address asks for it. */
export function explainIfAsked(): void {
  if (!/[?&]cleeng-debug\b/.test(location.search)) return;
  const open = (): void => { void explain(); };
  if (document.readyState === 'complete') open();
  else addEventListener('load', open, { once: true });
}
