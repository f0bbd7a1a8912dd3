import type { Clock } from '../mediastore/clock.js';
import { own, text } from '../mediastore/body.js';
import { MediaStoreError } from '../mediastore/errors.js';
import { looksLikeOfferId } from '../mediastore/offer-id.js';
import { digits } from '../mediastore/token.js';
import type { CoreApi } from './core-api.js';
import { expiryIn, idIn, rowsOf } from './core-rows.js';
import type { Holder, Source } from './source.js';

const pageSize = 100;
const stepBack = 50;
const mostStepsBack = 2;
const attempts = 5;

/** A row of a list across customers. */
interface Listed extends Holder {
  /** What tells it from the others. */
  readonly rowId: string;
}

type Page = readonly Listed[];

/** Which lists can tell of an offer: its letter says so; of an id that is not Cleeng's own nobody knows. */
function listsOf(offerId: string): readonly string[] {
  if (!looksLikeOfferId(offerId)) return ['subscriptions', 'passes'];
  return offerId.startsWith('S') ? ['subscriptions'] : offerId.startsWith('P') ? ['passes'] : [];
}

function readRow(row: unknown): Listed | undefined {
  const customerId = digits(own(row, 'customerId'));
  const [offerId, status] = [text(own(row, 'offerId')), text(own(row, 'status'))];
  if (!customerId || !offerId || !status) return undefined;
  const [subscriptionId, passId] = [idIn(row, 'subscriptionId'), idIn(row, 'passId')];
  return {
    customerId, offerId, status, expiresAt: expiryIn(row), ...(subscriptionId && { subscriptionId }),
    rowId: subscriptionId ?? passId ?? `${customerId} ${offerId}`,
  };
}

/** A page without what cannot be read; one of which nothing can is none. */
function readPage(rows: readonly unknown[]): Page {
  const read = rows.map(readRow);
  if (rows.length && !read.some(Boolean)) throw new MediaStoreError('malformed');
  return read.filter((row) => row !== undefined);
}

/** What may pass by itself. */
const mayPass = (error: unknown): error is MediaStoreError =>
  error instanceof MediaStoreError && (['network', 'timeout', 'service'] as unknown[]).includes(error.code);

async function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => { cancel(); reject(signal?.reason); };
    const cancel = clock.after(ms, () => { signal?.removeEventListener('abort', stop); resolve(); });
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Pages through a list that others change meanwhile. Pages overlap by one row: where it is not found again, rows before
 * it have gone and what followed has moved up, so the list is read again from further up. Rows may come twice, but
 * one that stood there all the time is not missed, unless more than a hundred went between two pages.
 */
async function* walk(read: (offset: number) => Promise<{ readonly rows: Page; readonly full: boolean; readonly size: number }>): AsyncGenerator<Listed> {
  let [offset, steps] = [0, 0];
  let last: string | undefined;
  for (;;) {
    const { rows, full, size } = await read(offset);
    const at = last === undefined ? -1 : rows.findIndex(({ rowId }) => rowId === last);
    if (last !== undefined && at < 0 && offset > 0 && steps < mostStepsBack) {
      offset = Math.max(0, offset - stepBack);
      steps++;
      continue;
    }
    yield* rows.slice(at + 1);
    if (!full) return;
    // The whole page once more means that the offset is not heeded, and the list would never end.
    if (!steps && at >= 0 && at === rows.length - 1) throw new MediaStoreError('malformed');
    last = rows.at(-1)?.rowId;
    offset += size - 1;
    steps = 0;
  }
}

/**
 * Who holds something of the offers, across all customers: what finds a first purchase, a gift or a grant by hand of
 * which no delivery told. Subscriptions and passes only, since no list shows single purchases, rentals and events; and
 * no look at an entitlement, which Cleeng would take for the customer's visit. What has been terminated is left out.
 * One page is in memory at a time. What fails for a while is tried again, with growing pauses or when the service says.
 *
 * @param ask for a path below the API's base
 * @returns {@link Source.holders}
 */
export function createCoreHolders(ask: CoreApi['askList'], clock: Clock): NonNullable<Source['holders']> {
  const persist = async (path: string, signal: AbortSignal | undefined): Promise<readonly unknown[]> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return rowsOf(await ask(path, { signal }));
      } catch (error) {
        signal?.throwIfAborted();
        if (!mayPass(error) || attempt === attempts) throw error;
        await pause(clock, (error.retryAfter ?? 2 ** (attempt - 1)) * 1000, signal);
      }
    }
  };
  return async function* holders(offerIds, { signal } = {}) {
    for (const offerId of new Set(offerIds)) {
      for (const list of listsOf(offerId)) {
        const filter = `offerId=${encodeURIComponent(offerId)}&status[]=active&status[]=stopped&status[]=paused`;
        const found = walk(async (offset) => {
          const rows = await persist(`${list}?${filter}&offset=${offset}&limit=${pageSize}`, signal);
          return { rows: readPage(rows), full: rows.length >= pageSize, size: rows.length };
        });
        for await (const { rowId: _, ...holder } of found) {
          const asked = holder.offerId === offerId || holder.offerId.startsWith(`${offerId}_`);
          if (asked && holder.status !== 'terminated') yield holder;
        }
      }
    }
  };
}
