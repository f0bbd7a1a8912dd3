import type { Clock } from '../../src/mediastore/clock.js';
import { createTestClock } from '../clock.js';

/** How time passes in a run. */
export interface Pace {
  readonly clock: Clock;
  /** Lets milliseconds go by. */
  pass(ms: number): Promise<void>;
  /** Lets as much time go by as a piece of work takes. */
  finish<T>(work: Promise<T>): Promise<T>;
}

/** All behind whatever went to the pool of threads before: signatures are checked there, in real time. */
const settle = async (): Promise<void> => {
  const block = new Uint8Array(20_000);
  for (let round = 0; round < 2; round++) await Promise.all(Array.from({ length: 4 }, async () => crypto.subtle.digest('SHA-256', block)));
};

/** Time stands still but for what is asked of it. */
export function createTestPace(): Pace {
  const clock = createTestClock();
  clock.watch(settle);
  return {
    clock,
    pass: async (ms) => clock.tick(ms),
    async finish(work) {
      const state = { done: false };
      work.then(() => { state.done = true; }, () => { state.done = true; });
      await clock.tick(0);
      while (!state.done) await clock.tick(250);
      return work;
    },
  };
}

/** The longest time that is really waited for; what is longer is leapt over. */
const longestWait = 3000;

interface Timer {
  readonly at: number;
  readonly run: () => void;
  handle?: NodeJS.Timeout;
}

/** Time goes as it does, for what other processes need time for; hours are leapt over, and timers in them run at once. */
export function createLeapingPace(): Pace {
  const timers = new Set<Timer>();
  let leapt = 0;
  const now = (): number => performance.timeOrigin + performance.now() + leapt;
  const schedule = (timer: Timer): void => {
    clearTimeout(timer.handle);
    timer.handle = setTimeout(() => {
      timers.delete(timer);
      timer.run();
    }, Math.max(timer.at - now(), 0));
  };
  const clock: Clock = {
    now,
    after(ms, run) {
      const timer: Timer = { at: now() + ms, run };
      timers.add(timer);
      schedule(timer);
      return () => {
        timers.delete(timer);
        clearTimeout(timer.handle);
      };
    },
  };
  const wait = async (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
  return {
    clock,
    finish: async (work) => work,
    async pass(ms) {
      if (ms <= longestWait) return wait(ms);
      leapt += ms;
      for (const timer of timers) schedule(timer);
      return wait(20);
    },
  };
}
