import type { Hard } from '../stores/content.js';
import type * as Bytes from './bytes.js';
import type { CleengGate } from './cleeng-gate.js';
import { fromHtml } from './html.js';
import { createPlace } from './place.js';
import type { Premium } from './premium.js';

/** Premium content that is not in the page: how it is brought, and shown, and taken away. */
export type HardContent = Hard & Premium;

/** What such a part hands back. */
export type Bringer = Pick<Hard, 'bring' | 'forget'>;

/** What a part is given, since the drop-in file has it already. */
export type FromHtml = typeof fromHtml;

/** Loads what only some sealed gates need. */
export type More = () => Promise<Pick<typeof Bytes, 'fromContent'>>;

/**
 * Loads what a hard gate needs: one part for what the guard hands out, and one for what is sealed.
 *
 * @param source the gate's `hardSource`
 */
export const bringHard = async (gate: CleengGate, source: string | Element): Promise<HardContent> =>
  createPlace(gate, (gate.src == null ? await import('./sealed.js') : await import('./guarded.js')).createBringer(source as string, fromHtml, async () => import('./bytes.js')));
