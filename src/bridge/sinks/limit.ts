import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';
import type { Clock } from '../../mediastore/clock.js';
import { SinkError } from '../sink.js';

/** How fast one tenant of one sink may be called by this process. */
export interface Limit {
  /**
   * Waits for a place.
   *
   * @throws SinkError `limited` when there is none soon; the signal's reason when aborted
   */
  enter(signal?: AbortSignal): Promise<void>;
  /** The other side asked for quiet: nobody enters for so many seconds. */
  pause(seconds: number): void;
}

/** Milliseconds in which so many calls are allowed. */
const span = 1000;
/** Milliseconds that a call waits for a place; it has a lease to keep, and the customer can come again. */
const patience = 2000;

async function wait(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => { cancel(); reject(signal?.reason); };
    const cancel = clock.after(ms, () => { signal?.removeEventListener('abort', stop); resolve(); });
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/**
 * A limit on the calls to one tenant of one sink, in this process. Vendors do not publish theirs, so it keeps us
 * polite, and their 429 has the last word.
 *
 * @param perSecond calls in each second of the clock; `false` for any number, then only {@link Limit.pause} holds up
 * @throws TypeError for anything but a whole number above 0 and `false`
 */
export function createLimit(perSecond: number | false, clock: Clock): Limit {
  if (perSecond !== false && !(Number.isInteger(perSecond) && perSecond > 0)) throw new TypeError('perSecond takes a whole number above 0, or false');
  // The clock names the second and the limiter counts in it; its own idea of time only lets it forget.
  const limiter = perSecond === false ? undefined : new RateLimiterMemory({ points: perSecond, duration: 60 });
  let quietUntil = 0;

  /** Milliseconds until it is worth trying again; 0 when the place was taken. */
  const ahead = async (): Promise<number> => {
    const now = clock.now();
    if (quietUntil > now) return quietUntil - now;
    try {
      await limiter?.consume(String(Math.floor(now / span)));
      return 0;
    } catch (error) {
      if (error instanceof RateLimiterRes) return span - (now % span);
      throw error;
    }
  };
  return {
    async enter(signal) {
      const last = clock.now() + patience;
      for (let ms = await ahead(); ms > 0; ms = await ahead()) {
        signal?.throwIfAborted();
        if (clock.now() + ms > last) throw new SinkError({ code: 'limited', message: 'not sent: too many calls at the moment', retryAfter: Math.ceil(ms / 1000) });
        await wait(clock, ms, signal);
      }
    },
    pause(seconds) { quietUntil = Math.max(quietUntil, clock.now() + seconds * 1000); },
  };
}
