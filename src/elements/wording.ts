import type { ReactiveElement } from 'lit';
import type { Stores } from '../stores/stores.js';
import { Followed } from './followed.js';
import type { Label } from './labels/en.js';
import { fill } from './labels/fill.js';
import { languageOf, localeOf } from './labels/locale.js';
import { english, textsOf, type Texts } from './labels/texts.js';

/** How an element says its labels: in the reader's language, unless the page has words of its own. */
export class Wording<Key extends string> {
  /** BCP 47, for prices and dates. */
  locale = '';
  readonly #english: Readonly<Record<Key, Label>>;
  readonly #stores: Stores;
  #language = 'en';
  readonly #texts = new Followed<Texts | undefined>();

  constructor(stores: Stores, english: Readonly<Record<Key, Label>>) {
    this.#stores = stores;
    this.#english = english;
  }

  /** Looks where the element stands, and loads the language of that place. The element is drawn again when it has come. */
  follow(element: ReactiveElement): void {
    const locale = localeOf(element, this.#stores.$surface.value?.locale);
    if (locale === this.locale) return;
    const language = languageOf(locale);
    this.locale = locale;
    this.#language = language ?? 'en';
    this.#texts.follow(element, textsOf(language, this.#stores));
  }

  /** The language of the labels: the locale's, or English where there are no texts for it. */
  get lang(): string {
    return this.#texts.value === english ? 'en' : this.#language;
  }

  /** Whether the language is still on its way. */
  get pending(): boolean {
    return !this.#texts.value;
  }

  /** A label by its key, with what goes into its braces; `count` chooses the plural form. */
  say = (key: Key, values?: Readonly<Record<string, string>>, count?: number): string =>
    fill(this.#stores.$surface.value?.labels?.[key] ?? (this.#texts.value as Partial<Record<Key, Label>> | undefined)?.[key] ?? this.#english[key], this.lang, values, count);

  rest(): void {
    this.#texts.rest();
  }

  listen(element: ReactiveElement): void {
    this.#texts.listen(element);
  }
}
