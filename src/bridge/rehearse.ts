import { findAccounts } from './accounts.js';
import { fingerprint, readRecords } from './records.js';
import type { Settings } from './options.js';
import { inBatches } from './discover.js';
import { createOrphanCare } from './orphans.js';
import { problemOf } from './problems.js';
import { customersOf } from './sweep.js';

/** What a sweep would do. Nothing is written, and nobody is asked about access, since that looks like a visit. */
export interface Rehearsal {
  /** Customers whom the bridge knows and would look at. */
  readonly customers: number;
  /** Customers whom the service lists and the bridge has never seen. */
  readonly found: number;
  /** Rights that would be asserted again, as they stand. */
  readonly asserted: number;
  /** Rights that no row of the mapping gives any more, and that would be taken. */
  readonly orphans: number;
  /** Customers whose records have changed, so that the service would be asked about their access. */
  readonly asked: number;
  /** Customers whose records could not be read. */
  readonly failed: number;
  /** Why the service's lists could not be read, by a code such as `credentials` or `network`; undefined when they could. */
  readonly listing?: string;
}

export interface RehearsalOptions {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((rehearsal: Rehearsal) => void) | undefined;
}

/** Goes through a sweep by reading alone. */
export function createRehearse(settings: Settings) {
  const { store, source, plan, clock, holders, account, concurrency } = settings;
  const orphans = createOrphanCare(settings);

  async function lookAt(customerId: string, signal: AbortSignal | undefined): Promise<Pick<Rehearsal, 'asserted' | 'asked' | 'failed'>> {
    const [customer, rights] = [await store.customer(customerId), await store.rights(customerId)];
    try {
      const { known } = await findAccounts(account, plan, customerId, rights, { signal });
      const basis = fingerprint(await readRecords(source, customerId, { signal }), plan, known, Math.floor(clock.now() / 1000));
      const same = basis === customer?.basis;
      return { asserted: same ? rights.filter(({ want }) => want === 'active').length : 0, asked: same ? 0 : 1, failed: 0 };
    } catch {
      signal?.throwIfAborted();
      return { asserted: 0, asked: 0, failed: 1 };
    }
  }

  async function countFound(signal: AbortSignal | undefined): Promise<Pick<Rehearsal, 'found' | 'listing'>> {
    let found = 0;
    try {
      for await (const ids of holders ? inBatches(holders(plan.offers, { signal }), 500) : []) {
        for (const id of ids) if (!(await store.customer(id))) found++;
      }
      return { found };
    } catch (error) {
      signal?.throwIfAborted();
      return { found, listing: problemOf(error).code };
    }
  }

  const countOrphans = async (): Promise<number> =>
    (await orphans.list()).filter(({ reachable }) => reachable).reduce((sum, { rights }) => sum + rights, 0);

  return async function rehearse({ signal, progress }: RehearsalOptions = {}): Promise<Rehearsal> {
    let sum: Rehearsal = { customers: 0, asserted: 0, orphans: await countOrphans(), asked: 0, failed: 0, ...(await countFound(signal)) };
    for await (const ids of customersOf(settings)) {
      const queue = [...ids];
      const look = async (): Promise<void> => {
        for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
          signal?.throwIfAborted();
          const { asserted, asked, failed } = await lookAt(id, signal);
          sum = { ...sum, customers: sum.customers + 1, asserted: sum.asserted + asserted, asked: sum.asked + asked, failed: sum.failed + failed };
        }
      };
      await Promise.all(Array.from({ length: concurrency }, look));
      progress?.(sum);
    }
    return sum;
  };
}
