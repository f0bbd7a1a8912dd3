/** What `onEvent` is told: what happened, in GA4's words and in the gate's, and nothing about who it was. */
export interface GateReport {
  /** An event name of Google Analytics 4. */
  readonly name: 'view_promotion' | 'begin_checkout' | 'select_content' | 'view_item';
  /** The parameters that GA4 documents for it. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The event of the gate that it comes from. */
  readonly type: string;
  readonly offerId: string;
}

/** Where reports go. */
export interface Listeners {
  readonly onEvent?: ((report: GateReport) => void) | undefined;
  /** Name of the global array of a tag manager. */
  readonly dataLayer?: string | undefined;
}

type GateEvent = Event & { readonly offerId: string; readonly access?: string };

const items = (offerId: string) => ({ items: [{ item_id: offerId }] });

const names: Readonly<Record<string, (event: GateEvent) => Pick<GateReport, 'name' | 'params'> | undefined>> = {
  'cleeng-prompt-seen': ({ offerId }) => ({ name: 'view_promotion', params: { promotion_id: offerId, promotion_name: 'paywall', ...items(offerId) } }),
  'cleeng-buy': ({ offerId }) => ({ name: 'begin_checkout', params: items(offerId) }),
  'cleeng-login': ({ offerId }) => ({ name: 'select_content', params: { content_type: 'login', content_id: offerId } }),
  'cleeng-access-change': ({ access, offerId }) => (access === 'granted' ? { name: 'view_item', params: items(offerId) } : undefined),
};

/** Ecommerce parameters travel in an object of their own, which a tag manager keeps until it is cleared. */
function push(layer: string, { name, params }: Pick<GateReport, 'name' | 'params'>): void {
  const page = globalThis as unknown as Record<string, unknown[] | undefined>;
  const queue = (page[layer] ??= []);
  if ('items' in params) queue.push({ ecommerce: null }, { event: name, ecommerce: params });
  else queue.push({ event: name, ...params });
}

/** Tells the page's listeners of an event of a gate; a listener that throws keeps nothing from happening. */
export function report(event: Event, { onEvent, dataLayer }: Listeners): void {
  const { type, offerId } = event as GateEvent;
  const what = names[type]?.(event as GateEvent);
  if (!what) return;
  try {
    onEvent?.({ ...what, type, offerId });
    if (dataLayer) push(dataLayer, what);
  } catch (error) {
    reportError(error);
  }
}
