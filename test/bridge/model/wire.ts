import type { Fetch } from '../../../src/mediastore/request.js';
import type { Random } from '../../faults/random.js';
import type { Host, Timeline } from './timeline.js';
import type { Weather } from './weather.js';

/** How a process reaches what is outside. Whatever goes over it takes its time, and may never come back. */
export interface Wire {
  /** A transaction of the store: done whole or not at all. */
  store<T>(method: string, run: () => Promise<T>): Promise<T>;
  /** A `fetch` of Cleeng. */
  ask(fetch: Fetch): Fetch;
  /** A `fetch` of another platform. */
  tell(fetch: Fetch): Fetch;
}

interface Surroundings {
  readonly timeline: Timeline;
  readonly random: Random;
  /** As it is at the moment. */
  readonly weather: () => Weather;
  readonly host: Host;
  /** Called when the process dies. */
  readonly onCrash: () => void;
}

const lease = 60_000;

type Ended<T> = { readonly value: T } | { readonly error: unknown };
const end = async <T>(run: () => Promise<T>): Promise<Ended<T>> => run().then((value) => ({ value }), (error: unknown) => ({ error }));

export function createWire({ timeline, random, weather, host, onCrash }: Surroundings): Wire {
  const dies = (): boolean => {
    if (!host.alive || !random.chance(weather().crash)) return !host.alive;
    host.alive = false;
    onCrash();
    return true;
  };
  const soon = (): number => timeline.now() + 2 + random.next() * 30;

  /**
   * There and back. A process that dies before sends nothing; one that dies after never hears. What is `sent` is out of
   * its hands and arrives also when it is frozen or dead.
   */
  const trip = async <T>(run: () => Promise<T>, { sent = false, lost = 0, stall = weather().stall } = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      if (random.chance(stall)) host.frozenUntil = timeline.now() + lease * (1 + random.next() * 2);
      const back = (ended: Ended<T>): void => {
        if ('value' in ended) resolve(ended.value);
        else reject(ended.error);
      };
      const there = async (): Promise<void> => {
        if (!sent && dies()) return;
        const ended = await end(run);
        if (dies()) return;
        timeline.at(soon(), () => { back(lost && random.chance(lost) ? { error: new TypeError('Failed to fetch') } : ended); }, host);
      };
      timeline.at(sent ? timeline.now() + lease * (0.3 + random.next() * 3) : soon(), there, sent ? undefined : host);
    });
  const overHttp = (fetch: Fetch, travel: (init: RequestInit) => { sent?: boolean; lost?: number; stall?: number }): Fetch => async (url, init) => {
    const { signal, ...rest } = init;
    signal?.throwIfAborted();
    return trip(async () => fetch(url, rest), travel(init));
  };
  return {
    store: async (method, run) => trip(run, { stall: weather().stall + (method === 'intend' ? weather().zombie : 0) }),
    ask: (fetch) => overHttp(async (url, init) => (random.chance(weather().down) ? Response.json({ message: 'Internal error' }, { status: 500 }) : fetch(url, init)), () => ({})),
    tell: (fetch) => overHttp(fetch, ({ method }) => {
      const { late, replyLost: lost, stall, zombie } = weather();
      return { sent: random.chance(late), lost, stall: method === 'GET' ? stall : stall + zombie };
    }),
  };
}
