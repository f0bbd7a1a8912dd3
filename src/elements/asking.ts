import type { Known } from '../stores/known.js';
import type { Stores } from '../stores/stores.js';
import type { CleengGate } from './cleeng-gate.js';
import { Followed } from './followed.js';
import { hardSource } from './hard-source.js';
import { bringHard, type HardContent } from './hard.js';
import { whenNear } from './viewport.js';

/**
 * What a gate knows of its offers. A lazy gate asks when it comes near the viewport, or at once where a stored grant
 * opens it. Of a hard gate it knows nothing good before the content itself has come.
 */
export class Asking extends Followed<Known> {
  #endWait: (() => void) | undefined;
  #asked: unknown[] = [];
  #source: ReturnType<typeof hardSource> = null;
  #waited = false;

  /** The content of a hard gate, once it was needed. */
  hard: HardContent | undefined;

  get isHard(): boolean {
    return this.#source !== null;
  }

  /** Begins anew if the gate's attributes say something else; an idle gate, such as an editor's preview, asks nothing. */
  begin(gate: CleengGate, stores: Stores, idle: boolean): void {
    if (!this.#waited && !gate.firstChild && document.readyState === 'loading') {
      // The parser has read the tag alone, and which kind of gate it is can depend on a child. Before the next paint it is here.
      this.#waited = true;
      return void requestAnimationFrame(() => { gate.requestUpdate(); });
    }
    const { offerId, loading, onFailure } = gate;
    const strict = onFailure === 'lock';
    const source = hardSource(gate);
    const asked = [offerId, loading, strict, idle, source];
    if (asked.every((one, at) => one === this.#asked[at])) return;
    this.#asked = asked;
    this.#source = source;
    this.hard?.close();
    this.hard = undefined;
    const bring = async () => {
      const brought = await bringHard(gate, source!);
      // Before the part was here the gate may have become another.
      if (source === this.#source) this.hard = brought;
      return brought;
    };
    const $known = () => (source === null ? stores.watch(offerId ?? '', strict) : stores.content(offerId ?? '', strict, bring));
    const waits = loading === 'lazy' && (source !== null || !stores.hasGrant(offerId ?? ''));
    this.#endWait?.();
    this.#endWait = undefined;
    if (!idle && !waits) return this.follow(gate, $known());
    this.follow(gate, undefined);
    if (idle) return;
    this.#endWait = whenNear(gate, () => {
      this.follow(gate, $known());
      gate.requestUpdate();
    });
  }
}
