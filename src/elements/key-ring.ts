/** A key that opened once, kept in the browser. It can be used, and neither read nor exported. */
export interface KeptKey {
  readonly key?: CryptoKey;
  /** Milliseconds since the epoch at which the service granted it. */
  readonly at: number;
}

/** Looks for the key of one file, or puts one there; one of another day takes it away. */
export type KeyRing = (put?: KeptKey) => Promise<KeptKey | undefined>;

/** A kept key opens for a day at most, and clocks may differ by a minute; in milliseconds. */
const day = 864e5, leeway = 6e4;

/** A storage that is being deleted, or ails, must not keep the reader waiting. */
const done = async <Result>(request: IDBRequest<Result>): Promise<Result> => new Promise((resolve, reject) => {
  request.onsuccess = () => { resolve(request.result); };
  request.onerror = reject;
  setTimeout(reject, 1000);
});

/**
 * The keys that a reader has, in IndexedDB. The ring holds those of one customer and of one day; whatever else it
 * finds is thrown away. Where there is no such storage nothing is kept.
 *
 * @param name of the sealed file's very edition
 * @param now milliseconds since the epoch
 */
export const keyRing = (customerId: string, name: string, now: number): KeyRing => async (put) => {
  const mine = `${customerId} `;
  try {
    const opening = indexedDB.open('cleeng-gate');
    opening.onupgradeneeded = () => { opening.result.createObjectStore('keys'); };
    const database = await done(opening);
    const store = database.transaction('keys', 'readwrite').objectStore('keys');
    const ring = new Map(await done(store.get(0) as IDBRequest<Map<string, KeptKey> | undefined>));
    if (put) ring.set(mine + name, put);
    for (const [whose, { at }] of ring) if (!(whose.startsWith(mine) && now - at < day && at - now < leeway)) ring.delete(whose);
    store.put(ring, 0);
    database.close();
    return ring.get(mine + name);
  } catch {
    return undefined;
  }
};
