import { atom, type ReadableAtom } from 'nanostores';
import type { Known } from './known.js';
import type { LibraryItem } from './library.js';

/** What is granted on this page, most recent first. */
export interface Unlocked {
  readonly $unlocked: ReadableAtom<readonly LibraryItem[]>;
  /** Puts an offer onto the list or takes it off, as its word has become. */
  note(known: Known): void;
}

/** @param $library what the customer owns; an offer that is in it is listed with all that is known there */
export function createUnlocked($library: ReadableAtom<readonly LibraryItem[]>): Unlocked {
  const $unlocked = atom<readonly LibraryItem[]>([]);
  return {
    $unlocked,
    note({ offerId, access }) {
      const others = $unlocked.value.filter((item) => item.offerId !== offerId);
      const listed = others.length !== $unlocked.value.length;
      if (listed === (access === 'granted')) return;
      const owned = $library.value?.find((item) => item.offerId === offerId);
      $unlocked.set(listed ? others : [owned ?? { offerId }, ...others]);
    },
  };
}
