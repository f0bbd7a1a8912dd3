import { atom, computed, type ReadableAtom } from 'nanostores';
import { isOfferId } from '../mediastore/offer-id.js';
import type { Author } from './author.js';
import type { Entry } from './entries.js';
import { splitIds } from './ids.js';
import { readOnly } from './read-only.js';
import { best, strictly, type Known } from './known.js';

/** What is known of a list of offers, any of which opens; a store for each list, shared by all who watch it. */
export function createWatch(entryOf: (offerId: string) => Entry, author: Author): (offerIds: string, strict?: boolean) => ReadableAtom<Known> {
  const watched = new Map<string, ReadableAtom<Known>>();

  const create = (offerIds: string, strict: boolean): ReadableAtom<Known> => {
    const ids = splitIds(offerIds);
    if (!ids.length || !ids.every(isOfferId)) {
      author('offer-id', offerIds);
      return atom<Known>({ offerId: offerIds, access: 'failed', reason: 'misconfigured', expiresAt: null, fromCache: false });
    }
    const all = ids.map((id) => entryOf(id).$known);
    if (all.length === 1 && !strict) return all[0]!;
    return computed(all, (...known: Known[]) => best(strict ? known.map(strictly) : known));
  };
  return (offerIds, strict = false) => {
    const key = strict ? `!${offerIds}` : offerIds;
    let $known = watched.get(key);
    if (!$known) watched.set(key, ($known = readOnly(create(offerIds, strict))));
    return $known;
  };
}
