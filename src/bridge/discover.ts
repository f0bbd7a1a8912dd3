import type { CallOptions, Source } from '../sources/source.js';

/**
 * Lists customers who hold one of the offers by the service's subscriptions and passes; any order, and the same more
 * than once. Rejects when the service does not answer.
 */
export type FindHolders = (offers: readonly string[], call?: CallOptions) => AsyncIterable<string>;

/** The same by a source that lists holders; undefined where it does not. */
export const holdersBy = ({ holders }: Pick<Source, 'holders'>): FindHolders | undefined =>
  holders && async function* find(offers, call) {
    for await (const { customerId } of holders(offers, call)) yield customerId;
  };

/** The source's own lists; undefined where it has none, and a first purchase whose event was lost is not found. */
export function holdersOf(source: Source): FindHolders | undefined {
  if (!source.holders) return undefined;
  return async function* find(offers, call) {
    for await (const { customerId } of source.holders?.(offers, call) ?? []) yield customerId;
  };
}

/**
 * Gathers what comes one by one into batches, each without repetition.
 *
 * @param size of a batch, at most
 */
export async function* inBatches(ids: AsyncIterable<string>, size: number): AsyncIterable<readonly string[]> {
  let batch = new Set<string>();
  for await (const id of ids) {
    batch.add(id);
    if (batch.size < size) continue;
    yield [...batch];
    batch = new Set();
  }
  if (batch.size) yield [...batch];
}
