import { atom, onMount, type ReadableAtom } from 'nanostores';
import type { MediaStore } from '../mediastore/client.js';
import type { OwnedOffer } from '../mediastore/types.js';
import { isRefused, question } from './question.js';
import { isCredential, type SessionKeeper } from './session.js';

/** Something a customer owns, or has open on this page. Times are unix seconds or null. */
export interface LibraryItem {
  readonly offerId: string;
  readonly title?: string | null;
  readonly type?: OwnedOffer['type'];
  /** As the service words it: `active`, `cancelled`, `expired`, … */
  readonly status?: string | null;
  readonly inTrial?: boolean;
  /** Still open although the last payment failed. */
  readonly grace?: boolean;
  readonly renewsAt?: number | null;
  readonly endsAt?: number | null;
  /** Where the publisher offers it. */
  readonly url?: string | null;
  /** Where to manage it when it was bought in an app store. */
  readonly managedBy?: string | null;
}

/** `checking`: on its way, or nobody is there to ask for; `failed`: it did not come, and nothing older stands in. */
export type Listing = 'checking' | 'listed' | 'failed';

/** What the customer owns, as one call to the service lists it; empty until it has answered. */
export interface Library {
  readonly $library: ReadableAtom<readonly LibraryItem[]>;
  /** How far the list of this customer has come. */
  readonly $listing: ReadableAtom<Listing>;
  /** Lists again if somebody listens; forgets at once when the customer is another. */
  reload(forget: boolean): Promise<void>;
}

interface Surroundings {
  readonly session: SessionKeeper;
  readonly mediaStore: () => MediaStore;
  readonly now: () => number;
  readonly hold: () => () => void;
}

export function createLibrary({ session, mediaStore, now, hold }: Surroundings): Library {
  const $library = atom<readonly LibraryItem[]>([]);
  const $listing = atom<Listing>('checking');
  let generation = 0;
  let listening = false;

  const load = async (): Promise<void> => {
    const born = ++generation;
    const who = session.who();
    if (who && !isCredential(who)) $listing.set('failed');
    if (!isCredential(who) || session.refused()) return;
    if ($listing.value === 'failed') $listing.set('checking');
    try {
      const [{ listOwned }, owned] = await Promise.all([import('./owned.js'), question(session, async ({ claims, jwt }) => mediaStore().owned(claims.customerId, jwt))]);
      if (born !== generation || !owned) return;
      if (isRefused(owned)) return session.refuse(owned);
      $library.set(listOwned(owned, now() / 1000));
      $listing.set('listed');
    } catch {
      // What was listed before stays; the next occasion asks again.
      if (born === generation && $listing.value !== 'listed') $listing.set('failed');
    }
  };

  onMount($library, () => {
    // Taking hold may bring to light who is there, which reloads for those who listen already.
    const release = hold();
    listening = true;
    void load();
    return () => {
      listening = false;
      release();
    };
  });

  return {
    $library,
    $listing,
    async reload(forget) {
      if (forget) {
        generation++;
        $listing.set('checking');
        if ($library.value.length) $library.set([]);
      }
      if (listening) await load();
    },
  };
}
