import { html, nothing, type TemplateResult } from 'lit';
import type { AccessWord, Reason } from '../stores/known.js';
import type { OfferNews } from '../stores/offers.js';
import { en, type LabelKey } from './labels/en.js';
import { priceText } from './price.js';

/** What a panel needs to be drawn. */
export interface Panel {
  readonly word: AccessWord;
  readonly reason: Reason | null;
  readonly slow: boolean;
  readonly busy: boolean;
  readonly heading: string | null | undefined;
  readonly message: string | null | undefined;
  readonly news: OfferNews | undefined;
  /** BCP 47. */
  readonly locale: string;
  /** An address, null for an event alone, undefined for no such action. */
  readonly buyUrl: string | null | undefined;
  readonly loginUrl: string | null | undefined;
  readonly say: (key: LabelKey, values?: Readonly<Record<string, string>>) => string;
  readonly buy: (event: Event) => void;
  readonly login: (event: Event) => void;
  readonly retry: () => void;
}

/** Denials that payment does not mend; they are explained, and nothing is asked for. */
export const isFinal = (reason: Reason | null | undefined): reason is 'too-many-devices' | 'blocked-country' | 'unknown-offer' | 'inactive-offer' =>
  reason === 'too-many-devices' || reason === 'blocked-country' || reason === 'unknown-offer' || reason === 'inactive-offer';

const action = (part: string, text: string, url: string | null | undefined, run: (event: Event) => void) =>
  url === undefined ? nothing
    : url ? html`<a part=${part} href=${url} @click=${run}>${text}</a>`
      : html`<button part=${part} type="button" @click=${run}>${text}</button>`;

const retry = ({ say, busy, retry: run }: Panel, label: LabelKey) =>
  html`<button part="retry" type="button" aria-busy=${busy} @click=${run}>${busy ? html`<span part="spinner"></span>` : nothing}${say(label)}</button>`;

/** A notice in the frame of a prompt, whose pieces no slot replaces: it must say what is the matter. */
const notice = (heading: string, message: string, actions: unknown): TemplateResult =>
  html`<section part="prompt" aria-labelledby="heading"><h2 part="heading" id="heading">${heading}</h2><p part="message">${message}</p>${actions === nothing ? nothing : html`<div part="actions">${actions}</div>`}</section>`;

const price = ({ news, locale, say }: Panel) => {
  const offer = news?.offer;
  if (!offer) return nothing;
  const text = priceText(offer, locale, say);
  if (!offer.title && !text) return nothing;
  return html`<p part="price"><span>${offer.title}</span> <strong>${text}</strong></p>`;
};

/** The prompt of `signed-out` (log in first) and `denied` (buy), or an explanation where nothing is for sale. */
export function renderPrompt(panel: Panel): TemplateResult {
  const { word, reason, news, say } = panel;
  if (word === 'denied' && isFinal(reason)) return notice(say(reason), say(`${reason}.message`), retry(panel, 'retry'));
  const text = word === 'signed-out' ? 'signed-out' : 'denied';
  const login = word === 'signed-out' ? action('login', say('login'), panel.loginUrl, panel.login) : nothing;
  const buy = isFinal(news?.refusal) ? nothing : action('buy', say('buy'), panel.buyUrl, panel.buy);
  return html`<slot name="prompt"><section part="prompt" aria-labelledby="heading"><slot name="heading"><h2 part="heading" id="heading">${panel.heading ?? say(text)}</h2></slot><slot name="message"><p part="message">${panel.message ?? say(`${text}.message`)}</p></slot>${price(panel)}<slot name="actions"><div part="actions">${login}${buy}</div></slot></section></slot>`;
}

/** A purchase is on its way. */
export const renderConfirming = (panel: Panel): TemplateResult => html`<slot name="confirming">${notice(
  panel.say('confirming'),
  panel.say(panel.slow ? 'confirming.slow' : 'confirming.message'),
  panel.slow ? retry(panel, 'recheck') : html`<span part="spinner"></span>`,
)}</slot>`;

/** It could not be found out; never a request to pay. */
export const renderFailed = (panel: Panel): TemplateResult => html`<slot name="failed">${notice(
  panel.say('failed'), panel.say('failed.message'), panel.reason === 'misconfigured' ? nothing : retry(panel, 'retry'),
)}</slot>`;

/** No answer yet: room for what will come, and after a while a quiet sign that something does. */
export const renderChecking = (label: string = en.checking): TemplateResult =>
  html`<slot name="checking"><div class="skeleton" part="spinner" role="img" aria-label=${label}><i></i><i></i><i></i></div></slot>`;
