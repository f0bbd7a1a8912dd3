import type { ReactiveElement } from 'lit';
import type { ReadableAtom } from 'nanostores';

/**
 * A store that an element follows: it is drawn again when the store changes, and listens to nothing while
 * it is away. Not a Lit controller, because the list of controllers costs each of a thousand gates more
 * than this does.
 */
export class Followed<Value> {
  #store: ReadableAtom<Value> | undefined;
  #stop: (() => void) | undefined;

  get value(): Value | undefined {
    return this.#store?.value;
  }

  /** Follows another store from now on, or none. */
  follow(element: ReactiveElement, store: ReadableAtom<Value> | undefined): void {
    if (store === this.#store) return;
    this.rest();
    this.#store = store;
    if (element.isConnected) this.listen(element);
  }

  listen(element: ReactiveElement): void {
    this.#stop ??= this.#store?.listen(() => { element.requestUpdate(); });
  }

  rest(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
