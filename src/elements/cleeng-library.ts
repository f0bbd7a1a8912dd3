import { html, LitElement, type PropertyDeclarations } from 'lit';
import { page } from '../stores/page.js';
import type { Stores } from '../stores/stores.js';
import { CardShelf } from './card-shelf.js';
import { host } from './cleeng-gate.styles.js';
import { cardRules, library } from './cleeng-library.styles.js';
import { readFilter, type Filter } from './filter.js';
import { Followed } from './followed.js';
import { libraryEn, type LibraryLabelKey } from './labels/library.en.js';
import type { OwnedShelf } from './owned-shelf.js';
import { Wording } from './wording.js';

/**
 * Marks the publisher's own cards with what each reader may open, and filters them; without cards it lists what
 * the customer owns.
 *
 * @summary A library of what is sold with Cleeng.
 * @tag cleeng-library
 *
 * @slot - The publisher's own markup. Each element with `data-offer-id` is a card.
 * @slot empty - Shown to a customer who owns nothing.
 * @slot none-unlocked - Shown when the filter leaves no unlocked card.
 * @slot none-locked - Shown when the filter leaves no locked card.
 * @slot signed-out - Shown where only a customer would see something.
 * @slot checking - Shown while the list of what is owned is on its way.
 * @slot failed - Shown when that list could not be loaded.
 *
 * @event {CleengLibraryChangeEvent} cleeng-library-change - The counts have changed.
 * @event {CleengLoginEvent} cleeng-login - The visitor wants to log in. Cancel it to do it yourself; otherwise the browser goes to `loginUrl`.
 *
 * @csspart bar - Filter and counts.
 * @csspart filter - The group of choices.
 * @csspart choice - One choice.
 * @csspart counts - How many cards are shown, and how many are still being checked.
 * @csspart status - The live region for screen readers.
 * @csspart empty - A message where there is nothing to show.
 * @csspart login - The log-in action.
 * @csspart retry - The action that asks again.
 * @csspart list - What the customer owns.
 * @csspart item - One thing owned.
 * @csspart title - The title of one thing owned.
 * @csspart state - How a thing owned stands, and until when.
 * @csspart grace - The note that a payment has failed.
 * @csspart account - The link to the customer's account.
 * @csspart managed - Where a thing is managed that was bought in an app store.
 *
 * @cssprop --cleeng-accent - The chosen filter.
 * @cssprop --cleeng-border - Lines between the things owned.
 * @cssprop --cleeng-gap - Room above and below each thing owned.
 */
export class CleengLibrary extends LitElement {
  static override styles = [host, library];
  static override properties: PropertyDeclarations = { filter: { reflect: true } };

  /** The stores that these libraries watch. A subclass may watch others. */
  static stores: Stores = page;

  /** Which cards are shown: `all` (default), `unlocked` or `locked`. */
  declare filter: Filter | null | undefined;

  readonly #stores = (this.constructor as typeof CleengLibrary).stores;
  readonly #wording = new Wording<LibraryLabelKey>(this.#stores, libraryEn);
  readonly #cards = new CardShelf(this, this.#stores, this.#wording);
  readonly #surface = new Followed<unknown>();
  #owned: OwnedShelf | undefined;
  #loading = false;
  #language: string | undefined;
  /** Whether the page is there, so that what has no cards by now has none. */
  #whole = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const { adoptedStyleSheets: sheets } = this.getRootNode() as Document;
    const rules = cardRules.styleSheet!;
    if (!sheets.includes(rules)) sheets.push(rules);
    this.#surface.follow(this, this.#stores.$surface);
    for (const followed of this.#followed) followed?.listen(this);
    this.#cards.start();
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', this, { once: true });
    else this.handleEvent();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#cards.stop();
    for (const followed of this.#followed) followed?.rest();
  }

  protected override willUpdate(): void {
    this.#wording.follow(this);
    const { locale, pending } = this.#wording;
    const language = pending ? undefined : locale;
    if (language !== this.#language && (this.#language = language)) this.#cards.relabel();
    this.#cards.apply(readFilter(this.filter));
    const bare = this.#whole && !this.#cards.size;
    this.#owned?.follow(bare);
    if (bare && !this.#loading) void this.#load();
  }

  protected override render(): unknown {
    if (this.#cards.size) return html`${this.#cards.render(this.#choose)}<slot></slot>`;
    return html`<slot></slot>${this.#owned?.render() ?? html`<slot name="checking"><div part="checking"></div></slot>`}`;
  }

  get #followed() {
    return [this.#wording, this.#surface, this.#owned];
  }

  /** The list is a part of its own, which a library with cards never loads. */
  async #load(): Promise<void> {
    this.#loading = true;
    const { OwnedShelf } = await import('./owned-shelf.js');
    this.#owned = new OwnedShelf(this, this.#stores);
    this.requestUpdate();
  }

  #choose = (filter: Filter): void => {
    this.filter = filter;
    this.#cards.announce();
  };

  /** What comes later than the page, such as cards that a script makes at once, is not waited for longer. */
  handleEvent(): void {
    this.#stores.clock.after(0, () => {
      this.#whole = true;
      this.requestUpdate();
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cleeng-library': CleengLibrary;
  }
}
