import { own, text } from '../mediastore/body.js';
import { MediaStoreError } from '../mediastore/errors.js';
import type { CoreApi } from './core-api.js';
import { expiryIn, idIn, rowsOf } from './core-rows.js';
import type { Holding, Source } from './source.js';

/**
 * Where a list comes from. `records`: subscriptions and passes as they are kept. `entitlements`: the list of
 * entitlements, which also knows rentals and single purchases, and which Cleeng counts as the customer's visit.
 */
export type Listing = 'records' | 'entitlements';

const paths: Readonly<Record<Listing, readonly string[]>> = {
  records: ['subscriptions?', 'passes?'],
  entitlements: ['entitlements?offerType=S,P,A,R&'],
};

const pageSize = 100;
/** A list that does not end is none. */
const mostPages = 100;

function readRow(row: unknown, customerId: string): Holding {
  const offerId = text(own(row, 'offerId'));
  const status = text(own(row, 'status'));
  const customer = idIn(row, 'customerId') ?? customerId;
  if (!offerId || !status || customer !== customerId) throw new MediaStoreError('malformed');
  const subscriptionId = idIn(row, 'subscriptionId');
  const transactionId = idIn(row, 'transactionId');
  return {
    offerId, status,
    expiresAt: expiryIn(row),
    ...(subscriptionId && { subscriptionId }),
    ...(transactionId && { transactionId }),
  };
}

/**
 * Pages through what a customer holds.
 *
 * @param ask for a path below the API's base
 * @returns {@link Source.list}; throws a `MediaStoreError`, `malformed` too for a row about another customer
 */
export function createCoreList(ask: CoreApi['askList'], listing: Listing = 'records'): NonNullable<Source['list']> {
  return async function* list({ customerId }, { signal } = {}) {
    for (const path of paths[listing]) {
      let rows: readonly Holding[] = [];
      let page = 0;
      do {
        if (page === mostPages) throw new MediaStoreError('malformed');
        rows = rowsOf(await ask(`${path}customerId=${encodeURIComponent(customerId)}&offset=${page++ * pageSize}&limit=${pageSize}`, { signal })).map((row) => readRow(row, customerId));
        yield* rows;
      } while (rows.length === pageSize);
    }
  };
}
