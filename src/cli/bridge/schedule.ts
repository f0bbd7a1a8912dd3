import type { Bridge } from '../../bridge/bridge.js';
import type { Clock } from '../../mediastore/clock.js';
import type { Log } from '../../wire/log.js';

interface Surroundings {
  readonly bridge: Pick<Bridge, 'sweep'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds between the beginnings of two sweeps, whoever begins them. */
  readonly sweep: number;
  /** Forgets what is too old to be kept. */
  readonly purge: () => Promise<unknown>;
}

/** Seconds between two looks whether it is time. */
const look = 60;
/** A sweep's rounds are spread over this part of the time between two. */
const spread = 1 / 24;

/**
 * Begins a sweep when the newest is old enough, the first one at once, and has old bodies forgotten. Of several
 * processes one begins it, since the store lets no second one begin.
 */
export function keepSchedule({ bridge, clock, log, sweep, purge }: Surroundings): { close(): Promise<void> } {
  const stop = new AbortController();
  let work = Promise.resolve();
  let cancel: () => void = () => undefined;
  const attempt = async (name: string, run: () => Promise<unknown>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      if (!stop.signal.aborted) log('error', name, { reason: String(error) });
    }
  };
  async function turn(): Promise<void> {
    await attempt('bridge.sweep-failed', async () => {
      const begun = await bridge.sweep({ since: Math.floor(clock.now() / 1000) - sweep + 1, spread: Math.max(1, sweep * spread), signal: stop.signal });
      if (begun) log('info', 'bridge.sweep-begun', { sweep: begun.id, customers: begun.left });
    });
    await attempt('bridge.purge-failed', purge);
    if (!stop.signal.aborted) cancel = clock.after(Math.min(look, sweep) * 1000, start);
  }
  const start = (): void => { work = turn(); };
  start();
  return {
    async close() {
      stop.abort(new Error('the bridge is closing'));
      cancel();
      await work;
    },
  };
}
