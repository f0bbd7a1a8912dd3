import type { Tally } from './cards.js';

/** The counts of a library have changed. */
export class CleengLibraryChangeEvent extends Event implements Tally {
  readonly unlocked: number;
  readonly locked: number;
  /** Still being checked, or not asked about yet. */
  readonly checking: number;

  constructor({ unlocked, locked, checking }: Tally) {
    super('cleeng-library-change', { bubbles: true, composed: true });
    this.unlocked = unlocked;
    this.locked = locked;
    this.checking = checking;
  }
}

declare global {
  interface HTMLElementEventMap {
    'cleeng-library-change': CleengLibraryChangeEvent;
  }
}
