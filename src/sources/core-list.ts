import { finite, own, text } from '../mediastore/body.js';
import { MediaStoreError } from '../mediastore/errors.js';
import { failure, type Answer } from '../mediastore/request.js';
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

/** Unix seconds, also of a date in words; null when there is none. */
function seconds(value: unknown): number | null {
  if (typeof value !== 'string') return finite(value);
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}

/** An id that may come as a number. */
const id = (value: unknown): string | null => (typeof value === 'number' ? String(value) : text(value));

function readRow(row: unknown, customerId: string): Holding {
  const offerId = text(own(row, 'offerId'));
  const status = text(own(row, 'status'));
  const customer = id(own(row, 'customerId')) ?? customerId;
  if (!offerId || !status || customer !== customerId) throw new MediaStoreError('malformed');
  const subscriptionId = id(own(row, 'subscriptionId'));
  const transactionId = id(own(row, 'transactionId'));
  return {
    offerId, status,
    expiresAt: seconds(own(row, 'expiresAt') ?? own(row, 'dateTo')),
    ...(subscriptionId && { subscriptionId }),
    ...(transactionId && { transactionId }),
  };
}

/** The rows of a page: the Core API sends some bare, some in `data`, and `items` elsewhere. */
function readPage(answer: Answer, customerId: string): Holding[] {
  const { status, body } = answer;
  const rows = [body, own(body, 'data'), own(body, 'items')].find(Array.isArray) as unknown[] | undefined;
  if (status !== 200 || !rows) throw failure(answer);
  return rows.map((row) => readRow(row, customerId));
}

/**
 * Pages through what a customer holds.
 *
 * @param ask for a path below the API's base
 * @returns {@link Source.list}; throws a `MediaStoreError`, `malformed` too for a row about another customer
 */
export function createCoreList(ask: (path: string, signal?: AbortSignal) => Promise<Answer>, listing: Listing = 'records'): NonNullable<Source['list']> {
  return async function* list({ customerId }, { signal } = {}) {
    for (const path of paths[listing]) {
      let rows: readonly Holding[] = [];
      let page = 0;
      do {
        if (page === mostPages) throw new MediaStoreError('malformed');
        rows = readPage(await ask(`${path}customerId=${encodeURIComponent(customerId)}&offset=${page++ * pageSize}&limit=${pageSize}`, signal), customerId);
        yield* rows;
      } while (rows.length === pageSize);
    }
  };
}
