import { createStorage, type Storage } from 'unstorage';
import memory from 'unstorage/drivers/memory';

/** A storage that guards share, and what can happen to it. */
export interface SharedStore {
  readonly name: string;
  /** As one more guard sees it. */
  connect(): Promise<Storage>;
  /** From now on it does not answer. */
  kill(): Promise<void>;
  /** @param empty whether it has lost what it held */
  revive(empty: boolean): Promise<void>;
  close(): Promise<void>;
}

/** A storage in this process that dies as a server would: refusing at once, or silent. */
export function createFragileStore(): SharedStore {
  const held = memory();
  let state: 'well' | 'refusing' | 'silent' = 'well';
  let deaths = 0;
  const alive = async (): Promise<void> => {
    if (state === 'refusing') throw new Error('connection refused');
    if (state === 'silent') await new Promise(() => undefined);
  };
  const after = <Args extends unknown[], T>(run: (...args: Args) => T) => async (...args: Args): Promise<Awaited<T>> => {
    await alive();
    return await run(...args);
  };
  return {
    name: 'a storage in memory that can die',
    connect: async () => Promise.resolve(createStorage({
      driver: {
        name: 'fragile', getItem: after((key: string) => held.getItem(key)), hasItem: after((key: string) => held.hasItem(key, {})),
        setItem: after((key: string, value: string) => held.setItem!(key, value, {})), removeItem: after((key: string) => held.removeItem!(key, {})),
        getKeys: after((base: string) => held.getKeys(base, {})),
      },
    })),
    async kill() {
      state = deaths++ % 2 ? 'silent' : 'refusing';
      return Promise.resolve();
    },
    async revive(empty) {
      if (empty) await held.clear!('', {});
      state = 'well';
    },
    close: async () => Promise.resolve(),
  };
}
