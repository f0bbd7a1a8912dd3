import type { Clock } from '../src/mediastore/clock.js';

/** A clock that stands still until it is told to move. Works in Node and in a browser. */
export interface TestClock extends Clock {
  /**
   * Moves `ms` milliseconds on. Timers that fall due run in their order, each at its own moment,
   * and whatever promises they set off settle before the next one runs. `tick(0)` only settles.
   */
  tick(ms: number): Promise<void>;
  /**
   * Names something whose work takes real time, such as a signature: `tick` waits for `idle()`
   * before it goes on, so that no test depends on the speed of the machine.
   */
  watch(idle: () => Promise<void>): void;
  /** How many timers are waiting; zero when nothing was left behind. */
  readonly waiting: number;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

const start2026 = Date.UTC(2026, 10, 21, 12);

/** Resolvers of the turns under way, in order, and the channel that ends each: WebKit is slow to make a new one. */
const turns: (() => void)[] = [];
const channel = typeof setImmediate === 'function' ? undefined : new MessageChannel();
if (channel) channel.port1.onmessage = () => turns.shift()?.();

/** One turn of the event loop, without the milliseconds that a nested `setTimeout` costs. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    if (!channel) return void setImmediate(resolve);
    turns.push(resolve);
    channel.port2.postMessage(null);
  });

/**
 * @param start milliseconds since the epoch at which the clock stands, by default noon UTC of
 * 21 November 2026
 */
export function createTestClock(start = start2026): TestClock {
  const timers = new Set<Timer>();
  const watched: (() => Promise<void>)[] = [];
  let now = start;

  const settle = async (): Promise<void> => {
    for (let count = 0; count < 6; count++) await turn();
    if (!watched.length) return;
    for (const idle of watched) await idle();
    for (let count = 0; count < 6; count++) await turn();
  };

  const next = (until: number): Timer | undefined =>
    [...timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];

  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + Math.max(ms, 0), run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async tick(ms) {
      const until = now + ms;
      await settle();
      for (let timer = next(until); timer; timer = next(until)) {
        timers.delete(timer);
        now = timer.at;
        timer.run();
        await settle();
      }
      now = until;
    },
    watch: (idle) => void watched.push(idle),
    get waiting() {
      return timers.size;
    },
  };
}
