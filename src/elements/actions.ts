import type { Stores } from '../stores/stores.js';
import type { CleengGate } from './cleeng-gate.js';
import { destination } from './destination.js';
import { CleengBuyEvent, CleengLoginEvent } from './events.js';
import type { LabelKey } from './labels/en.js';
import { moduleScript } from './trusted.js';
import type { WidgetKind } from './widget.js';
import type { Wording } from './wording.js';

/** What a reader can do at a prompt: buy, log in; and where that leads, to an address or into a dialog. */
export class Actions {
  readonly #gate: CleengGate;
  readonly #stores: Stores;
  readonly #wording: Wording<LabelKey>;
  readonly #offerId: () => string;
  #dialog: { readonly kind: WidgetKind; close?: () => void } | undefined;

  /** Whether a dialog could not be opened. */
  trouble = false;

  constructor(gate: CleengGate, stores: Stores, wording: Wording<LabelKey>, offerId: () => string) {
    this.#gate = gate;
    this.#stores = stores;
    this.#wording = wording;
    this.#offerId = offerId;
  }

  /** What the dialog that is open, or on its way, is for. */
  get kind(): WidgetKind | undefined {
    return this.#dialog?.kind;
  }

  /** The address of an action, null where there is none; the author hears of one that may not be. */
  url(kind: WidgetKind): string | null | undefined {
    const surface = this.#stores.$surface.value;
    if (!surface) return null;
    const { loginUrl, checkoutUrl } = this.#gate;
    const [attribute, pageLevel] = kind === 'login' ? [loginUrl, surface.loginUrl] : [checkoutUrl, surface.checkout ? undefined : surface.checkoutUrl];
    const url = destination(attribute, pageLevel, surface, this.#offerId());
    if (url === undefined) {
      this.#stores.author('destination', attribute ?? pageLevel ?? '', kind);
    }
    return url;
  }

  buy = (event: Event): void => {
    const url = this.url('checkout') ?? null;
    this.#stores.beginCheckout([this.#offerId()]);
    this.#go(event, new CleengBuyEvent(this.#offerId(), url), url, 'checkout');
  };

  login = (event: Event): void => {
    const url = this.url('login') ?? null;
    this.#go(event, new CleengLoginEvent(this.#offerId(), url), url, 'login');
  };

  /** Ends the dialog, also one that is still on its way; nobody comes back from it. */
  close(): void {
    const dialog = this.#dialog;
    this.#dialog = undefined;
    dialog?.close?.();
  }

  #go(click: Event, request: Event, url: string | null, kind: WidgetKind): void {
    if (!this.#gate.dispatchEvent(request)) click.preventDefault();
    else if (url) return;
    else if (this.#stores.$surface.value?.checkout) void this.#open(kind);
    else this.#stores.author('no-destination', request.type);
  }

  async #open(kind: WidgetKind): Promise<void> {
    const surface = this.#stores.$surface.value;
    if (this.#dialog || !surface) return;
    const offerId = this.#offerId();
    const dialog: { kind: WidgetKind; close?: () => void } = (this.#dialog = { kind });
    this.trouble = false;
    try {
      const { openWidget } = await import('./widget.js');
      // It has taken a while; by now the reader may own it, or the gate may be gone.
      if (this.#dialog !== dialog) return;
      dialog.close = openWidget({
        kind, offerId, surface,
        wording: this.#wording,
        script: moduleScript,
        closed: () => {
          if (this.#dialog !== dialog) return;
          this.#dialog = undefined;
          this.#stores.comeBack(kind === 'checkout' ? [offerId] : []);
        },
      });
    } catch (error) {
      if (this.#dialog !== dialog) return;
      this.#dialog = undefined;
      this.trouble = true;
      this.#gate.requestUpdate();
      this.#stores.author('no-dialog', String(error));
    }
  }
}
