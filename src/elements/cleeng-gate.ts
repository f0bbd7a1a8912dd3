import { html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import { isAccessWord, type AccessWord, type Reason } from '../stores/known.js';
import { page } from '../stores/page.js';
import { splitIds } from '../stores/ids.js';
import type { Stores } from '../stores/stores.js';
import { followChildren } from './arrivals.js';
import { Asking } from './asking.js';
import { host, panels } from './cleeng-gate.styles.js';
import { hasPromptFocus, takeFocus } from './focus.js';
import { Panels } from './panels.js';
import { hardSource } from './hard-source.js';
import { findPremium, type Premium } from './premium.js';
import { renderChecking } from './prompt.js';
import { tell } from './telling.js';

/** Style sheets by how many of them a gate wears; made once a gate wears them. */
const outfits: CSSStyleSheet[][] = [];

/** `soft`: premium bytes are in the page source, whatever is shown. `hard`: they are not. */
export type Protection = 'soft' | 'hard';

/**
 * Shows its content to customers who have access to an offer, and a prompt to everybody else.
 *
 * @summary A paywall for content that is sold with Cleeng.
 * @tag cleeng-gate
 *
 * @slot - The premium content, or one direct child `<template>` that holds it, or one `<script type="application/jose+json">` that holds it sealed.
 * @slot preview - Always visible.
 * @slot prompt - Replaces the whole built-in prompt of `signed-out` and `denied`.
 * @slot heading - Replaces the heading of the built-in prompt.
 * @slot message - Replaces the message of the built-in prompt.
 * @slot actions - Replaces the actions of the built-in prompt.
 * @slot checking - Replaces the skeleton that is shown while there is no answer yet.
 * @slot confirming - Replaces what is shown while a purchase is on its way.
 * @slot failed - Replaces what is shown when it could not be found out.
 *
 * @event {CleengAccessChangeEvent} cleeng-access-change - The access word has changed.
 * @event {CleengBuyEvent} cleeng-buy - The visitor wants to buy. Cancel it to do it yourself; otherwise the browser goes to `checkoutUrl`.
 * @event {CleengLoginEvent} cleeng-login - The visitor wants to log in. Cancel it to do it yourself; otherwise the browser goes to `loginUrl`.
 * @event {CleengPromptSeenEvent} cleeng-prompt-seen - Half of the prompt was on screen for a second; once for each time the gate comes onto the page.
 *
 * @csspart prompt - The framed panel.
 * @csspart heading - The heading of the prompt.
 * @csspart message - The message of the prompt.
 * @csspart price - Title and price of the offer.
 * @csspart actions - The row of actions.
 * @csspart buy - The buy action.
 * @csspart login - The log-in action.
 * @csspart retry - The action that asks again.
 * @csspart spinner - What turns or shimmers while the reader waits.
 * @csspart status - The live region for screen readers.
 *
 * @cssprop --cleeng-accent - Background of the first action.
 * @cssprop --cleeng-on-accent - Text on the accent.
 * @cssprop --cleeng-surface - Background of the prompt.
 * @cssprop --cleeng-text - Text of the prompt.
 * @cssprop --cleeng-muted - Text of the message.
 * @cssprop --cleeng-border - Border of the prompt and of further actions.
 * @cssprop --cleeng-radius - Corners of the prompt.
 * @cssprop --cleeng-gap - Distance between the pieces of the prompt.
 * @cssprop --cleeng-font - Font of the prompt.
 *
 * @cssstate checking - No answer yet. Shows the preview, and after 1.5 s a quiet skeleton.
 * @cssstate signed-out - No usable token. Shows the preview and a prompt: log in first, then buy.
 * @cssstate denied - The service said no. Shows the preview and a prompt to buy, or an explanation where buying does not
 * help (`too-many-devices`, `blocked-country`, `unknown-offer`, `inactive-offer`).
 * @cssstate confirming - A purchase was reported, and the service has not caught up. Shows the preview and “confirming your purchase”.
 * @cssstate granted - The service said yes. Shows the preview and the content.
 * @cssstate failed - It could not be found out. Shows the preview and “try again”, never a request to pay.
 * @cssstate soft - The premium bytes are in the page's source, whatever is shown.
 * @cssstate hard - The premium bytes are not in the page before the guard has handed them out, or the key to them.
 */
export class CleengGate extends LitElement {
  static override styles = [host, panels];
  static override properties: PropertyDeclarations = {
    offerId: { attribute: 'offer-id' },
    src: {},
    sealedSrc: { attribute: 'sealed-src' },
    loading: {},
    onFailure: { attribute: 'on-failure' },
    checkoutUrl: { attribute: 'checkout-url' },
    loginUrl: { attribute: 'login-url' },
    heading: {},
    message: {},
    previewAs: { attribute: 'preview-as' },
  };

  /** The stores that these gates watch. A subclass may watch others. */
  static stores: Stores = page;

  /** One offer id, or several separated by spaces, any of which opens. */
  declare offerId: string | null | undefined;
  /** Premium HTML that the guard serves: the name of an asset, such as `news/one.html`, or its address. */
  declare src: string | null | undefined;
  /** Address of a sealed envelope, on any host; the guard releases its key. */
  declare sealedSrc: string | null | undefined;
  /** `lazy` asks only when the gate comes near the viewport; a stored grant opens at once. `eager` is the default. */
  declare loading: 'eager' | 'lazy' | null | undefined;
  /**
   * What happens while there is no answer. `keep` (default): a grant of the last 24 hours stands in. `lock`: it does
   * not, and opens from memory only within `maxAge`. `open`: soft content is shown while the gate stays `failed`.
   */
  declare onFailure: 'keep' | 'lock' | 'open' | null | undefined;
  /** URL template of the buy action, instead of the page's; on your own origin, that of the page's own URL, or a trusted one. */
  declare checkoutUrl: string | null | undefined;
  /** URL template of the log-in action, instead of the page's; on your own origin, that of the page's own URL, or a trusted one. */
  declare loginUrl: string | null | undefined;
  /** Heading of the built-in prompt. */
  declare heading: string | null | undefined;
  /** Message of the built-in prompt. */
  declare message: string | null | undefined;
  /** An access word: shows the gate as if it were in that state. For editors; asks nothing and changes nothing. */
  declare previewAs: AccessWord | null | undefined;

  #internals = this.attachInternals();
  #known = new Asking();
  #panels: Panels | undefined;
  #premium: Premium | undefined;
  #word: AccessWord | undefined;
  #shown: AccessWord | undefined;
  #focused = false;
  #worn = 0;

  /** The access word: what the gate knows, and so what it shows. */
  get access(): AccessWord {
    return this.#known.value?.access ?? 'checking';
  }

  /** Why the word is what it is, such as `not-entitled` or `network`; null when there is nothing to add. */
  get reason(): Reason | null {
    return this.#preview ? 'preview' : (this.#known.value?.reason ?? null);
  }

  /**
   * `soft`: the premium bytes are in the page's source, and whoever opens the developer tools reads them.
   * `hard`: they are not, until the guard has handed out the bytes or the key.
   */
  get protection(): Protection {
    return this.#known.isHard ? 'hard' : 'soft';
  }

  /** Asks the service past every cache; resolves to the access word and never rejects. */
  async refresh(): Promise<AccessWord> {
    if (!this.#preview && this.offerId) await this.#stores.refresh(this.offerId);
    return this.access;
  }

  get #stores(): Stores {
    return (this.constructor as typeof CleengGate).stores;
  }

  get #preview(): AccessWord | undefined {
    return isAccessWord(this.previewAs) ? this.previewAs : undefined;
  }

  get #open(): boolean {
    return this.#shown === 'granted' || (this.#shown === 'failed' && this.onFailure === 'open' && !this.#preview && !this.#known.isHard);
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    // A shadow root that came with the HTML could hold a slot of its own; ours starts empty.
    const root = this.#internals.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.replaceChildren();
    followChildren(this);
    return root;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#known.rest();
    this.#panels?.rest();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasUpdated) return;
    this.#known.listen(this);
    this.#panels?.listen();
    this.requestUpdate();
  }

  /** With this the browser may move the gate (`moveBefore`) without taking it off the page. */
  connectedMoveCallback(): void {
    // Nothing ends by a move.
  }

  protected override willUpdate(): void {
    const preview = this.#preview;
    this.#known.begin(this, this.#stores, Boolean(preview));
    this.#shown = preview ?? this.access;
    this.#focused = this.hasUpdated && hasPromptFocus(this);
    this.#dress(this.#open ? 1 : 2);
    if (preview) this.#stores.author('preview-as');
    if (!this.#open && this.#shown !== 'checking') this.#panels ??= new Panels(this, this.#stores);
    this.#panels?.follow(this.#shown, this.#known.value, Boolean(preview));
  }

  /** A gate that only ever shows its content is spared the rules of the panels. To ask a root what it wears takes longer than to dress it. */
  #dress(sheets: number): void {
    if (sheets <= this.#worn) return;
    this.#worn = sheets;
    (this.renderRoot as ShadowRoot).adoptedStyleSheets = (outfits[sheets] ??= CleengGate.styles.slice(0, sheets).map(({ styleSheet }) => styleSheet!));
  }

  protected override render(): unknown {
    const status = this.#panels?.renderStatus();
    // The commonest picture is one piece of HTML without a moving part.
    if (this.#open && !status) return html`<slot name="preview"></slot><slot></slot>`;
    return html`<slot name="preview"></slot>${this.#open ? html`<slot></slot>` : (this.#panels?.render() ?? renderChecking())}${status ?? nothing}`;
  }

  protected override updated(): void {
    if (this.#open) this.#bring();
    else for (const premium of [this.#premium, this.#known.hard]) premium?.close();
    if (this.#focused && !this.matches(':focus-within')) takeFocus(this);
    this.#panels?.watchSight();
    if (this.isConnected && !this.#preview) this.#report();
  }

  #report(): void {
    const { access, reason } = this;
    const { states } = this.#internals;
    if (this.#word && !states.has(this.protection)) this.#word = states.clear() as undefined;
    const previous = this.#word;
    if (access === previous) return;
    this.#word = access;
    const spoken = tell(this, states, { previous, access, reason, offerId: this.#offerInHand(), fromCache: this.#known.value?.fromCache ?? false });
    if (spoken) (this.#panels ??= new Panels(this, this.#stores)).announce(spoken);
  }

  #offerInHand(): string {
    const { access, offerId } = this.#known.value ?? {};
    return (access === 'granted' ? offerId : (this.#panels?.offerId ?? splitIds(this.offerId ?? '')[0])) ?? '';
  }

  /** The parser, or a framework, has brought more content. */
  childrenChangedCallback(): void {
    // A sealed child that comes late makes another gate of it.
    if (this.#known.isHard !== (hardSource(this) !== null)) this.requestUpdate();
    else if (this.#open) this.#bring();
  }

  #bring(): void {
    (this.#known.hard ?? (this.#premium ??= findPremium(this)))?.open();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cleeng-gate': CleengGate;
  }
}

