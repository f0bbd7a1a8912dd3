import type { MediaStore } from '../mediastore/client.js';
import type { MediaStoreError } from '../mediastore/errors.js';
import type { Tokens } from '../mediastore/types.js';
import { exclusively } from './exclusively.js';
import type { SafeStorage } from './storage.js';
import type { Credential, Keys } from './tokens.js';
import type { World } from './world.js';

/** Trades a spent token for a new one, once in this page and once across its tabs. */
export interface Refresh {
  /**
   * The credential that is good now; null when there is none to be had.
   * @throws MediaStoreError when it could not be found out; nothing is discarded then
   */
  renew(spent: Credential): Promise<Credential | null>;
  /** Puts our new tokens back where a script wrote `undefined` over them. */
  restore(): void;
}

interface Surroundings {
  readonly world: World;
  readonly storage: SafeStorage;
  readonly mediaStore: () => MediaStore;
  readonly read: () => Credential | null;
  readonly write: (keys: Keys, tokens: Tokens) => void;
  readonly isFresh: (credential: Credential) => boolean;
  /** Called with tokens that look expired although they were just issued: this clock is wrong, not they. */
  readonly issued: (jwt: string) => void;
}

/**
 * Another tab may read the old localStorage for a moment after a write,
 * so that the lock is kept a little longer than the work.
 */
const settling = 150;

export function createRefresh({ world, storage, mediaStore, read, write, isFresh, issued }: Surroundings): Refresh {
  const refused = new Set<string>();
  let written: { keys: Keys; tokens: Tokens } | undefined;
  let flight: Promise<Credential | null> | undefined;

  /** What storage holds if somebody else changed it since `found` was read. */
  const changedSince = (found: Credential): Credential | null => {
    const now = read();
    return now && now.jwt !== found.jwt && now.refresh?.token !== found.refresh?.token ? now : null;
  };

  const trade = async (spent: Credential): Promise<Credential | null> => {
    const found = read();
    if (!found || found.claims.customerId !== spent.claims.customerId) return null;
    if (found.jwt !== spent.jwt && isFresh(found)) return found;
    const { refresh } = found;
    if (!refresh || refused.has(refresh.token)) return null;
    let tokens: Tokens;
    try {
      tokens = await mediaStore().refresh(refresh.token);
    } catch (error) {
      if ((error as MediaStoreError).code !== 'unauthorized') throw error;
      refused.add(refresh.token);
      return changedSince(found);
    }
    // A sign-out while we waited stands: new tokens must not bring the customer back.
    if (storage.get(refresh.keys[0]) === null) return null;
    const other = changedSince(found);
    if (other) return other;
    issued(tokens.jwt);
    written = { keys: refresh.keys, tokens };
    write(refresh.keys, tokens);
    return read();
  };

  return {
    renew: async (spent) =>
      (flight ??= exclusively(world, storage, 'cleeng-gate:refresh', settling, async () => trade(spent)).finally(() => {
        flight = undefined;
      })),
    restore() {
      if (!written) return;
      const { keys, tokens } = written;
      const held = storage.get(keys[0]);
      if (held === 'undefined') write(keys, tokens);
      else if (held !== tokens.jwt) written = undefined;
    },
  };
}
