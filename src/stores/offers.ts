import { atom, onMount, type ReadableAtom } from 'nanostores';
import type { MediaStore } from '../mediastore/client.js';
import { MediaStoreError } from '../mediastore/errors.js';
import type { DenialReason, Offer } from '../mediastore/types.js';
import type { SessionKeeper } from './session.js';

/** What a prompt can say about an offer. Both are null when the offer could not be loaded for another cause. */
export interface OfferNews {
  readonly offer: Offer | null;
  /** Why there is nothing to sell here. */
  readonly refusal: DenialReason | null;
}

interface Surroundings {
  readonly session: SessionKeeper;
  readonly mediaStore: () => MediaStore;
  readonly ready: () => boolean;
  readonly limit: <T>(task: () => Promise<T>) => Promise<T>;
  readonly hold: () => () => void;
  /** The offer call said that the customer owns it, or why nobody can buy it. */
  readonly learnt: (offerId: string, news: 'owned' | DenialReason) => void;
}

/** Offers for prompts, loaded once somebody listens; `undefined` until then. */
export interface Offers {
  of(offerId: string): ReadableAtom<OfferNews | undefined>;
  /** Prices and trials are personal: another customer, another offer. */
  restart(): void;
}

export function createOffers({ session, mediaStore, ready, limit, hold, learnt }: Surroundings): Offers {
  const shelf = new Map<string, { $news: ReadableAtom<OfferNews | undefined>; restart: () => void }>();

  const ask = async (offerId: string): Promise<OfferNews> => {
    try {
      const credential = await session.current();
      const email = credential?.email;
      const offer = await mediaStore().offer(offerId, credential && email ? { jwt: credential.jwt, email } : undefined);
      if (offer.accessGranted) learnt(offerId, 'owned');
      return { offer, refusal: null };
    } catch (error) {
      const refusal = (error instanceof MediaStoreError && error.reason) || null;
      if (refusal) learnt(offerId, refusal);
      return { offer: null, refusal };
    }
  };

  const create = (offerId: string) => {
    const $news = atom<OfferNews | undefined>();
    let generation = 0;
    let listening = false;
    const load = async (): Promise<void> => {
      if (!ready()) return;
      const born = ++generation;
      const news = await limit(async () => ask(offerId));
      if (born === generation) $news.set(news);
    };
    onMount($news, () => {
      listening = true;
      const release = hold();
      if (!$news.value?.offer) void load();
      return () => {
        listening = false;
        release();
      };
    });
    return {
      $news,
      restart() {
        generation++;
        $news.set(undefined);
        if (listening) void load();
      },
    };
  };

  return {
    of(offerId) {
      let item = shelf.get(offerId);
      if (!item) shelf.set(offerId, (item = create(offerId)));
      return item.$news;
    },
    restart() {
      for (const item of shelf.values()) item.restart();
    },
  };
}
