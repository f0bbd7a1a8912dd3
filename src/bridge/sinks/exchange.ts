import { complaint } from '../../mediastore/body.js';
import { systemClock, type Clock } from '../../mediastore/clock.js';
import { MediaStoreError } from '../../mediastore/errors.js';
import { readRetryAfter, type Fetch } from '../../mediastore/request.js';
import { within } from '../../sources/deadline.js';
import { ownFetch } from '../../sources/options.js';
import type { CallOptions } from '../../sources/source.js';
import { parseJson, readBytes } from '../../wire/body.js';
import { withoutSecrets } from '../../wire/log.js';
import { SinkError, type Applied, type Complaint, type Inspection, type SinkProblem } from '../sink.js';
import type { Limit } from './limit.js';

/** What every sink that calls over HTTP takes. */
export interface ExchangeOptions {
  /** Default: the runtime's own. */
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  /** Milliseconds for one call, the answer's body included; default 8000. Keep it well below the bridge's lease. */
  readonly deadline?: number | undefined;
  /** Shared by all that call the same tenant. */
  readonly limit?: Limit | undefined;
}

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined when the body was none. */
  readonly body: unknown;
  readonly text: string;
  /** What is wrong by the status alone; null for 2xx. */
  readonly problem: SinkProblem | null;
}

/** One call to a sink. Throws {@link SinkError} when no whole answer came; the signal's own reason when aborted. */
export type Exchange = (url: string, init: RequestInit, call?: CallOptions) => Promise<Reply>;

/** Bytes of an answer that are read at most. */
export const largestReply = 1_048_576;
/** Seconds that a `Retry-After` is believed: a right that waits longer is a right that nobody looks after. */
const longestWait = 3600;
const longestWords = 300;

function codeOf(status: number): string {
  if (status === 401 || status === 403) return 'credentials';
  if (status === 408) return 'timeout';
  if (status === 409) return 'conflict';
  if (status === 425 || status === 429) return 'limited';
  if (status >= 300 && status < 400) return 'redirected';
  return status >= 400 && status < 500 ? 'rejected' : 'service';
}

/** What the other side said, for an operator: short, on one line, without anything that we sent as a header or that looks secret. */
function wordsOf(body: unknown, text: string, sent: Headers): string {
  const said = complaint(body) || (text.trimStart().startsWith('<') ? 'a page of HTML' : text);
  const own = [...sent.values()].map((value) => value.replace(/^Bearer /, '')).filter((value) => value.length >= 8);
  const kept = own.reduce((words, value) => words.replaceAll(value, '[left out]'), said);
  return withoutSecrets(kept).replace(/\s+/g, ' ').trim().slice(0, longestWords);
}

/**
 * Makes the way in which sinks call: no redirect is followed, no cookie and no referrer is sent, of a body no more than
 * 1 MB is read, and the whole of it has a deadline. A 429 quiets the limit that is passed in.
 *
 * @throws TypeError for a deadline that is none
 */
export function createExchange({ fetch = ownFetch, clock = systemClock, deadline = 8000, limit }: ExchangeOptions = {}): Exchange {
  if (!Number.isFinite(deadline) || deadline <= 0) throw new TypeError('deadline takes milliseconds, more than 0');

  const ask = async (url: string, init: RequestInit, signal: AbortSignal): Promise<Reply> => {
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const { status, headers } = response;
    const bytes = await readBytes(response.body, largestReply);
    if (!bytes) throw new SinkError({ code: 'malformed', status, message: 'the answer is longer than 1 MB' });
    const [text, body] = [new TextDecoder().decode(bytes), parseJson(bytes)];
    if (response.ok) return { status, headers, text, body, problem: null };
    const retryAfter = readRetryAfter(headers.get('retry-after'), clock.now(), longestWait);
    if (status === 429) limit?.pause(retryAfter ?? 1);
    const words = wordsOf(body, text, new Headers(init.headers));
    const message = `answered ${status}${words && `: ${words}`}`;
    return { status, headers, text, body, problem: { code: codeOf(status), status, message, ...(retryAfter !== undefined && { retryAfter }) } };
  };
  return async (url, init, { signal } = {}) => {
    await limit?.enter(signal);
    try {
      return await within({ clock, deadline, signal }, async (both) => ask(url, init, both));
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof SinkError) throw cause;
      const late = cause instanceof MediaStoreError && cause.code === 'timeout';
      throw new SinkError(late ? { code: 'timeout', message: `no whole answer within ${deadline / 1000} s` }
        : { code: 'network', message: 'could not be reached, or the connection broke' }, { cause });
    }
  };
}

const passing: readonly string[] = ['network', 'timeout', 'limited', 'service', 'malformed', 'conflict'];

/**
 * What a problem makes of an assertion. What passes by itself is asserted again; a 401 too, since it is about our
 * token and not about the right, and everything waits for the same new one. The rest is for a person.
 */
export const setback = (problem: SinkProblem): Applied =>
  ({ outcome: passing.includes(problem.code) || problem.status === 401 ? 'again' : 'stuck', problem });

/** Runs an assertion so that nothing that the other side did rejects; an abort still does. */
export async function assertion(run: () => Promise<Applied>): Promise<Applied> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof SinkError) return setback(error.problem);
    throw error;
  }
}

/**
 * Tries a sink by reading; what the other side did becomes a complaint.
 *
 * @param targets whether the reading tells which targets there are
 */
export async function inspection(run: () => Promise<readonly Complaint[]>, targets = true): Promise<Inspection> {
  try {
    return { complaints: await run(), targets };
  } catch (error) {
    if (!(error instanceof SinkError)) throw error;
    const { code, message } = error.problem;
    return { complaints: [{ code, message }], targets: false };
  }
}
