import type { Clock } from '../mediastore/clock.js';
import { exchange, type Answer } from '../mediastore/request.js';
import { readBase, readUpstream, type CleengOptions, type Upstream } from './options.js';
import { readSecret } from './secret.js';

/** How the Core API is reached, and by whom. */
export interface CoreApiOptions extends CleengOptions {
  /** API key of the dashboard, for a server only: it can read customers and change prices. */
  readonly publisherToken: string;
}

/** What a call sends beside its path. */
export interface CoreCall {
  readonly method?: 'GET' | 'PUT';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** The Core API 3.1, asked by publisher token. */
export interface CoreApi {
  readonly upstream: Upstream;
  readonly clock: Clock;
  /**
   * Asks for a path below the API's base.
   *
   * @throws MediaStoreError `network`, `timeout`, or `malformed` when the answer is too long; the signal's own reason
   */
  ask(path: string, call?: CoreCall): Promise<Answer>;
  /** The same for lists, whose pages are longer and take longer. */
  askList(path: string, call?: CoreCall): Promise<Answer>;
}

const addresses = { production: 'https://api.cleeng.com/3.1', sandbox: 'https://api.sandbox.cleeng.com/3.1' };

/** Milliseconds; a page of a hundred rows across customers is more work than one question. */
const listDeadline = 10_000;

/**
 * @param who what the options are called after when one cannot be used
 * @throws TypeError when an option cannot be used
 * @see https://developers.cleeng.com/reference/api31
 */
export function createCoreApi(options: CoreApiOptions, who = 'coreSource'): CoreApi {
  const base = readBase(options, who, addresses);
  const publisherToken = readSecret(`${who}: publisherToken`, options.publisherToken);
  const upstream = readUpstream(options, 'core');
  const { clock, deadline } = upstream;
  const send = async (fetch: Upstream['fetch'], within: number, path: string, { method = 'GET', body, signal }: CoreCall = {}): Promise<Answer> =>
    exchange(fetch, clock, `${base}/${path}`, {
      method,
      headers: { 'Accept': 'application/json', 'X-Publisher-Token': publisherToken, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    }, within);
  return {
    upstream, clock,
    ask: async (path, call) => send(upstream.fetch, deadline, path, call),
    askList: async (path, call) => send(upstream.fetchList, Math.max(deadline, listDeadline), path, call),
  };
}
