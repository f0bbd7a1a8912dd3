import type { Storage } from 'unstorage';
import type { Clock } from '../../mediastore/clock.js';
import { createCounter, type Count, type Counter } from './counter.js';
import type { Metrics } from './metrics.js';
import { Refusal } from '../answering/refusal.js';
import type { Limits } from '../answering/route.js';

/** How much one customer or address may have; `false` for any amount. */
export interface LimitOptions {
  /** Offers that a customer asks about, in a minute; default 6,000. */
  readonly entitlements?: number | false;
  /** Questions past the cache by a customer, in a minute; default 10. Beyond it the cache answers. */
  readonly fresh?: number | false;
  /** Content keys that a customer gets, in a minute; default 120. */
  readonly keys?: number | false;
  /** Requests of a customer for content that bear a token, in a minute; default 1,200. */
  readonly content?: number | false;
  /** Different assets that a customer gets in a day, opened or by key; default 2,000. More is a machine's reading. */
  readonly assets?: number | false;
  /** Requests without a good token from one address (of IPv6, one /64), in a minute; default 120. */
  readonly unauthorized?: number | false;
  /** Questions to the sources on their way at once; default 100. Others wait. */
  readonly upstream?: number;
}

/** The limits as they are when nothing is said. */
export const usualLimits = { entitlements: 6000, fresh: 10, keys: 120, content: 1200, assets: 2000, unauthorized: 120, upstream: 100 } as const satisfies Required<LimitOptions>;

const minute = 60;
const day = 86_400;

interface Surroundings {
  readonly clock: Clock;
  /** Where counts are shared, when it is Redis. */
  readonly cache?: Storage | undefined;
  readonly metrics?: Metrics | undefined;
}

/** The network that an address belongs to: one reader has a whole /64 of IPv6 (RFC 6177). */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail?.split(':').filter(Boolean) ?? [];
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(gap, 0)).fill('0'), ...right].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}

/** A question larger than the whole limit counts as all of it: it passes once in its time, and not never. */
const upTo = (most: number, counter: Counter): Counter => (key, points) => counter(key, Math.min(points, most));

/**
 * Counts, and refuses beyond the limits with 429 and `Retry-After`. The key of `assets` is `<customer>/<asset>`, and
 * an asset counts once a day; of `unauthorized` it is an address; of all others a customer. A limit that is not named
 * in {@link LimitOptions} does not exist. Counts live in this process unless the cache is Redis; a worker counts per
 * isolate.
 */
export function createLimits(options: LimitOptions, { clock, cache, metrics }: Surroundings): Limits {
  const { upstream: _, ...limits } = { ...usualLimits, ...options };
  const counters = new Map(Object.entries(limits).flatMap(([name, points]): [string, Counter][] =>
    points === false ? [] : [[name, upTo(points, createCounter({ name, points, duration: name === 'assets' ? day : minute }, clock, cache))]]));
  const seen = createCounter({ name: 'seen', points: Number.MAX_SAFE_INTEGER, duration: day }, clock, cache);

  const countAsset = async (counter: Counter, key: string, points: number): Promise<Count | undefined> => {
    const { first } = await seen(key, 1);
    return first ? counter(key.split('/', 1)[0]!, points) : undefined;
  };
  const count = (limit: string, counter: Counter, key: string, points: number): Promise<Count | undefined> =>
    limit === 'assets' ? countAsset(counter, key, points) : counter(limit === 'unauthorized' ? networkOf(key) : key, points);
  return {
    async spend(limit, key, points = 1) {
      const counter = counters.get(limit);
      const result = counter && points > 0 ? await count(limit, counter, key, points) : undefined;
      if (!result || result.allowed) return;
      metrics?.count('limited', { limit });
      throw new Refusal(429, 'service', { retryAfter: result.wait });
    },
  };
}
