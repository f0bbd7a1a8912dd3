import { html, type LitElement, type TemplateResult } from 'lit';
import type { LibraryItem } from '../stores/library.js';
import type { OfferNews } from '../stores/offers.js';
import type { Stores } from '../stores/stores.js';
import { destination } from './destination.js';
import { CleengLoginEvent } from './events.js';
import { Followed } from './followed.js';
import type { LibraryLabelKey } from './labels/library.en.js';
import { renderOwned } from './owned.js';
import type { Wording } from './wording.js';

/** What a library without cards shows: what the customer owns, or why that cannot be shown. */
export class OwnedShelf {
  readonly #host: LitElement;
  readonly #stores: Stores;
  readonly #wording: Wording<LibraryLabelKey>;
  readonly #items = new Followed<readonly LibraryItem[]>();
  readonly #offers = new Map<string, Followed<OfferNews | undefined>>();

  constructor(host: LitElement, stores: Stores, wording: Wording<LibraryLabelKey>) {
    this.#host = host;
    this.#stores = stores;
    this.#wording = wording;
  }

  /** Asks for the list while it is on show, and where each thing stands that does not say so itself. */
  follow(onShow: boolean): void {
    this.#items.follow(this.#host, onShow ? this.#stores.$library : undefined);
    for (const { offerId, url } of this.#items.value ?? []) {
      if (url || this.#offers.has(offerId)) continue;
      const offer = new Followed<OfferNews | undefined>();
      this.#offers.set(offerId, offer);
      offer.follow(this.#host, this.#stores.offerOf(offerId));
    }
  }

  listen(): void {
    for (const followed of [this.#items, ...this.#offers.values()]) followed.listen(this.#host);
  }

  rest(): void {
    for (const followed of [this.#items, ...this.#offers.values()]) followed.rest();
  }

  render(): TemplateResult {
    const { $presence, $listing, $surface } = this.#stores;
    const items = this.#items.value ?? [];
    if ($presence.value === false) return this.renderSignedOut();
    if ($surface.value === null || $listing.value === 'failed') return this.#renderFailed();
    if ($listing.value !== 'listed') return html`<slot name="checking"><div part="checking"></div></slot>`;
    if (!items.length) return html`<slot name="empty"><p part="empty">${this.#wording.say('library.empty')}</p></slot>`;
    const { locale, say } = this.#wording;
    return renderOwned({
      items, locale, say,
      now: this.#stores.clock.now() / 1000,
      urlOf: ({ offerId, url }) => this.#address(url ?? this.#offers.get(offerId)?.value?.offer?.url, offerId),
      accountUrl: this.#address($surface.value?.accountUrl),
    });
  }

  /** Nobody is there whose things could be shown. */
  renderSignedOut(): TemplateResult {
    const url = this.#address(this.#stores.$surface.value?.loginUrl);
    const say = this.#wording.say;
    return html`<slot name="signed-out"><p part="empty">${url ? html`<a part="login" href=${url} @click=${this.#login}>${say('library.signed-out')}</a>` : say('library.signed-out')}</p></slot>`;
  }

  #renderFailed(): TemplateResult {
    const { say } = this.#wording;
    return html`<slot name="failed"><p part="empty">${say('library.failed')} <button part="retry" type="button" @click=${() => void this.#stores.refresh()}>${say('retry')}</button></p></slot>`;
  }

  /** A template of the page's, or an address from the service, filled in; null where it may not be linked to. */
  #address(template: string | null | undefined, offerId = ''): string | null {
    const surface = this.#stores.$surface.value;
    return (surface && destination(undefined, template ?? undefined, surface, offerId)) ?? null;
  }

  #login = (click: Event): void => {
    if (!this.#host.dispatchEvent(new CleengLoginEvent('', (click.currentTarget as HTMLAnchorElement).href))) click.preventDefault();
  };
}
