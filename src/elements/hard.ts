import type { Hard } from '../stores/content.js';
import type { CleengGate } from './cleeng-gate.js';
import type { Premium } from './premium.js';
import { policy } from './trusted.js';

/** Premium content that is not in the page: how it is brought, and shown, and taken away. */
export type HardContent = Hard & Premium;

/** What makes a gate hard: the attribute or the child that says where its content is; null for a soft gate. */
export const hardSource = (gate: CleengGate): string | Element | null =>
  gate.src ?? gate.sealedSrc ?? gate.querySelector(':scope > script[type="application/jose+json"]');

/** Cleans HTML where the browser cannot. */
export type Purify = (html: string) => Promise<Node>;

const purify: Purify = async (html) => (await import('./purify.js')).purify(html, policy());

/** Loads what a hard gate needs. */
export const bringHard = async (gate: CleengGate): Promise<HardContent> =>
  gate.src == null ? (await import('./sealed.js')).createSealed(gate, purify) : (await import('./guarded.js')).createGuarded(gate, purify);
