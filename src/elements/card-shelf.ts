import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import type { Stores } from '../stores/stores.js';
import { Cards, type Tally } from './cards.js';
import { countsText, renderFilter, shown, type Filter } from './filter.js';
import type { LibraryLabelKey } from './labels/library.en.js';
import { CleengLibraryChangeEvent } from './library-change-event.js';
import { notice } from './notice.js';
import type { Wording } from './wording.js';

/** How long counts may change before they are shown and reported, in milliseconds. */
const breath = 50;
/** How long a chosen filter waits for the list of what is owned, in milliseconds. */
const patience = 1000;

/** What a library with cards shows above them: the filter, the counts, and a word where a filter leaves nothing. */
export class CardShelf {
  readonly #host: LitElement;
  readonly #stores: Stores;
  readonly #wording: Wording<LibraryLabelKey>;
  readonly #cards: Cards;
  #tally!: Tally;
  #report = '0,0,0';
  #filter: Filter = 'all';
  #count: (() => void) | undefined;
  #endAsking: (() => void) | undefined;
  #spoken: string | undefined;

  constructor(host: LitElement, stores: Stores, wording: Wording<LibraryLabelKey>) {
    this.#host = host;
    this.#stores = stores;
    this.#wording = wording;
    this.#cards = new Cards(host, { stores, say: wording.say, changed: () => { this.#change(); } });
  }

  get size(): number {
    return this.#cards.size;
  }

  start(): void {
    this.#cards.start();
    this.#tally = this.#cards.tally;
  }

  stop(): void {
    this.#cards.stop();
    this.#count?.();
    this.#endAsking?.();
    this.#count = this.#endAsking = undefined;
  }

  /** The texts are others, or have come at last. */
  relabel(): void {
    this.#cards.relabel();
  }

  /** A filter asks about all cards, those first that the customer is known to own. */
  apply(filter: Filter): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    if (filter === 'all' || this.#endAsking) return;
    const { $library, $presence, clock } = this.#stores;
    const ask = (): void => {
      this.#endAsking?.();
      this.#cards.askRest($library.get().map(({ offerId }) => offerId));
    };
    const ends = [clock.after(patience, ask), $library.listen(ask)];
    this.#endAsking = () => {
      for (const end of ends) end();
      this.#endAsking = undefined;
    };
    if ($presence.value === false || $library.get().length) ask();
  }

  /** Says the counts aloud, a moment after a filter was chosen and once more when all is known. */
  announce(): void {
    this.#speak('');
    this.#stores.clock.after(100, () => { this.#speak(this.#counts); });
  }

  render(choose: (filter: Filter) => void): TemplateResult {
    const { lang, pending, say } = this.#wording;
    return html`<div part="bar" lang=${lang}>${pending ? nothing : html`${renderFilter(this.#filter, say, choose)}<p part="counts">${this.#counts}</p>${
      this.#spoken === undefined ? nothing : html`<p part="status" role="status">${this.#spoken}</p>`}${this.#renderEmpty()}`}</div>`;
  }

  #renderEmpty(): unknown {
    if (this.#filter === 'all' || shown(this.#tally, this.#filter)) return nothing;
    const why = this.#filter === 'locked' ? 'none-locked' : this.#stores.$presence.value ? 'none-unlocked' : 'signed-out';
    return notice(why, this.#wording.say(`library.${why}`));
  }

  get #counts(): string {
    return countsText(this.#tally, this.#filter, this.#wording.say, this.#wording.locale);
  }

  #speak(text: string): void {
    this.#spoken = text;
    this.#host.requestUpdate();
  }

  /** A thousand answers within a moment are one change. */
  #change(): void {
    this.#count ??= this.#stores.clock.after(breath, () => {
      this.#count = undefined;
      const { checking } = this.#tally;
      const tally = (this.#tally = this.#cards.tally);
      this.#host.requestUpdate();
      if (this.#spoken && checking && !tally.checking) this.#speak(this.#counts);
      const report = Object.values(tally).join();
      if (report === this.#report) return;
      this.#report = report;
      this.#host.dispatchEvent(new CleengLibraryChangeEvent(tally));
    });
  }
}
