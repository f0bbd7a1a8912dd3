import type { Prospect } from './purchases.js';

/** A series of questions after a purchase was reported, or a checkout came back. */
export interface Round {
  readonly kind: Prospect;
  /** Whether it takes longer than usual. */
  readonly slow: boolean;
  /** When to ask again, in milliseconds since the epoch; undefined when it was asked for long enough. */
  next(now: number): number | undefined;
}

/** Seconds from one question to the next, while it is quick. */
const quick = [1, 2, 3, 4, 5, 5];
const slowly = 30_000;

/** After a reported purchase the round goes on slowly until `until`; a mere checkout ends with the quick part. */
export function createRound({ kind, until }: { kind: Prospect; until: number }): Round {
  let step = 0;
  return {
    kind,
    get slow() { return step > quick.length; },
    next(now) {
      const seconds = quick[step++];
      if (seconds !== undefined) return now + seconds * 1000;
      return kind === 'purchase' && now < until ? now + slowly : undefined;
    },
  };
}
