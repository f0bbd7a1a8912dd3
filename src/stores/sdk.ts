import { own } from '../mediastore/body.js';
import { isOfferId } from '../mediastore/offer-id.js';

/** The SDK's window events after which somebody may own more than before. */
const purchaseEvents = ['MSSDK:purchase-successful', 'MSSDK:good-news-page', 'MSSDK:switch-popup-action-successful'] as const;

/** The SDK's window events after which the session or a right may be another. */
const newsEvents = ['MSSDK:auth-failed', 'MSSDK:unsubscribe-action-confirmed', 'MSSDK:redeem-coupon-success'] as const;

/** The offer that an SDK event names, in whichever of its shapes; most name none. */
function namedOffer(detail: unknown): string | undefined {
  const places = [own(detail, 'payment'), own(detail, 'payload'), detail];
  const id = places.map((place) => own(place, 'offerId') ?? own(place, 'toOfferId')).find(Boolean);
  return typeof id === 'string' && isOfferId(id) ? id : undefined;
}

/** What Cleeng's SDK lets the page know by events on the window. */
export interface SdkListeners {
  /** Something was bought, or may have been; most events do not name the offer. */
  bought(offerId: string | undefined): void;
  /** The session or a right may be another. */
  changed(): void;
}

/** Listens to the SDK for as long as the page lives. */
export function hearSdk(window: EventTarget, { bought, changed }: SdkListeners): void {
  for (const type of purchaseEvents) window.addEventListener(type, (event) => { bought(namedOffer((event as CustomEvent).detail)); });
  for (const type of newsEvents) window.addEventListener(type, changed);
}
