import type { CallOptions, Source } from '../sources/source.js';
import { readRecords } from './records.js';
import type { BridgeStore } from './store.js';

/** How many other customers are looked at. */
const many = 3;

/**
 * Tells whether the service answers for our publisher at all: whether it shows records of another customer who is
 * known to have access. A token of another publisher or environment shows none. It reads records only, so that nobody
 * looks like a visitor.
 *
 * @returns false also when it cannot be told
 */
export type Control = (customerId: string, call?: CallOptions) => Promise<boolean>;

export function createControl(source: Source, store: Pick<BridgeStore, 'others'>): Control {
  return async (customerId, call = {}) => {
    for (const other of await store.others(customerId, many)) {
      try {
        if ((await readRecords(source, other, call)).length) return true;
      } catch {
        call.signal?.throwIfAborted();
      }
    }
    return false;
  };
}
