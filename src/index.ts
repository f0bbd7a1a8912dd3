/**
 * Every public name. Importing this registers no tag and touches nothing of the page;
 * `cleeng-gate/define` registers.
 */
import { page } from './stores/page.js';

export { CleengGate, type Protection } from './elements/cleeng-gate.js';
export { CleengAccessChangeEvent, CleengBuyEvent, CleengLoginEvent, CleengPromptSeenEvent } from './elements/events.js';
export { explain } from './elements/explaining.js';
export { version } from './version.js';
export type { Configuration } from './stores/config.js';
export type { GateReport } from './elements/report.js';
export type { Access, AccessWord, Reason } from './stores/known.js';
export type { LibraryItem } from './stores/library.js';
export type { Session, SignIn } from './stores/session.js';
export type { Environment, Tokens } from './mediastore/types.js';

/** The stores that every gate on the page shares; see {@link Stores} for each. */
export const { configure, accessTo, signIn, signOut, refresh, consent, $session, $unlocked, $library } = page;
export type { Stores } from './stores/stores.js';
