import type { Timeline } from './timeline.js';

const slow = ['importKey', 'sign', 'verify'] as const;
type Method = (...args: unknown[]) => Promise<unknown>;

/**
 * Signatures are made and judged by threads, as fast as the machine has time for them: nothing else happens on the
 * timeline until they have answered, else a seed would make another history each time.
 *
 * @returns lets go of it
 */
export function waitForSignatures(timeline: Timeline): () => void {
  const subtle = crypto.subtle as unknown as Record<string, Method>;
  for (const name of slow) {
    const method = subtle[name]!.bind(crypto.subtle);
    subtle[name] = async (...args) => {
      const release = timeline.hold();
      return method(...args).finally(release);
    };
  }
  return () => {
    for (const name of slow) Reflect.deleteProperty(subtle, name);
  };
}
