import { adoptStyles, html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { AccessWord, Known, Reason } from '../stores/known.js';
import type { OfferNews } from '../stores/offers.js';
import { page } from '../stores/page.js';
import { splitIds, type Stores } from '../stores/stores.js';
import { host, panels } from './cleeng-gate.styles.js';
import { destination } from './destination.js';
import { CleengAccessChangeEvent, CleengBuyEvent, CleengLoginEvent, CleengPromptSeenEvent } from './events.js';
import { hasPromptFocus, takeFocus } from './focus.js';
import { Followed } from './followed.js';
import { en, type LabelKey } from './labels/en.js';
import { findPremium, type Premium } from './premium.js';
import { renderChecking, renderConfirming, renderFailed, renderPrompt, type Panel } from './prompt.js';
import { whenNear, whenSeen } from './viewport.js';

/** `soft`: premium bytes are in the page source, whatever is shown. */
export type Protection = 'soft' | 'hard';

const words: readonly string[] = ['checking', 'signed-out', 'denied', 'confirming', 'granted', 'failed'];

/**
 * Shows its content to customers who have access to an offer, and a prompt to everybody else.
 *
 * @summary A paywall for content that is sold with Cleeng.
 * @tag cleeng-gate
 *
 * @slot - The premium content, or one `<template>` that holds it.
 * @slot preview - Always visible.
 * @slot prompt - Replaces the whole built-in prompt of `signed-out` and `denied`.
 * @slot heading - Replaces the heading of the built-in prompt.
 * @slot message - Replaces its message.
 * @slot actions - Replaces its actions.
 * @slot checking - Shown while there is no answer yet.
 * @slot confirming - Shown while a purchase is on its way.
 * @slot failed - Shown when it could not be found out.
 *
 * @event {CleengAccessChangeEvent} cleeng-access-change - The access word has changed.
 * @event {CleengBuyEvent} cleeng-buy - The visitor wants to buy; cancelable.
 * @event {CleengLoginEvent} cleeng-login - The visitor wants to log in; cancelable.
 * @event {CleengPromptSeenEvent} cleeng-prompt-seen - Half of the prompt was on screen for a second.
 *
 * @csspart prompt - The framed panel.
 * @csspart heading - Its heading.
 * @csspart message - Its message.
 * @csspart price - Title and price of the offer.
 * @csspart actions - The row of actions.
 * @csspart buy - The buy action.
 * @csspart login - The log-in action.
 * @csspart retry - The action that asks again.
 * @csspart spinner - Signs of waiting.
 * @csspart status - The live region for screen readers.
 *
 * @cssprop --cleeng-accent - Background of the first action.
 * @cssprop --cleeng-on-accent - Text on the accent.
 * @cssprop --cleeng-surface - Background of the prompt.
 * @cssprop --cleeng-text - Text of the prompt.
 * @cssprop --cleeng-muted - Text of the message.
 * @cssprop --cleeng-border - Border of the prompt and of further actions.
 * @cssprop --cleeng-radius - Corners of the prompt.
 * @cssprop --cleeng-gap - Distance between its pieces.
 * @cssprop --cleeng-font - Font of the prompt.
 *
 * @cssstate checking - No answer yet.
 * @cssstate signed-out - No usable token.
 * @cssstate denied - The service said no.
 * @cssstate confirming - A purchase is on its way.
 * @cssstate granted - The service said yes.
 * @cssstate failed - It could not be found out.
 * @cssstate soft - Premium bytes are in the page source.
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
  /** `lazy` asks only when the gate comes near the viewport. */
  declare loading: 'eager' | 'lazy' | null | undefined;
  /** What an outage does: `keep` a grant of the last 24 hours (default), `lock`, or `open` soft content. */
  declare onFailure: 'keep' | 'lock' | 'open' | null | undefined;
  /** URL template of the buy action, instead of the page's. */
  declare checkoutUrl: string | null | undefined;
  /** URL template of the log-in action, instead of the page's. */
  declare loginUrl: string | null | undefined;
  /** Heading of the built-in prompt. */
  declare heading: string | null | undefined;
  /** Message of the built-in prompt. */
  declare message: string | null | undefined;
  /** Shows the gate as if its word were this one; for editors. */
  declare previewAs: AccessWord | null | undefined;

  #internals = this.attachInternals();
  #known = new Followed<Known>();
  #offer: Followed<OfferNews | undefined> | undefined;
  #premium: Premium | undefined;
  #word: AccessWord | undefined;
  #shown: AccessWord | undefined;
  #focused = false;
  #busy = false;
  #dress: 'host' | 'panels' | undefined;
  #seen = false;
  #status: string | undefined;
  #endSight: (() => void) | undefined;
  #endWait: (() => void) | undefined;

  /** The access word. */
  get access(): AccessWord {
    return this.#known.value?.access ?? 'checking';
  }

  /** Why the word is what it is, or null. */
  get reason(): Reason | null {
    return this.#preview ? 'preview' : (this.#known.value?.reason ?? null);
  }

  /** Whether premium bytes are in the page source. */
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
    this.#offer?.rest();
    this.#endSight?.();
    this.#endWait?.();
    this.#endSight = this.#endWait = undefined;
    // A gate that is only moved is back within this task, and has been seen already.
    if (this.#seen) queueMicrotask(() => { this.#seen &&= this.isConnected; });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasUpdated) return;
    this.#known.listen(this);
    this.#offer?.listen(this);
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
    if (preview) this.#stores.author.warn('preview-as shows a gate in a state that it is not in. Remove it before you publish.');
    if (this.#shown === 'denied' || this.#shown === 'signed-out') this.#followOffer();
    else this.#offer?.follow(this, undefined);
  }

  protected override render(): unknown {
    const status = this.#status;
    // The commonest picture is one piece of HTML without a moving part.
    if (this.#open && status === undefined) return html`<slot name="preview"></slot><slot></slot>`;
    const live = status === undefined ? nothing : html`<div part="status" role="status">${status}</div>`;
    return html`<slot name="preview"></slot>${this.#open ? html`<slot></slot>` : this.#renderWord()}${live}`;
  }

  #renderWord(): unknown {
    switch (this.#shown) {
      case 'signed-out':
      case 'denied': return renderPrompt(this.#panel());
      case 'confirming': return renderConfirming(this.#panel());
      case 'failed': return renderFailed(this.#panel());
      default: return renderChecking(this.#panel().say);
    }
  }

  protected override updated(): void {
    if (this.#open) (this.#premium ??= findPremium(this))?.open();
    else this.#premium?.close();
    if (this.#focused && !this.matches(':focus-within')) takeFocus(this);
    this.#watchSight();
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

  #followOffer(): void {
    const offerId = this.#offerInHand();
    if (this.#preview || this.#known.value?.reason === 'misconfigured' || !offerId) return;
    this.#offer ??= new Followed<OfferNews | undefined>();
    this.#offer.follow(this, this.#stores.offerOf(offerId));
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
    if (access === 'failed' || access === 'confirming' || (access === 'granted' && previous !== 'checking')) this.#announce(access);
  }

  /** Screen readers miss a live region that arrives with its text; so it comes empty, and speaks later. */
  #announce(word: 'failed' | 'confirming' | 'granted'): void {
    this.#status = '';
    this.requestUpdate();
    this.#stores.clock.after(100, () => {
      this.#status = this.#say(word);
      this.requestUpdate();
    });
  }

  #watchSight(): void {
    const prompt = this.#shown === 'denied' || this.#shown === 'signed-out';
    if (prompt && !this.#seen && !this.#preview) {
      this.#endSight ??= whenSeen(this.renderRoot.querySelector('[part=prompt]') ?? this, this.#stores.clock, () => {
        this.#seen = true;
        this.dispatchEvent(new CleengPromptSeenEvent(this.#offerInHand(), this.reason));
      });
    } else {
      this.#endSight?.();
      this.#endSight = undefined;
    }
  }

  #offerInHand(): string {
    const { access, offerId } = this.#known.value ?? {};
    return (access === 'granted' ? offerId : splitIds(this.offerId ?? '')[0]) ?? '';
  }

  #say(key: LabelKey, values?: Readonly<Record<string, string>>): string {
    const text = this.#stores.$surface.value?.labels?.[key] ?? en[key];
    return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '') : text;
  }

  #destination(kind: 'checkout' | 'login'): string | null | undefined {
    const surface = this.#stores.$surface.value;
    if (!surface) return null;
    const [attribute, pageLevel] = kind === 'login' ? [this.loginUrl, surface.loginUrl] : [this.checkoutUrl, surface.checkoutUrl];
    const url = destination(attribute, pageLevel, surface, this.#offerInHand());
    if (url === undefined) {
      this.#stores.author.error(`${kind}-url "${attribute ?? pageLevel ?? ''}" may not be used, so the action is left out. It must be https or on this page's own origin; on a gate, on the origin of the page's own ${kind} URL or of one in configure({ trustedOrigins: […] }).`);
    }
    return url;
  }

  #panel(): Panel {
    const destinationOf = (kind: 'checkout' | 'login') => this.#destination(kind);
    return {
      word: this.#shown ?? 'checking',
      reason: this.#known.value?.reason ?? null,
      slow: this.#known.value?.slow ?? false,
      busy: this.#busy,
      heading: this.heading,
      message: this.message,
      news: this.#offer?.value,
      locale: this.#locale,
      // An address takes work to build, and most panels need one or none.
      get buyUrl() { return destinationOf('checkout'); },
      get loginUrl() { return destinationOf('login'); },
      say: (key, values) => this.#say(key, values),
      buy: this.#buy,
      login: this.#login,
      retry: this.#retry,
    };
  }

  get #locale(): string | undefined {
    return (this.#stores.$surface.value?.locale ?? this.closest<HTMLElement>('[lang]')?.lang) || undefined;
  }

  #buy(event: Event): void {
    const url = this.#destination('checkout') ?? null;
    this.#stores.beginCheckout(splitIds(this.offerId ?? ''));
    this.#go(event, new CleengBuyEvent(this.#offerInHand(), url), url);
  }

  #login(event: Event): void {
    const url = this.#destination('login') ?? null;
    this.#go(event, new CleengLoginEvent(this.#offerInHand(), url), url);
  }

  #go(click: Event, request: Event, url: string | null): void {
    if (!this.dispatchEvent(request)) click.preventDefault();
    else if (!url) this.#stores.author.warn(`nobody answered ${request.type}. Set a URL on the script tag (data-checkout-url, data-login-url), or listen to the event and call preventDefault().`);
  }

  #retry(): void {
    if (this.#busy) return;
    this.#busy = true;
    this.requestUpdate();
    void this.refresh().then(() => {
      this.#busy = false;
      this.requestUpdate();
    });
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

