import { complaint } from './body.js';
import type { Clock } from './clock.js';
import { MediaStoreError } from './errors.js';
import { refusalReason } from './refusal.js';

/** The part of `fetch` that the client needs; a page's own, a server's, or a simulator's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One exchange with the service: what came back, read to its end. */
export interface Answer {
  readonly status: number;
  /** The parsed JSON; undefined when the body was no JSON. */
  readonly body: unknown;
  /** Whether the body was JSON at all. A captive portal answers 200 with a page. */
  readonly json: boolean;
  /** The body as it came. */
  readonly text: string;
  readonly headers: Headers;
  readonly retryAfter: number | undefined;
}

const longestWait = 60;

/** How a request that bears a token travels. */
const manners = {
  redirect: 'error',
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  mode: 'cors',
} as const;

/**
 * Reads `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
 *
 * @param longest seconds at most
 */
export function readRetryAfter(value: string | null, now: number, longest = longestWait): number | undefined {
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), longest) : undefined;
}

async function read(response: Response, now: number): Promise<Answer> {
  const { status, headers } = response;
  const retryAfter = readRetryAfter(headers.get('retry-after'), now);
  const text = await response.text();
  try {
    return { status, headers, retryAfter, text, json: true, body: JSON.parse(text) as unknown };
  } catch {
    return { status, headers, retryAfter, text, json: false, body: undefined };
  }
}

/**
 * Sends one request by the rules for calls that bear a token: no redirect, no cookies, no referrer,
 * no HTTP cache. The deadline is kept beside the abort signal, because an abort does not always
 * reach a body that trickles.
 *
 * @param init may differ in manners for what bears no token
 * @param within milliseconds for the whole of it, the body included
 * @throws MediaStoreError `network` or `timeout`; the signal's own reason when the caller aborted
 */
export async function exchange(fetch: Fetch, clock: Clock, url: string, init: RequestInit, within = 8000): Promise<Answer> {
  const own = new AbortController();
  const signal = AbortSignal.any(init.signal ? [own.signal, init.signal] : [own.signal]);
  const cancel = clock.after(within, () => { own.abort(new MediaStoreError('timeout')); });
  let stop = (): void => undefined;
  const end = new Promise<never>((_, reject) => { stop = () => { reject(signal.reason as Error); }; });
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    return await Promise.race([end, fetch(url, { ...manners, ...init, signal }).then(async (response) => read(response, clock.now()))]);
  } catch (cause) {
    signal.throwIfAborted();
    throw new MediaStoreError('network', { cause });
  } finally {
    cancel();
    // Node keeps a signal made of others for as long as somebody listens to it.
    signal.removeEventListener('abort', stop);
  }
}

/** The error that an answer amounts to when it is not the one hoped for. */
export function failure({ status, body, json, retryAfter }: Answer): MediaStoreError {
  const details = { status, retryAfter, reason: refusalReason(complaint(body)) };
  if (status === 401) return new MediaStoreError('unauthorized', details);
  if (status >= 400 && status < 500 && status !== 429) return new MediaStoreError('refused', details);
  return new MediaStoreError(status === 200 && json ? 'malformed' : 'service', details);
}
