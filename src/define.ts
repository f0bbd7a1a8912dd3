/** Registers `<cleeng-gate>`. */
import { defineGate } from './elements/define-gate.js';

/** Tells TypeScript of the tag and its events, which are declared beside them. */
export type { CleengGate } from './elements/cleeng-gate.js';
export type { CleengAccessChangeEvent, CleengBuyEvent, CleengLoginEvent, CleengPromptSeenEvent } from './elements/events.js';

defineGate();
