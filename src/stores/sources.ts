import type { MediaStoreErrorCode } from '../mediastore/errors.js';
import type { Settings } from './config.js';
import type { World } from './world.js';

/** How long a source may keep the page waiting before the next one is read, in milliseconds. */
export const patience = 5000;

/**
 * A source that speaks in its own time. `undefined`: nothing yet; null or an empty value: nobody is
 * signed in; a failure: it will not say, so the next source is read.
 */
export interface Source {
  /** Whether the page has such a source at all. */
  present(): boolean;
  word(): { readonly token: unknown } | { readonly failed: MediaStoreErrorCode } | undefined;
}

type Heard = () => void;

/** `getToken()` of the page's configuration. */
export interface PageSource extends Source {
  /** Asks the page once more; resolves when it has spoken, failed or kept us waiting too long. */
  ask(): Promise<void>;
  /** Lets nobody be signed in until the page has spoken again. */
  forget(): void;
}

export function createPageSource(world: World, settings: () => Settings | null | undefined, heard: Heard): PageSource {
  let word: ReturnType<Source['word']>;
  let asking: Promise<void> | undefined;
  let generation = 0;

  const speak = async (): Promise<void> => {
    const born = generation;
    const late = new Promise<'late'>((resolve) => { world.clock.after(patience, () => { resolve('late'); }); });
    const spoken = Promise.resolve().then(() => settings()?.getToken?.()).then(
      (token) => { if (born === generation) word = { token }; },
      () => { if (born === generation && (!word || 'failed' in word)) word = { failed: 'service' }; },
    );
    // A word that comes after our patience has ended still counts.
    if ((await Promise.race([spoken, late])) === 'late') {
      if (born === generation) word ??= { failed: 'timeout' };
      void spoken.then(heard);
    }
    heard();
  };
  return {
    present: () => Boolean(settings()?.getToken),
    word: () => word,
    async ask() {
      const question = (asking ??= speak().finally(() => { if (asking === question) asking = undefined; }));
      return question;
    },
    forget() {
      // What was asked for the customer who leaves is no answer any more.
      generation++;
      asking = undefined;
      word = { token: null };
    },
  };
}

/** Cleeng's hosted widgets: found by their script or their markup, heard through one subscription. */
export interface WidgetSource extends Source {
  /** Looks whether the widgets have come meanwhile. */
  look(): void;
  /** Whether they are here, spoken or not; then renewing tokens is their business. */
  here(): boolean;
  /** Takes nobody to be signed in until the widget speaks again. */
  forget(): void;
}

/** A dialog of ours that opens a widget is no reason to wait: until then the page had none. */
const traces = 'script[src*=".cleeng.com/cleeng.js"]:not([data-cleeng-dialog]),[data-cleeng-widget]:not(.cleeng-widget > *)';

export function createWidgetSource({ widgets, document, clock }: World, heard: Heard): WidgetSource {
  let token: { token: unknown } | undefined;
  let subscribed = false;
  let looked = false;
  let since: number | undefined;

  const hear = (tokens: unknown): void => {
    const { jwt } = Object(tokens) as { jwt?: unknown };
    token = { token: jwt };
    heard();
  };
  const look = (): void => {
    if (subscribed) return;
    const subscribe = widgets()?.onAuthTokensUpdate;
    subscribed = typeof subscribe === 'function';
    // Widgets that come without a trace, for a dialog, are heard but not waited for.
    if ((subscribed && !looked) || document?.querySelector(traces)) since ??= clock.now();
    looked = true;
    if (subscribed) subscribe?.call(widgets(), hear);
  };
  return {
    look,
    forget() { token = token && { token: null }; },
    here: () => subscribed || since !== undefined,
    present: () => Boolean(token) || since !== undefined,
    word: () => token ?? (since !== undefined && clock.now() - since >= patience ? { failed: 'timeout' } : undefined),
  };
}
