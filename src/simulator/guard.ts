import type { Clock } from '../mediastore/clock.js';
import { isOfferId } from '../mediastore/offer-id.js';
import { ok, refuse } from './answers.js';
import { offers } from './cast.js';
import type { Faults } from './faults.js';
import type { Ledger } from './ledger.js';
import type { Route } from './mediastore.js';

interface Surroundings {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly faults: Faults;
  /** Seconds for which the guard answers from memory; 0 for never. */
  readonly remembers: number;
}

interface Verdict {
  readonly accessGranted: boolean;
  readonly expiresAt: number | null;
  /** Milliseconds since the epoch at which the service said so. */
  readonly at: number;
}

const most = 100;

/**
 * A publisher's guard, as far as a page asks it for lists: `GET {base}/entitlements?offers=A,B`, and without
 * `offers` about its whole table. `fresh=1` goes past its memory. A fault tied to the endpoint `entitlements`
 * strikes single offers, which then have no `accessGranted` but `error`; one tied to `guard` the whole answer.
 */
export function createGuardRoute({ clock, ledger, faults, remembers }: Surroundings): Route {
  const memory = new Map<string, Verdict>();

  const verdict = (customer: number, offerId: string, fresh: boolean): Verdict => {
    const key = `${customer} ${offerId}`;
    const known = memory.get(key);
    if (known && !fresh && clock.now() - known.at < remembers * 1000) return known;
    const { granted, expiresAt } = ledger.access(customer, offerId);
    const now = { accessGranted: granted, expiresAt, at: clock.now() };
    memory.set(key, now);
    return now;
  };
  const item = (customer: number, offerId: string, fresh: boolean): object => {
    if (faults.take({ endpoint: 'entitlements', offer: offerId, customer })) return { offerId, error: 'service' };
    const { at, ...said } = verdict(customer, offerId, fresh);
    return { offerId, ...said, age: Math.floor((clock.now() - at) / 1000) };
  };
  return {
    endpoint: 'guard',
    method: 'GET',
    path: /^\/guard\/entitlements$/,
    answer({ customer, query }) {
      const asked = query.get('offers')?.split(',') ?? Object.values(offers).map(({ id }) => id);
      if (asked.length > most || !asked.every(isOfferId)) return refuse(400, `offers takes 1 to ${most} offer ids, separated by commas`);
      return ok({ items: asked.map((id) => item(customer ?? 0, id, query.get('fresh') === '1')) });
    },
  };
}
