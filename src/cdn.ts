/**
 * The drop-in file: configuration from its own script tag, then the command queue, then the tag.
 * Everything the npm door exports can be imported from it, too.
 */
import { $library, $session, $unlocked, accessTo, CleengAccessChangeEvent, CleengBuyEvent, CleengGate, CleengLoginEvent, CleengPromptSeenEvent, configure, consent, explain, refresh, signIn, signOut, version } from './index.js';
import { defineGate } from './elements/define-gate.js';
import { runQueue } from './queue.js';
import { ownScript, readAttributes } from './script.js';

export * from './index.js';

/** The door as one object, written out: the bundler's own would be a name of the door, too, and larger. */
const api = { $library, $session, $unlocked, accessTo, CleengAccessChangeEvent, CleengBuyEvent, CleengGate, CleengLoginEvent, CleengPromptSeenEvent, configure, consent, explain, refresh, signIn, signOut, version };
const script = ownScript(globalThis.document, import.meta.url);
if (script) {
  const attributes = readAttributes(script);
  if (Object.keys(attributes).length) configure(attributes);
}
runQueue(globalThis, api);
// A tag of ours is where the configuration belongs; without one, configure() may still come.
if (script) configure({});
defineGate();
