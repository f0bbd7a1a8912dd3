import { LRUCache } from 'lru-cache';
import type { Clock } from '../../mediastore/clock.js';
import type { Problem } from '../../sources/source.js';

interface Failure {
  readonly problem: Problem;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly jwt: string;
}

/** Failures, remembered for a moment, so that a service in trouble is not asked once per reader. */
export interface Failures {
  /** A token that was not accepted says nothing of another one. */
  get(key: string, jwt: string): Problem | undefined;
  set(key: string, jwt: string, problem: Problem): void;
  /** The service has answered, and so accepted the token. */
  recovered(key: string, jwt: string): void;
  /** Whether the service did not accept this token when it was last asked with it. */
  refused(jwt: string): boolean;
  /** Whether the last answer of all was a failure of the service's. */
  readonly troubled: boolean;
}

/** Milliseconds for which a failure is not asked about again. */
const shield = 1000;
/** Milliseconds for which a failure counts as trouble when nobody has asked since. */
const memorable = 30_000;

export function createFailures(clock: Clock): Failures {
  const all = new LRUCache<string, Failure>({ max: 10_000 });
  const refused = new LRUCache<string, true>({ max: 10_000 });
  let troubledUntil = 0;
  return {
    get(key, jwt) {
      const failure = all.get(key);
      if (!failure || clock.now() >= failure.until) return undefined;
      return failure.problem.code !== 'unauthorized' || failure.jwt === jwt ? failure.problem : undefined;
    },
    set(key, jwt, problem) {
      all.set(key, { problem, jwt, until: clock.now() + shield });
      if (problem.code === 'unauthorized') refused.set(jwt, true);
      else troubledUntil = clock.now() + memorable;
    },
    refused: (jwt) => refused.has(jwt),
    recovered(key, jwt) {
      all.delete(key);
      refused.delete(jwt);
      troubledUntil = 0;
    },
    get troubled() {
      return clock.now() < troubledUntil;
    },
  };
}
