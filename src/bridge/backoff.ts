/** Milliseconds before the second attempt, doubled for each that follows. */
const first = 2000;
/** Milliseconds of the longest wait. */
const longest = 30 * 60_000;

/**
 * How long a customer waits whose round failed.
 *
 * @param attempts failed rounds in a row before this one
 * @param random from 0 to below 1; shortens the wait by up to half, so that all who failed together do not return so
 * @param retryAfter seconds that the other side asked for, kept in full
 * @returns milliseconds
 */
export function backoff(attempts: number, random: () => number, retryAfter = 0): number {
  return Math.max(Math.min(first * 2 ** Math.min(attempts, 30), longest) * (1 - random() / 2), retryAfter * 1000);
}
