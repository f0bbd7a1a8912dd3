import { html, nothing, type TemplateResult } from 'lit';
import type { LibraryItem } from '../stores/library.js';
import type { OwnedLabelKey } from './labels/library.en.js';

/** What a list of owned offers needs to be drawn. */
export interface OwnedPanel {
  readonly items: readonly LibraryItem[];
  /** Unix seconds. */
  readonly now: number;
  /** BCP 47, of dates. */
  readonly locale: string;
  readonly say: (key: OwnedLabelKey, values?: Readonly<Record<string, string>>) => string;
  /** Where an offer leads, when it may be linked to. */
  readonly urlOf: (item: LibraryItem) => string | null | undefined;
  readonly accountUrl: string | null | undefined;
}

/** What customers call the places that bill them; others as the service writes them. */
const stores: Readonly<Record<string, string>> = { apple: 'App Store', android: 'Google Play', google: 'Google Play', amazon: 'Amazon Appstore', roku: 'Roku' };

const states: Readonly<Record<string, OwnedLabelKey>> = {
  active: 'owned.active', cancelled: 'owned.cancelled', expired: 'owned.expired', terminated: 'owned.expired',
};

/** The service writes the end of 2037 where it means never. */
const never = 2_145_913_200;

/** When it renews, ends or ended; empty when it does neither. */
function termText({ renewsAt, endsAt }: LibraryItem, { now, locale, say }: OwnedPanel): string {
  const at = renewsAt ?? endsAt;
  if (!at || at >= never) return '';
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(at * 1000);
  return say(renewsAt ? 'owned.renews' : at < now ? 'owned.ended' : 'owned.ends', { date });
}

/** One line on how it stands; a payment that failed is a line of its own. */
function stateText(item: LibraryItem, panel: OwnedPanel): string {
  const state = item.inTrial ? 'owned.trial' : states[item.status ?? ''];
  return [!item.grace && state && panel.say(state), !item.grace && termText(item, panel)].filter(Boolean).join(' · ');
}

function renderItem(item: LibraryItem, panel: OwnedPanel): TemplateResult {
  const { say, accountUrl } = panel;
  const url = panel.urlOf(item);
  const title = item.title ?? item.offerId;
  const state = stateText(item, panel);
  const account = accountUrl && !item.managedBy ? html` <a part="account" href=${accountUrl}>${say('owned.account')}</a>` : nothing;
  return html`<li part="item"><span part="title">${url ? html`<a href=${url}>${title}</a>` : title}</span>${
    item.grace ? html`<p part="grace">${say('owned.grace')}${account}</p>` : nothing}${
    state ? html`<p part="state">${state}</p>` : nothing}${
    item.managedBy ? html`<p part="managed">${say('owned.managed', { store: stores[item.managedBy] ?? item.managedBy })}</p>` : nothing}</li>`;
}

/** What a customer owns: title, how it stands, until when, and where it is managed. */
export const renderOwned = (panel: OwnedPanel): TemplateResult =>
  html`<ul part="list" aria-label=${panel.say('library')}>${panel.items.map((item) => renderItem(item, panel))}</ul>`;
