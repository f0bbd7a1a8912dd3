import type { Bridge } from '../../bridge/bridge.js';
import type { Clock } from '../../mediastore/clock.js';
import type { Log } from '../../wire/log.js';

interface Surroundings {
  readonly bridge: Pick<Bridge, 'sweep' | 'status'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds between the beginnings of two sweeps, whoever begins them. */
  readonly sweep: number;
}

/** Seconds between two looks whether it is time. */
const look = 60;
/** Seconds after which one whose lists could not be read is made again: without them a first purchase of which no delivery told is not found. */
const retry = 3600;
/** Why lists may be read the next time; a service that says something else altogether will go on to do so. */
const passing: readonly unknown[] = ['network', 'timeout', 'service', 'credentials'];
/** A sweep's rounds are spread over this part of the time between two. */
const spread = 1 / 24;

/**
 * Begins a sweep when the newest is old enough, the first one at once, and sooner where the newest could not read the
 * service's lists and is over. Of several processes one begins it, since the
 * store lets no second one begin. It has a clock of its own, since without sweeps rights would be lost.
 */
export function keepSchedule({ bridge, clock, log, sweep }: Surroundings): { close(): Promise<void> } {
  const stop = new AbortController();
  let work = Promise.resolve();
  let cancel: () => void = () => undefined;
  async function interval(): Promise<number> {
    const newest = (await bridge.status()).sweeps[0];
    return newest?.state === 'done' && passing.includes(newest.unlisted) ? Math.min(retry, sweep) : sweep;
  }
  async function turn(): Promise<void> {
    try {
      const begun = await bridge.sweep({ since: Math.floor(clock.now() / 1000) - (await interval()) + 1, spread: Math.max(1, sweep * spread), signal: stop.signal });
      if (begun) log('info', 'bridge.sweep-begun', { sweep: begun.id, customers: begun.left });
    } catch (error) {
      if (!stop.signal.aborted) log('error', 'bridge.sweep-failed', { reason: String(error) });
    }
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
