/**
 * The drop-in file: configuration from its own script tag, then the command queue, then the tag.
 * Everything the npm door exports can be imported from it, too.
 */
import * as api from './index.js';
import { defineGate } from './elements/define-gate.js';
import { runQueue } from './queue.js';
import { ownScript, readAttributes } from './script.js';

export * from './index.js';

const script = ownScript(globalThis.document, import.meta.url);
if (script) {
  const attributes = readAttributes(script);
  if (Object.keys(attributes).length) api.configure(attributes);
}
runQueue(globalThis, api);
// A tag of ours is where the configuration belongs; without one, configure() may still come.
if (script) api.configure({});
defineGate();
