import type { Storage } from 'unstorage';
import type { Clock } from '../../mediastore/clock.js';
import { within } from '../../sources/deadline.js';
import { createBreaker } from '../operating/breaker.js';

/** A storage that may be slow or gone: each call ends soon, and none of them throws. */
export interface Store {
  /** Values by key, null where there is none; undefined when the storage could not be asked. */
  read(keys: readonly string[]): Promise<ReadonlyMap<string, unknown> | undefined>;
  /** @param ttl seconds; kept by storages that can, so that the value must tell its age too */
  write(key: string, value: string, ttl: number): Promise<boolean>;
  remove(key: string): Promise<boolean>;
  /** Whether the last call failed. */
  readonly failing: boolean;
}

/** Milliseconds that a call may take; a storage nearby needs one or two. */
const patience = 150;

/**
 * @param storage keys are given in its normal form: colons between parts, none at the ends
 * @param onFailure told of each call that failed, never with a value
 */
export function createStore(storage: Storage, clock: Clock, onFailure: (error: unknown) => void = () => undefined): Store {
  const breaker = createBreaker(clock, { after: 3, first: 500, longest: 5000 });
  let failing = false;
  const attempt = async <T>(run: () => Promise<T>): Promise<{ value: T } | undefined> => {
    if (!breaker.admits()) return undefined;
    try {
      const value = await within({ clock, deadline: patience }, run);
      breaker.succeeded();
      failing = false;
      return { value };
    } catch (error) {
      breaker.failed();
      failing = true;
      onFailure(error);
      return undefined;
    }
  };
  return {
    async read(keys) {
      const found = await attempt(async () => storage.getItems([...keys]));
      return found && new Map(found.value.map(({ key, value }) => [key, value]));
    },
    write: async (key, value, ttl) => Boolean(await attempt(async () => storage.setItem(key, value, { ttl }))),
    remove: async (key) => Boolean(await attempt(async () => storage.removeItem(key))),
    get failing() {
      return failing;
    },
  };
}
