import type { Clock } from '../mediastore/clock.js';
import type { Settings } from './options.js';
import type { Round } from './round.js';

/** Workers that make rounds until they are told to stop. */
export interface Running {
  /** Says that there may be work, so that nobody waits for the next look. */
  wake(): void;
  /** Takes no new customer, and resolves when the rounds under way have ended. */
  close(): Promise<void>;
}

interface Work {
  readonly runOnce: (signal?: AbortSignal) => Promise<Round | null>;
  /** Done now and then beside the rounds. */
  readonly settle: () => Promise<void>;
}

/** Milliseconds of the longest rest after the store has failed. */
const longestRest = 30_000;

/** A rest that can be cut short. */
function createRest(clock: Clock) {
  const resting = new Set<() => void>();
  return {
    rest: async (ms: number): Promise<void> => new Promise((resolve) => {
      const end = (): void => {
        cancel();
        resting.delete(end);
        resolve();
      };
      const cancel = clock.after(ms, end);
      resting.add(end);
    }),
    wake: () => { for (const end of [...resting]) end(); },
  };
}

/**
 * Lets `concurrency` workers make rounds. One that finds nothing to do rests for `poll` milliseconds or until it is
 * woken; one whose store fails rests longer each time, and goes on when it is back.
 */
export function startRunning({ clock, log, poll, concurrency, lease, clearance }: Settings, { runOnce, settle }: Work): Running {
  const { rest, wake } = createRest(clock);
  const stop = new AbortController();
  let closing = false;
  let rung = false;

  async function turn(failures: number, first: boolean): Promise<number> {
    try {
      if (await runOnce(stop.signal)) return 0;
      if (first) await Promise.all([settle(), clearance.look()]);
      if (!rung && !closing) await rest(poll);
      rung = false;
      return 0;
    } catch (error) {
      if (!stop.signal.aborted) log('error', 'bridge.round-failed', { reason: String(error) });
      if (!closing) await rest(Math.min(poll * 2 ** failures, longestRest));
      return Math.min(failures + 1, 20);
    }
  }
  const wakeAll = (): void => {
    rung = true;
    wake();
  };
  const stopAsking = clearance.keepAsking(wakeAll);
  const workers = Array.from({ length: concurrency }, async (_, index) => {
    for (let failures = 0; !closing;) failures = await turn(failures, index === 0);
  });
  return {
    wake: wakeAll,
    async close() {
      closing = true;
      stopAsking();
      wake();
      // A round that outlives its lease has lost its customer anyway.
      const cancel = clock.after(lease, () => { stop.abort(new Error('the bridge is closing')); });
      await Promise.all(workers);
      cancel();
    },
  };
}
