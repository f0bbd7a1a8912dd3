import type { CleengGate } from './cleeng-gate.js';

/** What makes a gate hard: the attribute or the child that says where its content is; null for a soft gate. */
export const hardSource = (gate: CleengGate): string | Element | null =>
  gate.src ?? gate.sealedSrc ?? gate.querySelector(':scope > script[type="application/jose+json"]');
