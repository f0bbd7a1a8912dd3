import { adoptStyles, html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { AccessWord, Known, Reason } from '../stores/known.js';
import { page } from '../stores/page.js';
import { splitIds } from '../stores/ids.js';
import type { Stores } from '../stores/stores.js';
import { host, panels } from './cleeng-gate.styles.js';
import { CleengAccessChangeEvent } from './events.js';
import { hasPromptFocus, takeFocus } from './focus.js';
import { Followed } from './followed.js';
import { Panels } from './panels.js';
import { findPremium, type Premium } from './premium.js';
import { renderChecking } from './prompt.js';
import { whenNear } from './viewport.js';

/** `soft`: premium bytes are in the page source, whatever is shown. */
export type Protection = 'soft' | 'hard';

const words: readonly string[] = ['checking', 'signed-out', 'denied', 'confirming', 'granted', 'failed'];

/**
 * Shows its content to customers who have access to an offer, and a prompt to everybody else.
 *
 * @summary A paywall for content that is sold with Cleeng.
 * @tag cleeng-gate
 *
 * @slot - The premium content, or one direct child `<template>` that holds it.
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
 */
export class CleengGate extends LitElement {
  static override styles = [host, panels];
  static override properties: PropertyDeclarations = {
    offerId: { attribute: 'offer-id' },
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
  #known = new Followed<Known>();
  #panels: Panels | undefined;
  #premium: Premium | undefined;
  #word: AccessWord | undefined;
  #shown: AccessWord | undefined;
  #focused = false;
  #dress: 'host' | 'panels' | undefined;
  #endWait: (() => void) | undefined;

  /** The access word: what the gate knows, and so what it shows. */
  get access(): AccessWord {
    return this.#known.value?.access ?? 'checking';
  }

  /** Why the word is what it is, such as `not-entitled` or `network`; null when there is nothing to add. */
  get reason(): Reason | null {
    return this.#preview ? 'preview' : (this.#known.value?.reason ?? null);
  }

  /** `soft`: the premium bytes are in the page's source, and whoever opens the developer tools reads them. */
  get protection(): Protection {
    return 'soft';
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
    return this.previewAs && words.includes(this.previewAs) ? this.previewAs : undefined;
  }

  get #open(): boolean {
    return this.#shown === 'granted' || (this.#shown === 'failed' && this.onFailure === 'open' && !this.#preview);
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    // A shadow root that came with the HTML could hold a slot of its own; ours starts empty.
    const root = this.#internals.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.replaceChildren();
    root.addEventListener('slotchange', this);
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

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated || changed.has('offerId') || changed.has('onFailure') || changed.has('previewAs') || changed.has('loading')) this.#follow();
    const preview = this.#preview;
    this.#shown = preview ?? this.access;
    this.#focused = this.hasUpdated && hasPromptFocus(this);
    this.#adopt(this.#open ? 'host' : 'panels');
    if (preview) this.#stores.author('preview-as');
    if (!this.#open && this.#shown !== 'checking') this.#panels ??= new Panels(this, this.#stores);
    this.#panels?.follow(this.#shown, this.#known.value, Boolean(preview));
  }

  protected override render(): unknown {
    const status = this.#panels?.renderStatus();
    // The commonest picture is one piece of HTML without a moving part.
    if (this.#open && !status) return html`<slot name="preview"></slot><slot></slot>`;
    return html`<slot name="preview"></slot>${this.#open ? html`<slot></slot>` : (this.#panels?.render() ?? renderChecking())}${status ?? nothing}`;
  }

  protected override updated(): void {
    if (this.#open) (this.#premium ??= findPremium(this))?.open();
    else this.#premium?.close();
    if (this.#focused && !this.matches(':focus-within')) takeFocus(this);
    this.#panels?.watchSight();
    if (this.isConnected && !this.#preview) this.#report();
  }

  /** A gate that only ever shows its content is spared the panels' rules. */
  #adopt(dress: 'host' | 'panels'): void {
    if (this.#dress === 'panels' || this.#dress === dress) return;
    this.#dress = dress;
    adoptStyles(this.renderRoot as ShadowRoot, dress === 'panels' ? [host, panels] : [host]);
  }

  #follow(): void {
    const offerId = this.offerId ?? '';
    const waits = this.loading === 'lazy' && !this.#stores.hasGrant(offerId);
    this.#endWait?.();
    this.#endWait = undefined;
    if (!this.#preview && !waits) return this.#watch(offerId);
    this.#watch();
    if (this.#preview) return;
    this.#endWait = whenNear(this, () => {
      this.#watch(offerId);
      this.requestUpdate();
    });
  }

  #watch(offerId?: string): void {
    const $known = offerId === undefined ? undefined : this.#stores.watch(offerId, this.onFailure === 'lock');
    this.#known.follow(this, $known);
  }

  /** Makes the outside agree with the word: states first, then whoever listens, then whoever cannot see. */
  #report(): void {
    const { access, reason } = this;
    const previous = this.#word ?? 'checking';
    if (access === this.#word) return;
    const { states } = this.#internals;
    states.add(access);
    if (this.#word) states.delete(this.#word);
    else states.add(this.protection);
    this.#word = access;
    if (access === previous) return;
    const fromCache = this.#known.value?.fromCache ?? false;
    this.dispatchEvent(new CleengAccessChangeEvent(this.#offerInHand(), splitIds(this.offerId ?? ''), access, previous, reason, fromCache));
    if (access === 'failed' || access === 'confirming' || (access === 'granted' && previous !== 'checking')) (this.#panels ??= new Panels(this, this.#stores)).announce(access);
  }

  #offerInHand(): string {
    const { access, offerId } = this.#known.value ?? {};
    return (access === 'granted' ? offerId : (this.#panels?.offerId ?? splitIds(this.offerId ?? '')[0])) ?? '';
  }

  /** The parser, or a framework, has brought more content. */
  handleEvent(): void {
    if (this.#open) (this.#premium ??= findPremium(this))?.open();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cleeng-gate': CleengGate;
  }
}

