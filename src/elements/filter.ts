import { html, type TemplateResult } from 'lit';
import type { Tally } from './cards.js';
import type { LibraryLabelKey } from './labels/library.en.js';

/** Which cards a library shows. */
export type Filter = 'all' | 'unlocked' | 'locked';

const filters: readonly Filter[] = ['all', 'unlocked', 'locked'];

/** Anything but a known filter shows all. */
export const readFilter = (value: unknown): Filter => filters.find((filter) => filter === value) ?? 'all';

type Say = (key: LibraryLabelKey, values?: Readonly<Record<string, string>>, count?: number) => string;

const counted = (say: Say, key: LibraryLabelKey, count: number, locale: string): string => say(key, { count: count.toLocaleString(locale) }, count);

/** How many cards a filter shows, those that are still unknown included. */
export const shown = ({ unlocked, locked, checking }: Tally, filter: Filter): number =>
  checking + (filter === 'locked' ? 0 : unlocked) + (filter === 'unlocked' ? 0 : locked);

/** How many cards are shown, and how many of all are still unknown. */
export const countsText = (tally: Tally, filter: Filter, say: Say, locale: string): string =>
  counted(say, 'library.shown', shown(tally, filter), locale) + (tally.checking ? ` · ${counted(say, 'library.checking', tally.checking, locale)}` : '');

/** The control: native radio buttons, side by side. */
export const renderFilter = (chosen: Filter, say: Say, choose: (filter: Filter) => void): TemplateResult =>
  html`<fieldset part="filter"><legend>${say('library.filter')}</legend>${filters.map((filter) =>
    html`<label part="choice"><input type="radio" name="filter" .checked=${filter === chosen} @change=${() => { choose(filter); }}>${say(`library.${filter}`)}</label>`)}</fieldset>`;
