import type { World } from './world.js';

/** What sets the stores in motion. */
export interface PulseListeners {
  /** Twice a second while the page is visible: the one timer of the whole page. */
  beat(): void;
  /** The page is looked at again, or the network is back. `again` is false for a mere change of visibility. */
  wake(again: boolean): void;
  /** Another tab wrote to localStorage; null when it was cleared. */
  stored(key: string | null): void;
}

/** The heartbeat of a page; it beats while somebody holds it. */
export interface Pulse {
  /** Whether the page is more than a speculation of the browser. */
  readonly alive: boolean;
  hold(): () => void;
}

const interval = 500;

/** Listens to the page while anybody holds the pulse, and to nothing otherwise. */
export function createPulse({ clock, document, window }: World, listeners: PulseListeners): Pulse {
  let holders = 0;
  let cancel: (() => void) | undefined;
  let ends: AbortController | undefined;

  const tick = (): void => {
    cancel = clock.after(interval, tick);
    listeners.beat();
  };
  const rest = (): void => {
    cancel?.();
    cancel = undefined;
  };
  const watch = (): void => {
    rest();
    if (document?.visibilityState === 'hidden') return;
    cancel = clock.after(interval, tick);
  };
  const wake = (event: Event): void => {
    watch();
    if (document?.visibilityState !== 'hidden') listeners.wake(event.type !== 'visibilitychange');
  };
  const start = (): void => {
    ends = new AbortController();
    const { signal } = ends;
    for (const type of ['focus', 'pageshow', 'online']) window?.addEventListener(type, wake, { signal });
    for (const type of ['visibilitychange', 'prerenderingchange']) document?.addEventListener(type, wake, { signal });
    window?.addEventListener('storage', (event) => { listeners.stored((event as StorageEvent).key); }, { signal });
    watch();
  };

  return {
    get alive() {
      return !(document as { prerendering?: boolean } | undefined)?.prerendering;
    },
    hold() {
      if (!holders++) start();
      return () => {
        if (--holders) return;
        rest();
        ends?.abort();
      };
    },
  };
}
