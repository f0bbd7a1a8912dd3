import { findAccounts } from './accounts.js';
import type { Settings } from './options.js';
import { keyOf, type Entry } from './right.js';
import type { CustomerRow, RightRow } from './store.js';

/**
 * What the bridge does next about a right. `round`: the customer is due. `assert`: looked at again at `nextAt`.
 * `retry`: the last round failed. `person`: the sink refused, and only sweeps try again. `release`: held by a sweep
 * until a person lets it go. `account`: it is not known whom the sink knows the customer as. `event`: nothing before
 * something happens.
 */
export type Next = 'round' | 'assert' | 'retry' | 'person' | 'release' | 'account' | 'event';

/** One row of the mapping, as it is for this customer. */
export interface ExplainedRight {
  readonly sink: string;
  readonly target: string;
  readonly facet: string;
  /** Access to any of these would give it. */
  readonly offers: readonly string[];
  /** Null: the customer has never had it. */
  readonly right: RightRow | null;
  readonly next: Next;
}

/** All that the bridge knows of a customer: opaque ids, times in unix seconds, no words. */
export interface Explanation {
  readonly customerId: string;
  /** Null when the bridge has never heard of the customer. */
  readonly customer: CustomerRow | null;
  readonly rights: readonly ExplainedRight[];
  /** Rights that no row of the mapping gives any more. */
  readonly orphans: readonly RightRow[];
}

function nextOf(customer: CustomerRow | null, right: RightRow | null, known: boolean): Next {
  if (!known) return 'account';
  if (right?.heldBy) return 'release';
  if (customer?.problem) return 'retry';
  if (customer?.dirty) return 'round';
  if (right && (right.have === 'stuck' || right.have === 'foreign')) return 'person';
  return right?.want === 'active' && customer?.dueAt ? 'assert' : 'event';
}

/** Says of one customer what is wanted, what stands, why, and what comes next. It asks nobody. */
export function createExplain(settings: Settings) {
  const { store, plan, account, seller } = settings;
  return async function explain(customerId: string): Promise<Explanation> {
    const [customer, rows] = await Promise.all([store.customer(customerId), store.rights(customerId)]);
    const accounts = await findAccounts(account, plan, customerId, rows, {});
    const byKey = new Map(rows.map((row) => [row.key, row]));
    const rights = plan.entries.map((entry: Entry): ExplainedRight => {
      const { sink: { name: sink }, target, facet, offers } = entry;
      const known = accounts.known.get(sink);
      const right = (known !== undefined && byKey.get(keyOf(seller, customerId, known, entry))) || null;
      return { sink, target, facet, offers, right, next: nextOf(customer, right, known !== undefined) };
    });
    const ours = new Set(rights.map(({ right }) => right?.key));
    return { customerId, customer, rights, orphans: rows.filter(({ key }) => !ours.has(key)) };
  };
}
