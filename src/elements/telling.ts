import { splitIds } from '../stores/ids.js';
import type { AccessWord, Reason } from '../stores/known.js';
import type { CleengGate } from './cleeng-gate.js';
import { CleengAccessChangeEvent } from './events.js';
import type { Spoken } from './panels.js';

/** A gate's word and what it was before, undefined for a gate that has only just been drawn. */
export interface News {
  readonly previous: AccessWord | undefined;
  readonly access: AccessWord;
  readonly reason: Reason | null;
  /** The offer that opened, else the one in hand. */
  readonly offerId: string;
  readonly fromCache: boolean;
}

/**
 * Makes the outside agree with a gate's word: states first, then whoever listens.
 *
 * @returns the word if whoever cannot see has to hear it
 */
export function tell(gate: CleengGate, states: CustomStateSet, { previous, access, reason, offerId, fromCache }: News): Spoken | undefined {
  const before = previous ?? 'checking';
  states.add(access);
  if (previous) states.delete(previous);
  else states.add(gate.protection);
  if (access === before) return undefined;
  gate.dispatchEvent(new CleengAccessChangeEvent(offerId, splitIds(gate.offerId ?? ''), access, before, reason, fromCache));
  return access === 'failed' || access === 'confirming' || (access === 'granted' && before !== 'checking') ? access : undefined;
}
