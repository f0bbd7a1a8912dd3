import type { Applied, Right } from '../../../src/bridge/sink.js';
import type { BridgeStore, Claim, Intention, Want } from '../../../src/bridge/store.js';

/** A right as the round makes it. */
export const someRight = (more: Partial<Right> = {}): Right => ({
  key: 'key-1', generation: 0, customerId: '7', account: 'account-7', target: 'gold', row: { concurrency: 3 },
  validFrom: 1_780_000_000, validUntil: 1_790_000_000, offerId: 'S1_US', ...more,
});

/** What is going to be asserted of it. */
export const intention = (want: Want, more: Partial<Right> = {}, expiresAt: number | null = null): Intention =>
  ({ sink: 'motto', right: someRight(more), want, expiresAt });

export const applied: Applied = { outcome: 'applied', remoteId: 'remote-1' };

/** Claims whoever is next; there must be somebody. */
export async function claimNext(store: BridgeStore, leaseMs = 60_000, owner = 'worker'): Promise<Claim> {
  const claim = await store.claim(owner, leaseMs);
  if (!claim) throw new Error('Nobody is due.');
  return claim;
}

/** A right that has been granted, or revoked, and told so by the sink. */
export async function settle(store: BridgeStore, want: Want, more: Partial<Right> = {}): Promise<void> {
  const right = someRight(more);
  await store.mark([right.customerId], 'event');
  const claim = await claimNext(store);
  await store.intend(claim, intention(want, more));
  await store.record(claim, right.key, applied);
  await store.finish(claim, {});
}
