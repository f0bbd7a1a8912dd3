import { own, text } from '../mediastore/body.js';
import { MediaStoreError } from '../mediastore/errors.js';
import type { Answer } from '../mediastore/request.js';
import type { CoreApi } from './core-api.js';
import { rowsOf } from './core-rows.js';
import type { CallOptions } from './source.js';

/** A publisher's offers, as the Core API knows them. To ask about one is no visit of anybody. */
export interface Catalogue {
  /** Whether there is such an offer; null when that could not be found out. */
  knows(offerId: string, call?: CallOptions): Promise<boolean | null>;
  /** Ids of the offers and of their localisations, as far as they are listed; good for suggestions alone. */
  ids(call?: CallOptions): Promise<readonly string[]>;
}

const pageSize = 100;
/** Whoever has more offers than this many pages does without some suggestions. */
const mostPages = 10;

/** Every id under which a row can be named. */
function idsOf(row: unknown): readonly string[] {
  const localizations = own(row, 'localizations');
  return [own(row, 'id'), own(row, 'longId'), ...(Array.isArray(localizations) ? localizations.map((one: unknown) => own(one, 'id')) : [])]
    .map(text).filter((id) => id !== null);
}

/** What an answer about one offer amounts to: its ids, none where there is no such offer, undefined when it is no answer. */
function read({ status, json, body }: Answer): readonly string[] | undefined {
  if (!json) return undefined;
  if (status === 404) return [];
  const ids = idsOf(own(body, 'data') ?? body);
  return status === 200 && ids.length ? ids : undefined;
}

const short = (offerId: string): string => offerId.replace(/_[A-Z\d]{2}$/, '');

/**
 * Asks about offers. The page of the call names an offer by its id without a country, and older ones by that of a
 * localisation; so the localisation is asked for, and where there is none by this name, looked for in its offer.
 *
 * @see https://developers.cleeng.com/reference/get-an-offer
 */
export function createCatalogue({ ask, askList }: Pick<CoreApi, 'ask' | 'askList'>): Catalogue {
  const find = async (offerId: string, { signal }: CallOptions): Promise<readonly string[] | undefined> => {
    try {
      return read(await ask(`offers/${encodeURIComponent(offerId)}`, { signal }));
    } catch (error) {
      if (error instanceof MediaStoreError) return undefined;
      throw error;
    }
  };
  return {
    async knows(offerId, call = {}) {
      const found = await find(offerId, call);
      if (!found || found.length) return found ? true : null;
      if (short(offerId) === offerId) return false;
      const whole = await find(short(offerId), call);
      return whole ? whole.includes(offerId) : null;
    },
    async ids({ signal } = {}) {
      const ids = new Set<string>();
      try {
        for (let page = 0; page < mostPages; page++) {
          const rows = rowsOf(await askList(`offers?offset=${page * pageSize}&limit=${pageSize}`, { signal }));
          for (const id of rows.flatMap(idsOf)) ids.add(id);
          if (rows.length < pageSize) break;
        }
      } catch (error) {
        if (!(error instanceof MediaStoreError)) throw error;
      }
      return [...ids];
    },
  };
}
