import { html, type TemplateResult } from 'lit';
import type { Offer } from '../mediastore/types.js';
import type { AccessWord, Known } from '../stores/known.js';
import type { OfferNews } from '../stores/offers.js';
import { splitIds } from '../stores/ids.js';
import type { Stores } from '../stores/stores.js';
import { Actions } from './actions.js';
import type { CleengGate } from './cleeng-gate.js';
import { CleengPromptSeenEvent } from './events.js';
import { Followed } from './followed.js';
import { en, type LabelKey } from './labels/en.js';
import { isFinal, renderChecking, renderConfirming, renderFailed, renderPrompt, type Panel } from './prompt.js';
import { whenSeen } from './viewport.js';
import { Wording } from './wording.js';

/** Words that a gate says aloud when it comes to them. */
export type Spoken = 'failed' | 'confirming' | 'granted';

/**
 * What a gate shows and says instead of its content: the offers, the prompts, the reader's language and
 * the announcements. Made once a panel is needed; a gate that only ever opens has none.
 */
export class Panels {
  readonly #gate: CleengGate;
  readonly #stores: Stores;
  readonly #wording: Wording<LabelKey>;
  readonly #actions: Actions;
  readonly #news = new Map<string, Followed<OfferNews | undefined>>();
  #word: AccessWord = 'checking';
  #known: Known | undefined;
  #preview = false;
  #chosen: string | undefined;
  #busy = false;
  #spoken: Spoken | '' | undefined;
  #seen = false;
  #endSight: (() => void) | undefined;

  constructor(gate: CleengGate, stores: Stores) {
    this.#gate = gate;
    this.#stores = stores;
    this.#wording = new Wording(stores, en);
    this.#actions = new Actions(gate, stores, this.#wording, () => this.offerId);
  }

  /** The offer that the actions are about: the one chosen, else the first that is for sale, else the first. */
  get offerId(): string {
    const ids = this.#ids;
    return ids.find((id) => id === this.#chosen) ?? ids.find((id) => !isFinal(this.#news.get(id)?.value?.refusal)) ?? ids[0] ?? '';
  }

  /** Takes the word that the gate shows from now on, before it is drawn. */
  follow(word: AccessWord, known: Known | undefined, preview: boolean): void {
    this.#word = word;
    this.#known = known;
    this.#preview = preview;
    this.#wording.follow(this.#gate);
    // Who has logged in, or owns it, is done with the dialog. One who pays may log in on the way.
    if (word === 'granted' || (this.#actions.kind === 'login' && (word === 'denied' || word === 'confirming'))) this.#actions.close();
    if (this.#spoken !== word && this.#spoken) this.#spoken = '';
    const asked = this.#prompts && !preview && known?.reason !== 'misconfigured' ? this.#ids : [];
    for (const [id, news] of this.#news) if (!asked.includes(id)) news.follow(this.#gate, undefined);
    for (const id of asked) {
      let news = this.#news.get(id);
      if (!news) this.#news.set(id, (news = new Followed()));
      news.follow(this.#gate, this.#stores.offerOf(id));
    }
  }

  /** The gate is back on the page. */
  listen(): void {
    for (const followed of [this.#wording, ...this.#news.values()]) followed.listen(this.#gate);
  }

  /** The gate is taken off the page. */
  rest(): void {
    for (const followed of [this.#wording, ...this.#news.values()]) followed.rest();
    this.#endSight?.();
    this.#endSight = undefined;
    if (!this.#seen && !this.#actions.kind) return;
    // A gate that is only moved is back within this task: it has been seen already, and its dialog stays.
    queueMicrotask(() => {
      if (this.#gate.isConnected) return;
      this.#seen = false;
      this.#actions.close();
    });
  }

  render(): TemplateResult {
    const { pending, say } = this.#wording;
    if (pending && this.#word !== 'checking') return renderChecking();
    switch (this.#word) {
      case 'signed-out':
      case 'denied': return renderPrompt(this.#panel());
      case 'confirming': return renderConfirming(this.#panel());
      case 'failed': return renderFailed(this.#panel());
      default: return renderChecking(say('checking'));
    }
  }

  /** The live region, once there was something to say. */
  renderStatus(): TemplateResult | undefined {
    if (this.#spoken === undefined) return undefined;
    const { pending, say } = this.#wording;
    return html`<div part="status" role="status">${this.#spoken && !pending ? say(this.#spoken) : ''}</div>`;
  }

  /** Screen readers miss a live region that arrives with its text; so it comes empty, and speaks later. */
  announce(word: Spoken): void {
    this.#spoken = '';
    this.#gate.requestUpdate();
    this.#stores.clock.after(100, () => {
      if (word !== this.#word) return;
      this.#spoken = word;
      this.#gate.requestUpdate();
    });
  }

  /** Looks whether a prompt that was drawn is seen. */
  watchSight(): void {
    const prompt = this.#prompts && !this.#wording.pending;
    if (prompt && !this.#seen && !this.#preview) {
      this.#endSight ??= whenSeen(this.#gate.renderRoot.querySelector('[part=prompt]') ?? this.#gate, this.#stores.clock, () => {
        this.#seen = true;
        this.#gate.dispatchEvent(new CleengPromptSeenEvent(this.offerId, this.#gate.reason));
      });
    } else {
      this.#endSight?.();
      this.#endSight = undefined;
    }
  }

  get #ids(): readonly string[] {
    return splitIds(this.#gate.offerId ?? '');
  }

  /** What is for sale here, once all of it is known: a choice that grows while somebody chooses would be a trap. */
  get #offers(): readonly Offer[] {
    const news = this.#ids.map((id) => [id, this.#news.get(id)?.value] as const);
    if (news.some(([, known]) => !known)) return [];
    return news.flatMap(([offerId, known]) => (known?.offer ? [{ ...known.offer, offerId }] : []));
  }

  get #prompts(): boolean {
    return this.#word === 'denied' || this.#word === 'signed-out';
  }

  #panel(): Panel {
    const { locale, lang, say } = this.#wording;
    const { heading, message } = this.#gate;
    const actions = this.#actions;
    return {
      word: this.#word, heading, message, lang, say,
      // Where English stands in for another language, it does so for the words in prices, too.
      locale: locale.startsWith(lang.slice(0, 2)) ? locale : lang,
      reason: this.#known?.reason ?? null,
      slow: this.#known?.slow ?? false,
      busy: this.#busy,
      trouble: actions.trouble,
      offerId: this.offerId,
      offers: this.#offers,
      unsaleable: this.#ids.length > 0 && this.#ids.every((id) => isFinal(this.#news.get(id)?.value?.refusal)),
      // An address takes work to build, and most panels need one or none.
      get buyUrl() { return actions.url('checkout'); },
      get loginUrl() { return actions.url('login'); },
      choose: (id) => {
        this.#chosen = id;
        this.#gate.requestUpdate();
      },
      buy: actions.buy,
      login: actions.login,
      retry: this.#retry,
    };
  }

  #retry = (): void => {
    if (this.#busy) return;
    this.#busy = true;
    this.#gate.requestUpdate();
    void this.#gate.refresh().then(() => {
      this.#busy = false;
      this.#gate.requestUpdate();
    });
  };
}
