import type { ReactiveElement } from 'lit';
import type { ReadableAtom } from 'nanostores';

/** All that follow one store, and the one listener they share: a store looks through its whole list for each that leaves. */
interface Audience {
  readonly members: Map<object, ReactiveElement>;
  stop?: (() => void) | undefined;
}

const audiences = new WeakMap<object, Audience>();

/**
 * A store that an element follows: it is drawn again when the store changes, and listens to nothing while
 * it is away. Not a Lit controller, because the list of controllers costs each of a thousand gates more
 * than this does.
 */
export class Followed<Value> {
  #store: ReadableAtom<Value> | undefined;

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
    const store = this.#store;
    if (!store) return;
    let audience = audiences.get(store);
    if (!audience) audiences.set(store, (audience = { members: new Map() }));
    const { members } = audience;
    members.set(this, element);
    audience.stop ??= store.listen(() => { for (const member of members.values()) member.requestUpdate(); });
  }

  rest(): void {
    const audience = audiences.get(this.#store ?? this);
    if (!audience?.members.delete(this) || audience.members.size) return;
    audience.stop?.();
    audience.stop = undefined;
  }
}
