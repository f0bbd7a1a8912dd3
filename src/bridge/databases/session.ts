import type { PGlite } from '@electric-sql/pglite';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../mediastore/clock.js';
import { own } from '../../mediastore/body.js';

/** Milliseconds after which an engine that could not be opened is tried again. */
const patience = 5000;

/**
 * Whether the engine is of no use any more, as after a disk that was full: asked again it would never answer. Severities
 * as PostgreSQL names them.
 */
export const isFatal = (error: unknown): boolean => ['PANIC', 'FATAL'].includes(String(own(error, 'severity')));

/** The one session of an embedded engine. */
export interface Session {
  /** One at a time, in the order of asking. */
  use<T>(work: (engine: PGlite) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Keeps an engine, and opens another over the same folder when it broke. It answers without a turn of the event loop,
 * so that who asks much would starve timers and requests, the folder's heart among them: hence a turn before each work.
 *
 * @throws whatever `open` does
 */
export async function openSession(open: () => Promise<PGlite>, clock: Clock): Promise<Session> {
  let engine: PGlite | undefined = await open();
  let broken: { readonly cause: unknown; readonly until: number } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function find(): Promise<PGlite> {
    if (engine) return engine;
    if (broken && clock.now() < broken.until) throw new Error('The embedded database is closed after a failure, and will be tried again in a few seconds.', { cause: broken.cause });
    try {
      return (engine = await open());
    } catch (cause) {
      broken = { cause, until: clock.now() + patience };
      throw cause;
    }
  }

  async function turn<T>(work: (engine: PGlite) => Promise<T>): Promise<T> {
    await setImmediate();
    try {
      return await work(await find());
    } catch (error) {
      // What it had not written it must not write any more: it is left, not closed.
      if (isFatal(error)) engine = undefined;
      throw error;
    }
  }

  return {
    async use(work) {
      const result = last.then(async () => turn(work));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      await last;
      await engine?.close();
    },
  };
}
