import { LRUCache } from 'lru-cache';
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import RateLimiterRedis from 'rate-limiter-flexible/lib/RateLimiterRedis.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';
import type { Storage } from 'unstorage';
import type { Clock } from '../../mediastore/clock.js';
import { within } from '../../sources/deadline.js';
import { createBreaker } from './breaker.js';

/** What counting came to. */
export interface Count {
  readonly allowed: boolean;
  /** Whether it is the first of its time. */
  readonly first: boolean;
  /** Seconds until counting begins anew. */
  readonly wait: number;
}

/** Counts points of a key, so many of which are allowed in a time. */
export type Counter = (key: string, points: number) => Promise<Count>;

interface Rule {
  /** How many keys this process counts for at most, the ones not seen for longest begin anew; default 100,000. */
  readonly most?: number;
  readonly name: string;
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
}

interface Limiter {
  consume(key: string, points: number): Promise<RateLimiterRes>;
}

/** Milliseconds that a shared count may take. */
const patience = 150;

/** The limiter in memory forgets nothing before its time; this keeps a flood of keys from filling it. */
function inMemory({ most = 100_000, ...rule }: Rule): Limiter {
  const limiter = new RateLimiterMemory({ ...rule, keyPrefix: rule.name });
  const keys = new LRUCache<string, true>({ max: most, dispose: (_, key, reason) => { if (reason !== 'set') void limiter.delete(key); } });
  return {
    consume(key, points) {
      keys.set(key, true);
      return limiter.consume(key, points);
    },
  };
}

/** The Redis behind a storage; undefined for any other storage. */
function redisOf(cache: Storage | undefined): unknown {
  const driver = cache?.getMount('').driver;
  return driver?.name === 'redis' ? driver.getInstance?.() : undefined;
}

const counted = ({ isFirstInDuration, msBeforeNext }: RateLimiterRes, allowed: boolean): Count =>
  ({ allowed, first: isFirstInDuration, wait: Math.max(msBeforeNext, 0) / 1000 });

/**
 * Makes a counter: of this process's own, or with a storage over Redis of all guards together. While Redis does not
 * answer, each guard counts by itself.
 */
export function createCounter(rule: Rule, clock: Clock, cache?: Storage): Counter {
  const own = inMemory(rule);
  const storeClient = redisOf(cache);
  const shared: Limiter | undefined = storeClient === undefined ? undefined
    : new RateLimiterRedis({ points: rule.points, duration: rule.duration, storeClient, keyPrefix: `cleeng-gate:limit:${rule.name}`, rejectIfRedisNotReady: true });
  const breaker = createBreaker(clock, { after: 3, first: 500, longest: 5000 });

  const share = async (key: string, points: number, limiter: Limiter): Promise<RateLimiterRes> => {
    if (!breaker.admits()) return own.consume(key, points);
    try {
      const result = await within({ clock, deadline: patience }, async () => limiter.consume(key, points));
      breaker.succeeded();
      return result;
    } catch (error) {
      if (error instanceof RateLimiterRes) {
        breaker.succeeded();
        throw error;
      }
      breaker.failed();
      return own.consume(key, points);
    }
  };
  return async (key, points) => {
    try {
      return counted(await (shared ? share(key, points, shared) : own.consume(key, points)), true);
    } catch (error) {
      if (error instanceof RateLimiterRes) return counted(error, false);
      throw error;
    }
  };
}
