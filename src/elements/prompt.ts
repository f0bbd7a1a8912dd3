import { html, nothing, type TemplateResult } from 'lit';
import type { Offer } from '../mediastore/types.js';
import type { AccessWord, Reason } from '../stores/known.js';
import { en, type LabelKey } from './labels/en.js';
import { priceText } from './price.js';

/** What a panel needs to be drawn. */
export interface Panel {
  readonly word: AccessWord;
  readonly reason: Reason | null;
  readonly slow: boolean;
  readonly busy: boolean;
  /** The dialog of an action could not be loaded. */
  readonly trouble: boolean;
  readonly heading: string | null | undefined;
  readonly message: string | null | undefined;
  /** What is for sale: none where that is not known, several to choose from. */
  readonly offers: readonly Offer[];
  /** The id of the one that the buy action is about. */
  readonly offerId: string;
  /** Whether nothing can be bought here. */
  readonly unsaleable: boolean;
  /** BCP 47, of prices and dates. */
  readonly locale: string;
  /** BCP 47, of the labels. */
  readonly lang: string;
  /** An address, null for an event alone, undefined for no such action. */
  readonly buyUrl: string | null | undefined;
  readonly loginUrl: string | null | undefined;
  readonly say: (key: LabelKey, values?: Readonly<Record<string, string>>) => string;
  readonly choose: (offerId: string) => void;
  readonly buy: (event: Event) => void;
  readonly login: (event: Event) => void;
  readonly retry: () => void;
}

/** Denials that payment does not mend; they are explained, and nothing is asked for. */
export const isFinal = (reason: Reason | null | undefined): reason is 'too-many-devices' | 'blocked-country' | 'unknown-offer' | 'inactive-offer' =>
  reason === 'too-many-devices' || reason === 'blocked-country' || reason === 'unknown-offer' || reason === 'inactive-offer';

const action = (part: string, text: string, url: string | null | undefined, run: (event: Event) => void) =>
  url === undefined ? nothing
    : url ? html`<a part=${part} href=${url} @click=${run} .textContent=${text}></a>`
      : html`<button part=${part} type="button" @click=${run} .textContent=${text}></button>`;

const retry = ({ say, busy, retry: run }: Panel, label: LabelKey) =>
  html`<button part="retry" type="button" aria-busy=${busy} @click=${run}>${busy ? html`<span part="spinner"></span>` : nothing}${say(label)}</button>`;

/** A notice in the frame of a prompt, whose pieces no slot replaces: it must say what is the matter. Without an action it does not say what to do. */
const notice = ({ lang }: Panel, heading: string, message: string, actions: unknown): TemplateResult =>
  html`<div part="prompt" role="group" lang=${lang} aria-labelledby="heading"><h2 part="heading" id="heading" .textContent=${heading}></h2>${actions === nothing ? nothing : html`<p part="message" .textContent=${message}></p><div part="actions">${actions}</div>`}</div>`;

/** Title and price, whichever is known: one offer is shown, several are a choice. */
function price(panel: Panel): unknown {
  const { offers, offerId, say, choose, locale } = panel;
  const [offer, second] = offers;
  if (!offer) return nothing;
  if (!second) return html`<p part="price"><span .textContent=${offer.title}></span> <strong .textContent=${priceText(offer, locale, say)}></strong></p>`;
  return html`<fieldset><legend .textContent=${say('choice')}></legend>${offers.map((one) =>
    html`<label part="price"><input type="radio" name="offer" .checked=${one.offerId === offerId} @change=${() => { choose(one.offerId); }}> <span .textContent=${one.title}></span> <strong .textContent=${priceText(one, locale, say)}></strong></label>`)}</fieldset>`;
}

/** The prompt of `signed-out` (log in first) and `denied` (buy), or an explanation where nothing is for sale. */
export function renderPrompt(panel: Panel): TemplateResult {
  const { word, reason, say } = panel;
  if (word === 'denied' && isFinal(reason)) return notice(panel, say(reason), say(`${reason}.message`), retry(panel, 'retry'));
  const text = word === 'signed-out' ? 'signed-out' : 'denied';
  const login = word === 'signed-out' ? action('login', say('login'), panel.loginUrl, panel.login) : nothing;
  const buy = panel.unsaleable ? nothing : action('buy', say('buy'), panel.buyUrl, panel.buy);
  return html`<slot name="prompt"><div part="prompt" role="group" lang=${panel.lang} aria-labelledby="heading"><slot name="heading" id="heading"><h2 part="heading" .textContent=${panel.heading ?? say(text)}></h2></slot><slot name="message"><p part="message" .textContent=${panel.message ?? say(`${text}.message`)}></p></slot>${price(panel)}<slot name="actions"><div part="actions">${login}${buy}</div></slot>${panel.trouble ? html`<p part="message" role="alert" .textContent=${say('widget.failed')}></p>` : nothing}</div></slot>`;
}

/** A purchase is on its way. */
export const renderConfirming = (panel: Panel): TemplateResult => html`<slot name="confirming">${notice(
  panel,
  panel.say('confirming'),
  panel.say(panel.slow ? 'confirming.slow' : 'confirming.message'),
  panel.slow ? retry(panel, 'recheck') : html`<span part="spinner"></span>`,
)}</slot>`;

/** It could not be found out; never a request to pay. */
export const renderFailed = (panel: Panel): TemplateResult => html`<slot name="failed">${notice(
  panel, panel.say('failed'), panel.say('failed.message'), panel.reason === 'misconfigured' ? nothing : retry(panel, 'retry'),
)}</slot>`;

/** No answer yet: room for what will come, and after a while a quiet sign that something does. */
export const renderChecking = (label: string = en.checking): TemplateResult =>
  html`<slot name="checking"><div class="skeleton" part="spinner" role="img" aria-label=${label}><i></i><i></i><i></i></div></slot>`;
