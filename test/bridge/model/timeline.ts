import type { Clock } from '../../../src/mediastore/clock.js';

/** A process: it may be frozen for a while, and it may be gone, with all that it was about to do. */
export interface Host {
  readonly name: string;
  alive: boolean;
  /** Milliseconds since the epoch until which nothing happens in it. */
  frozenUntil: number;
}

interface Happening {
  readonly at: number;
  readonly turn: number;
  readonly host: Host | undefined;
  readonly run: () => unknown;
}

/**
 * Simulated time in which one thing happens after the other. What follows from one has come to rest before the next
 * begins, so that the same seed gives the same history.
 */
export interface Timeline extends Clock {
  /** Lets something happen at a moment, or as soon as its host is no longer frozen; never once that is gone. */
  at(time: number, run: () => unknown, host?: Host): () => void;
  /** The clock of a process. */
  clockOf(host: Host): Clock;
  /** Lets everything happen up to a moment. */
  until(time: number): Promise<void>;
  /** Keeps the next thing from happening until the returned function is called. */
  hold(): () => void;
}

/** Turns of the event loop in which promises that need no other process come to rest. */
const turns = 3;
const turn = async (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

export function createTimeline(start: number): Timeline {
  let now = start;
  let count = 0;
  let holds = 0;
  const coming = new Set<Happening>();

  const timeOf = ({ at, host }: Happening): number => Math.max(at, host?.frozenUntil ?? 0);
  /** The next, as far as its host still lives. */
  const next = (): Happening | undefined => {
    let first: Happening | undefined;
    for (const one of coming) {
      if (one.host?.alive === false) coming.delete(one);
      else if (!first || timeOf(one) < timeOf(first) || (timeOf(one) === timeOf(first) && (one.at - first.at || one.turn - first.turn) < 0)) first = one;
    }
    return first;
  };
  const settle = async (): Promise<void> => {
    do for (let left = turns; left > 0; left--) await turn();
    while (holds > 0);
  };
  const timeline: Timeline = {
    now: () => now,
    after: (ms, run) => timeline.at(now + ms, run),
    at(time, run, host) {
      const happening = { at: time, turn: ++count, host, run };
      coming.add(happening);
      return () => void coming.delete(happening);
    },
    clockOf: (host) => ({ now: () => now, after: (ms, run) => timeline.at(now + ms, run, host) }),
    hold() {
      holds++;
      let held = true;
      return () => {
        if (held) holds--;
        held = false;
      };
    },
    async until(time) {
      for (let one = next(); one && timeOf(one) <= time; one = next()) {
        coming.delete(one);
        now = Math.max(now, timeOf(one));
        await one.run();
        await settle();
      }
      now = Math.max(now, time);
    },
  };
  return timeline;
}
