import type { Stores } from '../stores/stores.js';
import type { report as Report } from './report.js';

const types = ['cleeng-access-change', 'cleeng-buy', 'cleeng-login', 'cleeng-prompt-seen'] as const;

/**
 * Brings what gates do to `onEvent` and to the `dataLayer`, if the page has named one of them. The part that
 * knows how is loaded then, well before a reader can press anything; what happens meanwhile is told after.
 * Without consent, where that is required, nothing is loaded, kept or told.
 */
export function startReporting({ $surface, mayReport, author }: Stores): void {
  let loading: Promise<{ readonly report: typeof Report }> | undefined;
  let deliver = (event: Event): void => {
    loading?.then(({ report }) => { if (mayReport()) report(event, $surface.value ?? {}); }, () => undefined);
  };
  const load = (): void => {
    const { onEvent, dataLayer } = $surface.value ?? {};
    if (loading || (!onEvent && !dataLayer) || !mayReport()) return;
    loading = import('./report.js');
    loading.then(
      ({ report }) => { deliver = (event) => { report(event, $surface.value ?? {}); }; },
      (error: unknown) => { author('no-reports', String(error)); },
    );
    for (const type of types) document.addEventListener(type, (event) => { if (mayReport()) deliver(event); });
  };
  $surface.subscribe(load);
}
