import { html, type LitElement, type TemplateResult } from 'lit';
import type { LibraryItem } from '../stores/library.js';
import type { OfferNews } from '../stores/offers.js';
import type { Stores } from '../stores/stores.js';
import { destination } from './destination.js';
import { CleengLoginEvent } from './events.js';
import { Followed } from './followed.js';
import { ownedEn, type OwnedLabelKey } from './labels/library.en.js';
import { notice } from './notice.js';
import { renderOwned } from './owned.js';
import { ownedRules } from './owned.styles.js';
import { Wording } from './wording.js';

const english = { ...ownedEn, 'library.signed-out': 'Log in to see what is yours.', 'retry': 'Try again' };

/** What a library without cards shows: what the customer owns, or why that cannot be shown. */
export class OwnedShelf {
  readonly #host: LitElement;
  readonly #stores: Stores;
  readonly #wording: Wording<OwnedLabelKey>;
  readonly #items = new Followed<readonly LibraryItem[]>();
  readonly #world = [new Followed<unknown>(), new Followed<unknown>()];
  readonly #offers = new Map<string, Followed<OfferNews | undefined>>();

  constructor(host: LitElement, stores: Stores) {
    this.#host = host;
    this.#stores = stores;
    this.#wording = new Wording(stores, english);
    (host.renderRoot as ShadowRoot).adoptedStyleSheets.push(ownedRules.styleSheet!);
  }

  /** Asks for the list while it is on show, and where each thing stands that does not say so itself. */
  follow(onShow: boolean): void {
    const { $library, $listing, $presence } = this.#stores;
    this.#wording.follow(this.#host);
    this.#items.follow(this.#host, onShow ? $library : undefined);
    [$listing, $presence].forEach((store, i) => { this.#world[i]!.follow(this.#host, onShow ? store : undefined); });
    const shown = (onShow && this.#items.value) || [];
    for (const [offerId, offer] of this.#offers) {
      if (shown.some((item) => item.offerId === offerId)) continue;
      offer.follow(this.#host, undefined);
      this.#offers.delete(offerId);
    }
    for (const { offerId, url } of shown) {
      if (url || this.#offers.has(offerId)) continue;
      const offer = new Followed<OfferNews | undefined>();
      this.#offers.set(offerId, offer);
      offer.follow(this.#host, this.#stores.offerOf(offerId));
    }
  }

  listen(): void {
    for (const followed of this.#followed) followed.listen(this.#host);
  }

  rest(): void {
    for (const followed of this.#followed) followed.rest();
  }

  /** Undefined while the list is on its way. */
  render(): TemplateResult | undefined {
    const content = this.#wording.pending ? undefined : this.#renderWord();
    return content && html`<div lang=${this.#wording.lang}>${content}</div>`;
  }

  get #followed() {
    return [this.#wording, this.#items, ...this.#world, ...this.#offers.values()];
  }

  #renderWord(): TemplateResult | undefined {
    const { $listing, $presence, $surface } = this.#stores;
    const { locale, say } = this.#wording;
    const items = this.#items.value ?? [];
    if ($presence.value === false) return this.#renderSignedOut();
    if ($surface.value === null || $listing.value === 'failed') {
      return notice('failed', html`${say('library.failed')} <button part="retry" type="button" @click=${() => void this.#stores.refresh()}>${say('retry')}</button>`);
    }
    if ($listing.value !== 'listed') return undefined;
    if (!items.length) return notice('empty', say('library.empty'));
    return renderOwned({
      items, locale, say,
      now: this.#stores.clock.now() / 1000,
      urlOf: ({ offerId, url }) => this.#address(url ?? this.#offers.get(offerId)?.value?.offer?.url, offerId),
      accountUrl: this.#address($surface.value?.accountUrl),
    });
  }

  #renderSignedOut(): TemplateResult {
    const url = this.#address(this.#stores.$surface.value?.loginUrl);
    const text = this.#wording.say('library.signed-out');
    return notice('signed-out', url ? html`<a part="login" href=${url} @click=${this.#login}>${text}</a>` : text);
  }

  /** A template of the page's, or an address from the service, filled in; null where it may not be linked to. */
  #address(template: string | null | undefined, offerId = ''): string | null {
    const surface = this.#stores.$surface.value;
    return (surface && template && destination(undefined, template, surface, offerId)) || null;
  }

  #login = (click: Event): void => {
    if (!this.#host.dispatchEvent(new CleengLoginEvent('', (click.currentTarget as HTMLAnchorElement).href))) click.preventDefault();
  };
}
