import type { Clock } from '../mediastore/clock.js';
import { allowance, window } from './brake.js';
import type { Decision, Ending } from './decide.js';
import type { BridgeStore, Cause, Claim } from './store.js';

/** What holds rights back that would end without a sweep and without an event. */
export const heldByTime = 'time';

/** What may be told to the sinks. */
export interface Braked extends Pick<Decision, 'grants' | 'revokes'> {
  /** Rights that would have ended, and stay for now. */
  readonly held: number;
}

const keysOf = (endings: readonly Ending[]): string[] => endings.map(({ revoke }) => revoke.right.key);

/**
 * Lets through what may end, and holds the rest: a sweep all, until it has seen everybody; other rounds what is too much
 * for a day. What is held already stays so, whatever the day would allow, until a person has looked. Held rights are
 * kept as they stand at the sinks.
 *
 * @returns null when the claim is lost
 */
export function createBrake(store: Pick<BridgeStore, 'hold' | 'liveLately' | 'revoked'>, clock: Clock): (claim: Claim, decision: Decision) => Promise<Braked | null> {
  const mayEnd = async (cause: Cause, count: number): Promise<boolean> => {
    // Of the rights that the last sweep met, since to count them all would take each round longer the more there are.
    const [live, ended] = await Promise.all([store.liveLately(), store.revoked(cause, Math.floor(clock.now() / 1000) - window)]);
    return ended + count <= allowance(live);
  };

  return async (claim, { grants, revokes, ending }) => {
    const fresh = claim.sweep === null ? ending.filter(({ heldBy }) => heldBy === null) : ending;
    const free = claim.sweep === null && fresh.length > 0 && (await mayEnd(claim.cause, fresh.length));
    if (!free && fresh.length && !(await store.hold(claim, keysOf(fresh), claim.sweep ?? heldByTime))) return null;
    const held = free ? ending.filter((each) => !fresh.includes(each)) : ending;
    return {
      grants: [...grants, ...held.flatMap(({ keep }) => keep ?? [])],
      revokes: [...revokes, ...(free ? fresh.map(({ revoke }) => revoke) : [])],
      held: held.length,
    };
  };
}
