import type { Clock } from '../../mediastore/clock.js';

/** When a circuit opens, and for how long. */
export interface BreakerOptions {
  /** Failures in a row. */
  readonly after: number;
  /** Milliseconds of the first pause; each further one is twice as long. */
  readonly first: number;
  /** Milliseconds of the longest. */
  readonly longest: number;
  /** From 0 to 1; decides how much of a pause is taken, at least half, so that several guards do not return at once. */
  readonly random?: () => number;
}

/** Keeps calls from a service that has stopped answering, but for one now and then that finds out. */
export interface Breaker {
  /** Whether a call may be tried. In a pause's wake one is let through, which has another pause's time to succeed. */
  admits(): boolean;
  succeeded(): void;
  failed(): void;
}

export function createBreaker(clock: Clock, { after, first, longest, random = Math.random }: BreakerOptions): Breaker {
  let failures = 0;
  let pause = first;
  let until = 0;
  const hold = (ms: number): void => { until = clock.now() + ms; };
  return {
    admits() {
      if (failures < after) return true;
      if (clock.now() < until) return false;
      hold(pause);
      return true;
    },
    succeeded() {
      failures = 0;
      pause = first;
      until = 0;
    },
    failed() {
      failures++;
      if (failures < after) return;
      hold(pause * (1 + random()) / 2);
      pause = Math.min(pause * 2, longest);
    },
  };
}
