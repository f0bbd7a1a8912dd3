import { standsAt, type Known, type Marks } from './known.js';
import type { Held } from './memory.js';
import type { Stored } from './shared.js';

/** What counts of a verdict, and what is left to do about it. */
export interface Reconciled {
  readonly known: Known;
  /** Whether the shared storage holds it. */
  readonly saved: boolean;
  /** False for one that the storage has lost: it may stand in for an answer, but the service is asked first. */
  readonly trusted: boolean;
}

/** No mark forgets nothing; a mark forgets all that was not asked for under it. */
const counts = (own: Marks | undefined, marks: Marks): boolean =>
  marks.every((mark, at) => !mark || own?.[at] === mark);

/**
 * Which of two memories of a verdict counts: the shared one, unless the own one is younger and could not be shared.
 *
 * @param now milliseconds since the epoch
 */
export function reconcile(held: Held | undefined, { known, marks }: Stored, now: number): Reconciled | undefined {
  // A denial whose marks could not be asked for is still a later word than an older grant.
  const own = held && ((!held.granted && !held.marks) || counts(held.marks, marks)) && standsAt(held, now) ? held : undefined;
  const theirs = known && counts(known.marks, marks) ? known : undefined;
  if (own && !own.saved && own.at >= (theirs?.at ?? 0)) return { known: { ...own, marks }, saved: false, trusted: true };
  if (theirs) return { known: theirs, saved: true, trusted: true };
  return own && { known: { ...own, marks }, saved: false, trusted: false };
}
