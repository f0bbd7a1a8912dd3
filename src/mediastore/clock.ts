/**
 * Time, passed in. Whatever waits or dates something takes a `Clock`, so that
 * a test can hand in its own and never has to sleep.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch; never runs backwards within one page or process. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** Never changes, and reading it costs as much as reading the time. */
const { timeOrigin } = performance;

/**
 * The machine's own clock. A wall clock that is set back while the page is open
 * must not make old answers young again, hence the larger of the two readings.
 */
export const systemClock: Clock = {
  now: () => Math.max(Date.now(), timeOrigin + performance.now()),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => { clearTimeout(timer); };
  },
};
