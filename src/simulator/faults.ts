import { own } from '../mediastore/body.js';
import type { Clock } from '../mediastore/clock.js';

/** The calls that a fault can be tied to. */
export type Endpoint =
  | 'entitlements' | 'offers' | 'customer-offers' | 'auths' | 'refresh' | 'orders' | 'payments' | 'payment-methods'
  | 'consents' | 'capture' | 'customers' | 'subscriptions' | 'switches' | 'locales' | 'jwks'
  | 'core-entitlement' | 'core-entitlements' | 'core-subscriptions' | 'core-passes' | 'core-customer' | 'core-offers' | 'core-webhooks' | 'rpc';

/** What goes wrong. Without customer, offer or endpoint it goes wrong for all. */
export interface Fault {
  readonly kind: 'latency' | 'hang' | 'status' | 'html' | 'empty' | 'no-content' | 'json' | 'other-customer' | 'redirect' | 'reset' | 'large' | 'trickle';
  /** Numeric id. */
  readonly customer?: number;
  readonly offer?: string;
  readonly endpoint?: Endpoint;
  /** How often; for ever when left out. */
  readonly times?: number;
  /** Milliseconds, for `latency`, and between two bytes of `trickle`. */
  readonly ms?: number;
  /** For `status` and `json`. */
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  /** For `json`. */
  readonly body?: unknown;
  /** For `redirect`. */
  readonly to?: string;
}

/** What a request is about, as far as faults care. */
export interface Subject {
  readonly endpoint: Endpoint | undefined;
  readonly offer: string | undefined;
  readonly customer: number | undefined;
}

/** The faults in force. */
export interface Faults {
  add(fault: Fault): () => void;
  list(): readonly Fault[];
  clear(): void;
  /** The fault that strikes this request, used up once if it is counted. */
  take(subject: Subject): Fault | undefined;
}

export function createFaults(): Faults {
  const all = new Map<Fault, number>();
  const strikes = (fault: Fault, { endpoint, offer, customer }: Subject): boolean =>
    (fault.endpoint === undefined || fault.endpoint === endpoint) &&
    (fault.offer === undefined || fault.offer === offer) &&
    (fault.customer === undefined || fault.customer === customer);
  return {
    add(fault) {
      const own = { ...fault };
      all.set(own, fault.times ?? Infinity);
      return () => void all.delete(own);
    },
    list: () => [...all.keys()],
    clear: () => { all.clear(); },
    take(subject) {
      for (const [fault, left] of all) {
        if (!strikes(fault, subject)) continue;
        if (left <= 1) all.delete(fault);
        else all.set(fault, left - 1);
        return fault;
      }
      return undefined;
    },
  };
}

/** Waits as a network would: for ever if `ms` is, and until the caller gives up. */
export async function wait(clock: Clock, ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (): void => { reject(signal?.reason); };
    if (signal?.aborted) return give();
    const cancel = Number.isFinite(ms) ? clock.after(ms, resolve) : () => undefined;
    signal?.addEventListener('abort', () => { cancel(); give(); }, { once: true });
  });
}

/** A body that never ends: a space, and another, until the caller gives up. */
function trickle(clock: Clock, ms: number, signal: AbortSignal): ReadableStream<Uint8Array> {
  let cancel = (): void => undefined;
  const space = new TextEncoder().encode(' ');
  return new ReadableStream({
    start(controller) {
      const drop = (): void => {
        controller.enqueue(space);
        cancel = clock.after(ms, drop);
      };
      signal.addEventListener('abort', () => {
        cancel();
        controller.error(signal.reason);
      }, { once: true });
      drop();
    },
    cancel: () => { cancel(); },
  });
}

/** The answer of the same call about somebody else, and a grant. */
export function aboutAnother(body: unknown): unknown {
  const another = (said: unknown): object => ({ ...(said as object), accessGranted: true, customerId: 799_999_999 });
  if (Array.isArray(body)) return body.map(aboutAnother);
  for (const key of ['responseData', 'result']) {
    const said = own(body, key);
    if (said !== undefined) return { ...(body as object), [key]: another(said) };
  }
  return another(body);
}

/** The answer that a fault gives in place of the service; undefined when the service answers after all. */
export function faultyAnswer(fault: Fault, clock: Clock, signal: AbortSignal): Response | undefined {
  const { kind, status = 500, code, message = 'Request failed with status code 500' } = fault;
  if (kind === 'reset') throw new TypeError('Failed to fetch');
  if (kind === 'html') return new Response('<!doctype html><title>Welcome</title><p>Sign in to this network.</p>', { headers: { 'content-type': 'text/html' } });
  if (kind === 'empty') return new Response('');
  if (kind === 'no-content') return new Response(null, { status: 204 });
  if (kind === 'json') return Response.json(fault.body ?? null, { status: fault.status ?? 200 });
  if (kind === 'large') return Response.json({ accessGranted: true, responseData: { accessGranted: true }, padding: 'x'.repeat(65_536) });
  if (kind === 'trickle') return new Response(trickle(clock, fault.ms ?? 1000, signal), { headers: { 'content-type': 'application/json' } });
  if (kind === 'redirect') return new Response(null, { status: 302, headers: { location: fault.to ?? 'https://elsewhere.invalid/' } });
  if (kind !== 'status') return undefined;
  return Response.json({ responseData: {}, ...(code && { code }), message, errors: [message] }, {
    status, headers: fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) },
  });
}
