import type { Applied, Right, Sink } from './sink.js';
import type { BridgeStore, RightRow } from './store.js';

/** Two customers behind one row at a sink. */
export interface Sharing {
  /** Another customer who may watch by the very row of this right; undefined when there is none. */
  find(sink: Sink, right: Right): Promise<RightRow | undefined>;
}

/**
 * Finds out whether customers share a row, as those do who have one external id: Motto and Rights Manager know people
 * by that id alone, and what ends for the one would end for the other.
 */
export function createSharing(store: Pick<BridgeStore, 'sharers'>): Sharing {
  return {
    async find(sink, right) {
      const row = sink.rowOf?.(right);
      if (row === undefined) return undefined;
      return (await store.sharers(sink.name, right)).find((other) => sink.rowOf?.(other) === row);
    },
  };
}

/** What becomes of a revocation that would close another customer's row: the row is theirs by now. */
export const sharedWith = ({ customerId, account, remoteId, validUntil }: RightRow): Applied => ({
  outcome: 'foreign',
  observed: { remoteId, active: true, validUntil, owner: 'other' },
  why: { code: 'shared', message: `customer ${customerId} is known as ${account} too and may watch, so the row stays open; give each customer an id of their own` },
});
