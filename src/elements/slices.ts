import type { Clock } from '../mediastore/clock.js';

/** Work that is done a little at a time, so that the page stays free to answer its reader. */
export interface Slices<Item> {
  /** Puts items into the queue, or before all others. Nothing is done twice for one that waits already. */
  add(items: Iterable<Item>, urgent?: boolean): void;
  clear(): void;
}

/** As many offers as one question to a guard may name; on a slow phone some 20 ms of work. */
const slice = 100;

/** Does `work` for each item, the first hundred at once and each further hundred in a task of its own. */
export function createSlices<Item>(clock: Clock, work: (item: Item) => void): Slices<Item> {
  let waiting = new Set<Item>();
  let cancel: (() => void) | undefined;

  const run = (): void => {
    cancel = waiting.size ? clock.after(0, run) : undefined;
    let left = slice;
    for (const item of waiting) {
      if (!left--) return;
      waiting.delete(item);
      work(item);
    }
  };
  return {
    add(items, urgent) {
      waiting = urgent ? new Set([...items, ...waiting]) : new Set([...waiting, ...items]);
      if (!cancel) run();
    },
    clear() {
      waiting.clear();
      cancel?.();
      cancel = undefined;
    },
  };
}
