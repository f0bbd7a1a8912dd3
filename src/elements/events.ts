import type { AccessWord, Reason } from '../stores/known.js';

const manner: EventInit = { bubbles: true, composed: true };

/** The gate's word has changed. */
export class CleengAccessChangeEvent extends Event {
  constructor(
    /** The offer that opened, else the first. */
    readonly offerId: string,
    readonly offerIds: readonly string[],
    readonly access: AccessWord,
    readonly previous: AccessWord,
    readonly reason: Reason | null,
    /** Whether the word rests on a stored grant. */
    readonly fromCache: boolean,
  ) {
    super('cleeng-access-change', manner);
  }
}

/** The visitor wants to buy. Unless canceled, the browser goes to `checkoutUrl`. */
export class CleengBuyEvent extends Event {
  constructor(readonly offerId: string, readonly checkoutUrl: string | null) {
    super('cleeng-buy', { ...manner, cancelable: true });
  }
}

/** The visitor wants to log in. Unless canceled, the browser goes to `loginUrl`. */
export class CleengLoginEvent extends Event {
  constructor(readonly offerId: string, readonly loginUrl: string | null) {
    super('cleeng-login', { ...manner, cancelable: true });
  }
}

/** Half of the prompt was on screen for a second; once per mount. */
export class CleengPromptSeenEvent extends Event {
  constructor(readonly offerId: string, readonly reason: Reason | null) {
    super('cleeng-prompt-seen', manner);
  }
}

declare global {
  interface HTMLElementEventMap {
    'cleeng-access-change': CleengAccessChangeEvent;
    'cleeng-buy': CleengBuyEvent;
    'cleeng-login': CleengLoginEvent;
    'cleeng-prompt-seen': CleengPromptSeenEvent;
  }
}
