import type { Clock } from '../mediastore/clock.js';
import { MediaStoreError } from '../mediastore/errors.js';

/** What a piece of work may take, and who may call it off. */
export interface Bounds {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs something with a deadline of its own, also when it pays no heed to its signal.
 *
 * @throws MediaStoreError `timeout`; the signal's own reason when the caller aborted; what `run` throws
 */
export async function within<T>({ clock, deadline, signal }: Bounds, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const both = AbortSignal.any(signal ? [own.signal, signal] : [own.signal]);
  const cancel = clock.after(deadline, () => { own.abort(new MediaStoreError('timeout')); });
  let stop = (): void => undefined;
  const end = new Promise<never>((_, reject) => { stop = () => { reject(both.reason as Error); }; });
  both.addEventListener('abort', stop, { once: true });
  try {
    both.throwIfAborted();
    return await Promise.race([end, run(both)]);
  } finally {
    cancel();
    // Node keeps a signal made of others for as long as somebody listens to it.
    both.removeEventListener('abort', stop);
  }
}
