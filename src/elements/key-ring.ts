/** A key that opened once, kept in the browser. It can be used, and neither read nor exported. */
export interface KeptKey {
  readonly key: CryptoKey;
  /** Milliseconds since the epoch at which the service granted it. */
  readonly at: number;
}

/** A kept key opens for a day at most, and clocks may differ by a minute; in milliseconds. */
const day = 864e5, leeway = 6e4;

/**
 * Looks for a key in IndexedDB, and puts one there, or with null takes it away. The ring holds keys of one customer
 * and of one day; whatever else it finds is thrown away. Where there is no such storage nothing is kept.
 *
 * @param name of the sealed file's very edition
 */
export const keyRing = async (customerId: string, now: number, name: string, put?: KeptKey | null): Promise<KeptKey | undefined> =>
  new Promise((resolve) => {
    const none = (): void => { resolve(undefined); };
    // A storage that is being deleted, or ails, must not keep the reader waiting.
    setTimeout(none, 1000);
    try {
      const opening = indexedDB.open('cleeng-gate');
      opening.onupgradeneeded = () => { opening.result.createObjectStore('keys'); };
      opening.onerror = none;
      opening.onsuccess = () => {
        const { result } = opening;
        const change = result.transaction('keys', 'readwrite');
        const store = change.objectStore('keys');
        const asking = store.get(0);
        let ring: Map<string, KeptKey> | undefined;
        asking.onsuccess = () => {
          const { customer, keys } = (asking.result ?? {}) as { customer?: string; keys?: Map<string, KeptKey> };
          ring = new Map([...(customer === customerId && keys ? keys : [])].filter(([, { at }]) => now - at < day && at - now < leeway));
          if (put) ring.set(name, put);
          if (put === null) ring.delete(name);
          store.put({ customer: customerId, keys: ring }, 0);
        };
        change.oncomplete = change.onabort = () => {
          result.close();
          resolve(ring?.get(name));
        };
      };
    } catch {
      none();
    }
  });
