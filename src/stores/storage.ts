/** A `Storage` that never throws: blocked, full or absent, it just remembers nothing. */
export interface SafeStorage {
  get(key: string): string | null;
  /** False when the value could not be kept. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  keys(): string[];
}

/** Wraps a storage getter; touching it may throw as well as using it. */
export function safeStorage(open: () => Storage | undefined): SafeStorage {
  const attempt = <T>(use: (storage: Storage) => T, otherwise: T): T => {
    try {
      const storage = open();
      return storage ? use(storage) : otherwise;
    } catch {
      return otherwise;
    }
  };
  return {
    get: (key) => attempt((storage) => storage.getItem(key), null),
    set: (key, value) => attempt((storage) => (storage.setItem(key, value), true), false),
    remove: (key) => { attempt((storage) => { storage.removeItem(key); }, undefined); },
    keys: () => attempt((storage) => Object.keys(storage), []),
  };
}
