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
  readonly retryAfter: number | undefined;
}

/** Milliseconds after which an exchange, its body included, counts as unanswered. */
export const deadline = 8000;

const longestWait = 60;

/** How a request that bears a token travels. */
const manners = {
  redirect: 'error',
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  mode: 'cors',
} as const;

function readRetryAfter(value: string | null, now: number): number | undefined {
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), longestWait) : undefined;
}

async function read(response: Response, now: number): Promise<Answer> {
  const { status } = response;
  const retryAfter = readRetryAfter(response.headers.get('retry-after'), now);
  const source = await response.text();
  try {
    return { status, retryAfter, json: true, body: JSON.parse(source) as unknown };
  } catch {
    return { status, retryAfter, json: false, body: undefined };
  }
}

/**
 * Sends one request by the rules for calls that bear a token: no redirect, no cookies, no referrer,
 * no HTTP cache. The deadline is kept beside the abort signal, because an abort does not always
 * reach a body that trickles.
 *
 * @throws MediaStoreError `network` or `timeout`; the signal's own reason when the caller aborted
 */
export async function exchange(fetch: Fetch, clock: Clock, url: string, init: RequestInit): Promise<Answer> {
  const own = new AbortController();
  const signal = AbortSignal.any(init.signal ? [own.signal, init.signal] : [own.signal]);
  const cancel = clock.after(deadline, () => { own.abort(new MediaStoreError('timeout')); });
  const end = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => { reject(signal.reason as Error); });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([end, fetch(url, { ...init, ...manners, signal }).then(async (response) => read(response, clock.now()))]);
  } catch (cause) {
    signal.throwIfAborted();
    throw new MediaStoreError('network', { cause });
  } finally {
    cancel();
  }
}

/** The error that an answer amounts to when it is not the one hoped for. */
export function failure({ status, body, json, retryAfter }: Answer): MediaStoreError {
  const details = { status, retryAfter, reason: refusalReason(complaint(body)) };
  if (status === 401) return new MediaStoreError('unauthorized', details);
  if (status >= 400 && status < 500 && status !== 429) return new MediaStoreError('refused', details);
  return new MediaStoreError(status === 200 && json ? 'malformed' : 'service', details);
}
