import { isOfferId, sameOffer } from '../mediastore/offer-id.js';
import type { SafeStorage } from './storage.js';

/** Why a denial may be about to change. */
export type Prospect = 'purchase' | 'checkout';

interface Note {
  /** Empty when the purchase named no offer: then every denied gate is concerned. */
  readonly offers: readonly string[];
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** What this tab knows of purchases under way; kept in sessionStorage, so that a reload does not lose it. */
export interface Purchases {
  /** A checkout for these offers begins here. */
  begin(offers: readonly string[]): void;
  /** A purchase was reported; offers are those it named, or those it must mean. */
  bought(offers: readonly string[]): void;
  /** The reader is back: what was begun may be done by now. */
  comeBack(): void;
  /** The offers of the checkout last begun here. */
  begun(): readonly string[];
  /** The stronger reason, if any, why access to one of these offers may be on its way, and until when (ms). */
  prospect(...offerIds: string[]): { readonly kind: Prospect; readonly until: number; readonly named: boolean } | undefined;
  /** It came, or was asked for long enough. */
  settle(kind?: Prospect): void;
}

const life: Record<Prospect, number> = { purchase: 600_000, checkout: 1_800_000 };
const keyOf = (kind: Prospect): string => `cleeng-gate:${kind}`;

export function createPurchases(storage: SafeStorage, now: () => number): Purchases {
  // A page that finds a note when it loads is itself the return from the checkout.
  let away = false;

  /** A note is its time and the offers, with blanks between. */
  const read = (kind: Prospect): Note | undefined => {
    const source = storage.get(keyOf(kind));
    if (source === null) return undefined;
    const [time, ...offers] = source.split(' ');
    const age = now() - Number(time);
    if (age > -60_000 && age < life[kind]) return { offers: offers.filter(isOfferId), time: Number(time) };
    storage.remove(keyOf(kind));
    return undefined;
  };
  const write = (kind: Prospect, offers: readonly string[]): void => {
    storage.set(keyOf(kind), [now(), ...offers].join(' '));
  };

  return {
    begin(offers) {
      away = true;
      write('checkout', offers);
    },
    bought(offers) {
      away = false;
      write('purchase', offers);
    },
    comeBack() { away = false; },
    begun: () => read('checkout')?.offers ?? [],
    prospect(...offerIds) {
      for (const kind of ['purchase', 'checkout'] as const) {
        const note = kind === 'checkout' && away ? undefined : read(kind);
        const named = note?.offers.some((id) => offerIds.some((offerId) => sameOffer(id, offerId))) ?? false;
        if (note && (named || !note.offers.length)) return { kind, named, until: note.time + life[kind] };
      }
      return undefined;
    },
    settle(kind) {
      for (const one of kind ? [kind] : (['purchase', 'checkout'] as const)) storage.remove(keyOf(one));
    },
  };
}
