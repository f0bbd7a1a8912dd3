import { systemClock, type Clock } from '../mediastore/clock.js';
import type { Fetch } from '../mediastore/request.js';

/** Cleeng's hosted widgets, as far as their public methods are known; any of them may be missing. */
export interface HostedWidgets {
  onAuthTokensUpdate?: (heard: (tokens: unknown) => void) => void;
  logout?: () => unknown;
}

/** Everything outside that the stores touch. A test passes its own; a server has none of it. */
export interface World {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly random: () => number;
  readonly log: Pick<Console, 'error' | 'warn'>;
  /** Where `focus`, `pageshow`, `online`, `storage`, `load` and the SDK's own events arrive. */
  readonly window: EventTarget | undefined;
  readonly document: Document | undefined;
  /** Scheme, host and address of the page; a server has none. */
  readonly location: Pick<Location, 'origin' | 'hostname' | 'href'> | undefined;
  /** Getters, because in a sandboxed frame merely touching a storage throws. */
  readonly localStorage: () => Storage | undefined;
  readonly sessionStorage: () => Storage | undefined;
  readonly locks: Pick<LockManager, 'request'> | undefined;
  readonly widgets: () => HostedWidgets | undefined;
  /** Throws away the keys of sealed content that were kept for reading offline. */
  readonly forgetKeys: () => void;
}

const page = globalThis as Partial<Pick<Window, 'document' | 'location' | 'navigator' | 'localStorage' | 'sessionStorage'>> & {
  cleeng?: HostedWidgets;
};

/** The page that this module was loaded into. */
export const thisPage: World = {
  clock: systemClock,
  fetch: async (url, init) => globalThis.fetch(url, init),
  random: Math.random,
  log: console,
  window: page.document && globalThis,
  document: page.document,
  location: page.location,
  localStorage: () => page.localStorage,
  sessionStorage: () => page.sessionStorage,
  locks: page.navigator?.locks,
  widgets: () => page.cleeng,
  forgetKeys() {
    try {
      indexedDB.deleteDatabase('cleeng-gate');
    } catch {
      // Where nothing can be kept, nothing was.
    }
  },
};
