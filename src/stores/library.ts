import { atom, onMount, type ReadableAtom } from 'nanostores';
import type { MediaStore } from '../mediastore/client.js';
import type { OwnedOffer } from '../mediastore/types.js';
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
  /** Where to manage it when it was bought in an app store. */
  readonly managedBy?: string | null;
}

function toItem(owned: OwnedOffer, now: number): LibraryItem {
  const { offerId, title, type, status, inTrial, expiresAt, nextPaymentAt, managedBy } = owned;
  const renews = type === 'subscription' && status === 'active';
  return {
    offerId, title, type, status, inTrial, managedBy,
    grace: renews && expiresAt !== null && expiresAt < now,
    renewsAt: renews ? (nextPaymentAt ?? expiresAt) : null,
    endsAt: renews ? null : expiresAt,
  };
}

/** What the customer owns, as one call to the service lists it; empty until it has answered. */
export interface Library {
  readonly $library: ReadableAtom<readonly LibraryItem[]>;
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
  let generation = 0;
  let listening = false;

  const load = async (): Promise<void> => {
    const born = ++generation;
    if (!isCredential(session.who()) || session.refused()) return;
    try {
      const credential = await session.current();
      if (!credential) return;
      const owned = await mediaStore().owned(credential.claims.customerId, credential.jwt);
      if (born === generation) $library.set(owned.map((item) => toItem(item, now() / 1000)));
    } catch {
      // What was listed before stays; the next occasion asks again.
    }
  };

  onMount($library, () => {
    listening = true;
    const release = hold();
    void load();
    return () => {
      listening = false;
      release();
    };
  });

  return {
    $library,
    async reload(forget) {
      if (forget) {
        generation++;
        if ($library.value.length) $library.set([]);
      }
      if (listening) await load();
    },
  };
}
