import type { Clock } from '../../mediastore/clock.js';
import type { DenialReason } from '../../mediastore/types.js';
import { within } from '../../sources/deadline.js';
import type { Problem, Source, Verdict } from '../../sources/source.js';
import type { Metrics } from '../operating/metrics.js';
import type { Caller } from '../answering/route.js';

/** What the service said, or why it could not be found out. */
export type Answer =
  | { readonly granted: boolean; readonly at: number; readonly expiresAt: number | null; readonly reason: DenialReason | undefined }
  | { readonly problem: Problem };

/** Milliseconds after which a source that does not end by itself counts as silent. */
const patience = 10_000;

/** An offer that no source knows opens nothing. */
const read = (verdict: Verdict, at: number): Answer => {
  if (verdict.status === 'unknown') return { problem: verdict.problem };
  if (verdict.status === 'granted') return { granted: true, at, expiresAt: verdict.expiresAt, reason: undefined };
  if (verdict.status === 'abstain') return { granted: false, at, expiresAt: null, reason: 'unknown-offer' };
  return { granted: false, at, expiresAt: verdict.expiresAt ?? null, reason: verdict.reason };
};

/**
 * Asks the sources about one customer and one offer. Never rejects: a source that throws or never ends is `unknown`.
 * The answer is dated by the moment of the question, so that it is never taken for younger than it is.
 */
export function createQuestion(source: Source, clock: Clock, metrics?: Metrics, onProblem?: (source: string, problem: Problem) => void) {
  return async ({ customerId, jwt, address }: Caller, offerId: string): Promise<Answer> => {
    const at = clock.now();
    const verdict: Verdict = await within({ clock, deadline: patience }, async (signal) => source.check({ customerId, jwt, ...(address && { address }) }, offerId, { signal }))
      .catch((): Verdict => ({ source: source.name, status: 'unknown', problem: { code: 'timeout' } }));
    metrics?.count('answers', { source: verdict.source, verdict: verdict.status });
    metrics?.time('source', (clock.now() - at) / 1000, { source: verdict.source });
    if (verdict.status === 'unknown' && verdict.problem.code !== 'unauthorized') onProblem?.(verdict.source, verdict.problem);
    return read(verdict, at);
  };
}
