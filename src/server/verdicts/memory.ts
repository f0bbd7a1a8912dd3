import { LRUCache } from 'lru-cache';
import { bareOffer, type Known } from './known.js';

/** What this process remembers of a verdict beside the verdict itself. */
export interface Held extends Known {
  /** The shared storage's era in which it was last compared with what lies there. */
  readonly era: number;
  /** Whether the shared storage is known to hold it too. */
  readonly saved: boolean;
  /** Milliseconds since the epoch until which nobody needs to be asked. */
  readonly freshUntil: number;
}

/** Verdicts in this process: a bounded cache that also finds all of a customer's at once. */
export interface Memory {
  get(customerId: string, offerId: string): Held | undefined;
  set(customerId: string, offerId: string, held: Held): void;
  drop(customerId: string, offerId: string): void;
  /** Forgets what matches, an offer with or without its country. */
  forget(what: { customerId?: string; offerId?: string }): void;
  readonly size: number;
}

const keyOf = (customerId: string, offerId: string): string => `${customerId} ${offerId}`;

/** How many verdicts of one customer are held; who asks about ever more offers drives out their own, not those of others. */
const mostOfOne = 1000;

/** @param max how many verdicts; the ones not asked for longest go first */
export function createMemory(max: number): Memory {
  /** Offers by customer, exactly those that the cache holds, in the order in which they were first heard of. */
  const offers = new Map<string, Set<string>>();
  const unlist = (key: string): void => {
    const [customerId, offerId] = key.split(' ') as [string, string];
    const own = offers.get(customerId);
    own?.delete(offerId);
    if (!own?.size) offers.delete(customerId);
  };
  const cache = new LRUCache<string, Held>({
    max,
    dispose: (_, key, reason) => { if (reason !== 'set') unlist(key); },
  });
  return {
    get: (customerId, offerId) => cache.get(keyOf(customerId, offerId)),
    set(customerId, offerId, held) {
      cache.set(keyOf(customerId, offerId), held);
      const own = offers.get(customerId);
      if (!own) return void offers.set(customerId, new Set([offerId]));
      own.add(offerId);
      if (own.size > mostOfOne) cache.delete(keyOf(customerId, own.values().next().value!));
    },
    forget({ customerId, offerId }) {
      if (customerId === undefined && offerId === undefined) return;
      const bare = offerId === undefined ? undefined : bareOffer(offerId);
      for (const one of customerId === undefined ? [...offers.keys()] : [customerId]) {
        for (const other of [...(offers.get(one) ?? [])]) if (bare === undefined || bareOffer(other) === bare) cache.delete(keyOf(one, other));
      }
    },
    drop: (customerId, offerId) => void cache.delete(keyOf(customerId, offerId)),
    get size() {
      return cache.size;
    },
  };
}
