import { LRUCache } from 'lru-cache';
import type { Clock } from '../mediastore/clock.js';
import type { Problem, Statement } from './source.js';

/** When to leave a service alone that does not answer. */
export interface BreakerOptions {
  /** Failures in a row after which it is left alone; default 20. */
  readonly failures?: number | undefined;
  /** Milliseconds of the first rest, doubled each time a probe fails; default 1000. */
  readonly rest?: number | undefined;
  /** Milliseconds of the longest rest; default 30,000. */
  readonly longest?: number | undefined;
  /** From 0 to below 1; a rest is shortened by up to half of it, so that guards do not return all at once. */
  readonly random?: (() => number) | undefined;
}

/** Stands between a source and its service. */
export interface Breaker {
  /**
   * Asks, or answers `unknown` at once while the service is left alone. After a rest one question goes through; the
   * others are told to come back in a second, until it has been answered. It never makes a denial of an `unknown`.
   *
   * @param quota whom a `Retry-After` concerns: those who ask under the same one wait as long as it says
   */
  run(quota: string, ask: () => Promise<Statement>): Promise<Statement>;
}

/** What says that the service is ill; a refused credential or a question that it does not understand does not. */
const ill = ({ code }: Problem): boolean => code === 'network' || code === 'timeout' || code === 'service';

/** How many quotas are remembered that a service asked to wait for. */
const mostWaiting = 10_000;

/** A circuit breaker that honours `Retry-After`: at once for the quota that was told, for all once it is open. */
export function createBreaker(clock: Clock, { failures = 20, rest = 1000, longest = 30_000, random = Math.random }: BreakerOptions = {}): Breaker {
  const waiting = new LRUCache<string, number>({ max: mostWaiting });
  let failed = 0;
  let trips = 0;
  let until = 0;
  let probing = false;

  const close = (): void => { failed = trips = until = 0; };
  const open = (retryAfter = 0): void => {
    const length = Math.min(rest * 2 ** trips, longest) * (1 - random() / 2);
    trips = Math.min(trips + 1, 30);
    until = clock.now() + Math.max(length, retryAfter * 1000);
  };
  const hear = (quota: string, said: Statement, probe: boolean): void => {
    if (said.status !== 'unknown') return close();
    const { problem } = said;
    // Without a status the service may not even have been asked; then the next question is a probe again.
    if (!ill(problem)) return problem.status ? close() : undefined;
    failed++;
    if (problem.retryAfter) waiting.set(quota, clock.now() + problem.retryAfter * 1000);
    if (until <= clock.now() && (probe || failed >= failures)) open(problem.retryAfter);
  };
  const left = (quota: string): number =>
    Math.max(until - clock.now(), (waiting.get(quota) ?? 0) - clock.now(), probing ? 1 : 0);

  return {
    async run(quota, ask) {
      const wait = left(quota);
      if (wait > 0) return { status: 'unknown', problem: { code: 'service', retryAfter: Math.ceil(wait / 1000) } };
      const probe = until > 0;
      probing ||= probe;
      try {
        const said = await ask();
        hear(quota, said, probe);
        return said;
      } finally {
        if (probe) probing = false;
      }
    },
  };
}
