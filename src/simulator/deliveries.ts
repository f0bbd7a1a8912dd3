import type { Clock } from '../mediastore/clock.js';
import type { Subscriptions, WebhookEndpoint } from './webhooks.js';

/** Where deliveries are posted to; a `fetch`, or a handler in the same process. */
export type Deliver = (request: Request) => Promise<Response>;

/** How the road to the endpoints is. */
export interface Road {
  /** Part of the deliveries that never arrive, 0 to 1. */
  lost: number;
  /** Part of those that arrive twice. */
  doubled: number;
  /** Each is underway up to so many milliseconds, so that later ones overtake it. */
  delay: number;
}

/** A delivery, and what became of it: a status, or why there is none. */
export interface SentDelivery {
  readonly topic: string;
  readonly url: string;
  readonly outcome: number | 'lost' | 'unreachable';
}

/** Sends what happens to those who have subscribed. */
export interface Deliveries {
  readonly road: Road;
  readonly sent: readonly SentDelivery[];
  send(topic: string, data: object): void;
  /** Resolves when nothing is being posted; what waits for its time is not waited for. */
  settled(): Promise<void>;
  reset(): void;
}

interface Surroundings {
  readonly clock: Clock;
  readonly publisherId: string;
  readonly subscriptions: Subscriptions;
  readonly deliver: Deliver;
  /** From 0 to below 1. */
  readonly random: () => number;
}

const smooth: Road = { lost: 0, doubled: 0, delay: 0 };
const attempts = 3;
const minute = 60_000;

async function sign(body: Uint8Array<ArrayBuffer>, secret: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return [...new Uint8Array(await crypto.subtle.sign('HMAC', key, body))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function requestFor({ url, verification }: WebhookEndpoint, body: Uint8Array<ArrayBuffer>): Promise<Request> {
  const secret = verification?.options?.sharedSecret;
  const request = new Request(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  if (secret !== undefined) request.headers.set('x-cleeng-signature', await sign(body, secret));
  return request;
}

/**
 * Deliveries as Cleeng makes them: an envelope of publisher, topic and data without id, time or sequence, signed by
 * HMAC-SHA256 in hexadecimal digits where the endpoint has a secret, and sent again, a minute later and at most twice,
 * only where it has a retry policy.
 */
export function createDeliveries({ clock, publisherId, subscriptions, deliver, random }: Surroundings): Deliveries {
  const road = { ...smooth };
  const sent: SentDelivery[] = [];
  const underway = new Set<Promise<void>>();
  const planned = new Set<() => void>();

  /** Now, or when its time has come. */
  const plan = (ms: number, run: () => Promise<void>): void => {
    const start = (): void => {
      const work = run().finally(() => underway.delete(work));
      underway.add(work);
    };
    if (!ms) return start();
    const cancel = clock.after(ms, () => { planned.delete(cancel); start(); });
    planned.add(cancel);
  };
  /** Signing takes real time; on a smooth road the order stays all the same. */
  let signing: Promise<unknown> = Promise.resolve();
  const signed = async (endpoint: WebhookEndpoint, body: Uint8Array<ArrayBuffer>): Promise<Request> => {
    const request = signing.then(async () => requestFor(endpoint, body));
    signing = request.catch(() => undefined);
    return request;
  };
  const post = async (topic: string, endpoint: WebhookEndpoint, body: Uint8Array<ArrayBuffer>, attempt = 1): Promise<void> => {
    const outcome = random() < road.lost ? 'lost' : await deliver(await signed(endpoint, body)).then(({ status }) => status, () => 'unreachable' as const);
    sent.push({ topic, url: endpoint.url, outcome });
    const arrived = typeof outcome === 'number' && outcome >= 200 && outcome < 300;
    if (!arrived && outcome !== 'lost' && endpoint.retryPolicy && attempt < attempts) plan(attempt * minute, async () => post(topic, endpoint, body, attempt + 1));
  };
  return {
    road, sent,
    send(topic, data) {
      const body = new TextEncoder().encode(JSON.stringify({ broadcasterId: Number(publisherId), topic, data }));
      for (const endpoint of subscriptions.of(topic)) {
        const copies = random() < road.doubled ? 2 : 1;
        for (let copy = 0; copy < copies; copy++) plan(Math.floor(random() * road.delay), async () => post(topic, endpoint, body));
      }
    },
    async settled() {
      while (underway.size) await Promise.all(underway);
    },
    reset() {
      for (const cancel of planned) cancel();
      planned.clear();
      sent.length = 0;
      Object.assign(road, smooth);
    },
  };
}
