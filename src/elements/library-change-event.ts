import type { Tally } from './cards.js';

/** The counts of a library have changed. */
export class CleengLibraryChangeEvent extends Event implements Tally {
  declare readonly unlocked: number;
  declare readonly locked: number;
  /** Still being checked, or not asked about yet. */
  declare readonly checking: number;

  constructor(tally: Tally) {
    super('cleeng-library-change', { bubbles: true, composed: true });
    Object.assign(this, tally);
  }
}

declare global {
  interface HTMLElementEventMap {
    'cleeng-library-change': CleengLibraryChangeEvent;
  }
}
