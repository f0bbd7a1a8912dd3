import { backoff } from './backoff.js';
import { nextLook } from './horizon.js';
import { endsUntold } from './records.js';
import type { Claim, Findings, Intention } from './store.js';
import type { Told } from './tell.js';
import type { Truth } from './truth.js';
import { outOfTime } from './turns.js';

/** What a round has come to. */
export interface Outcome {
  readonly claim: Pick<Claim, 'attempts' | 'cause'>;
  readonly truth: Pick<Truth, 'basis' | 'asked' | 'problem'>;
  readonly told: Pick<Told, 'again'>;
  /** A purchase was told of that opens nothing yet. */
  readonly unopened: boolean;
  readonly grants: readonly Intention[];
  /** Rights that the brake holds. */
  readonly held: number;
  /** In words of ours, with which the next round can tell what happened; undefined when all was well. */
  readonly problem: string | undefined;
  /** Whether all that was found out has been written down as wanted. */
  readonly whole: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Seconds. */
  readonly horizon: number;
  readonly random: () => number;
}

/**
 * The records on which the next round may rest. Where something stayed open they are forgotten, so that it asks; but
 * not because they could not be read: else everybody would be asked about after a bad hour of the service.
 */
function basisOf({ claim, truth, unopened, held, whole }: Outcome): string | null | undefined {
  if (truth.basis === null && claim.cause !== 'event') return undefined;
  return whole && !held && !unopened && !truth.problem ? truth.basis : null;
}

/** Makes of a round what the store keeps of it. */
export function findingsOf(outcome: Outcome): Findings {
  const { claim, truth, told, unopened, grants, held, problem, whole, now, horizon, random } = outcome;
  const basis = basisOf(outcome);
  const seconds = Math.floor(now / 1000);
  const rights = grants.map(({ right, expiresAt }) => ({ ...right, expiresAt }));
  const next = nextLook(rights, endsUntold, seconds, horizon);
  const asked = truth.asked && whole && !held;
  const waits = [truth.problem?.retryAfter ?? 0, ...[...told.again.values()].map(({ retryAfter = 0 }) => retryAfter)];
  return {
    ...(basis !== undefined && { basis }),
    ...(asked && { askedAt: seconds }),
    ...(whole && !unopened && !truth.problem && { answered: true }),
    ...(problem === undefined
      ? next !== undefined && { dueAt: next * 1000 }
      : { problem, dueAt: now + (problem === outOfTime ? 0 : backoff(claim.attempts, random, Math.max(...waits))) }),
  };
}
