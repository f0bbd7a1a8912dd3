import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ReadableAtom } from 'nanostores';

/** Redraws its host when a store changes. The store may be exchanged; a host that is away listens to nothing. */
export class StoreController<Value> implements ReactiveController {
  #store: ReadableAtom<Value> | undefined;
  #stop: (() => void) | undefined;

  constructor(readonly host: ReactiveControllerHost & Element, readonly changed: () => void = () => { host.requestUpdate(); }) {
    host.addController(this);
  }

  get value(): Value | undefined {
    return this.#store?.value;
  }

  /** Follows another store from now on. */
  follow(store: ReadableAtom<Value> | undefined): void {
    if (store === this.#store) return;
    this.hostDisconnected();
    this.#store = store;
    if (this.host.isConnected) this.hostConnected();
  }

  hostConnected(): void {
    this.#stop ??= this.#store?.listen(this.changed);
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
