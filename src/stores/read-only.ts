import type { ReadableAtom } from 'nanostores';

/** The same store without a way to set it. */
export const readOnly = <Value>($store: ReadableAtom<Value>): ReadableAtom<Value> =>
  ({ ...$store, set: undefined, get value() { return $store.value; }, get lc() { return $store.lc; } }) as ReadableAtom<Value>;
