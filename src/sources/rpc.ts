import { finite, own } from '../mediastore/body.js';
import { MediaStoreError } from '../mediastore/errors.js';
import { exchange, failure } from '../mediastore/request.js';
import { readBase, type CleengOptions, type Upstream } from './options.js';

/** What a call came to: a result, or the number of an error. */
export interface Reply {
  readonly result: unknown;
  readonly error: number | null;
}

/**
 * Makes one call of Cleeng's legacy JSON-RPC API.
 * Throws a `MediaStoreError` when no reply came; the errors that the service numbers are replies.
 */
export type Call = (method: string, params: Readonly<Record<string, unknown>>, signal?: AbortSignal) => Promise<Reply>;

const addresses = { production: 'https://api.cleeng.com/3.0/json-rpc', sandbox: 'https://sandbox.cleeng.com/api/3.0/json-rpc' };

/** Where the API is; throws a TypeError that names the option. */
export const rpcAddress = (options: CleengOptions, name: string): string => readBase(options, name, addresses);

interface Waiting {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: unknown) => void;
}

/** Calls in one request at most. */
const largestBatch = 20;

/** The reply to one call. The service echoes a number as a string, and sends `error: null` with a result. */
function readReply(body: unknown, id: number): Reply {
  const replies: readonly unknown[] = Array.isArray(body) ? body : [body];
  const mine = replies.filter((reply) => String(own(reply, 'id')) === String(id));
  if (mine.length !== 1) throw new MediaStoreError('malformed', { status: 200 });
  const error = own(mine[0], 'error') ?? null;
  const code = finite(Number(own(error, 'code') ?? NaN));
  if (error !== null && code === null) throw new MediaStoreError('malformed', { status: 200 });
  return { result: own(mine[0], 'result'), error: code };
}

/**
 * A client of the JSON-RPC API. What is called in the same turn travels together, as an array, which is also how
 * Cleeng's own PHP SDK sends a single call. A caller that aborts leaves; the request goes on for the others.
 *
 * @see https://developers.cleeng.com/v2.0/reference/getting-started-with-json-rpc
 */
export function createRpc(address: string, { fetch, clock, deadline }: Pick<Upstream, 'fetch' | 'clock' | 'deadline'>): Call {
  let queue: Waiting[] = [];

  const post = async (calls: readonly Waiting[]): Promise<unknown> => {
    const answer = await exchange(fetch, clock, address, {
      method: 'POST',
      headers: { 'Accept': 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify(calls.map(({ method, params }, index) => ({ method, params, jsonrpc: '2.0', id: index + 1 }))),
    }, deadline);
    if (answer.status !== 200 || !answer.json) throw failure(answer);
    return answer.body;
  };
  const send = async (calls: readonly Waiting[]): Promise<void> => {
    try {
      const body = await post(calls);
      calls.forEach(({ resolve, reject }, index) => {
        try { resolve(readReply(body, index + 1)); } catch (error) { reject(error); }
      });
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  };
  const flush = (): void => {
    const calls = queue;
    queue = [];
    while (calls.length) void send(calls.splice(0, largestBatch));
  };
  return async (method, params, signal) => new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = (): void => { reject(signal?.reason); };
    const settle = <T>(how: (value: T) => void) => (value: T): void => {
      signal?.removeEventListener('abort', stop);
      how(value);
    };
    signal?.addEventListener('abort', stop);
    if (!queue.length) queueMicrotask(flush);
    queue.push({ method, params, resolve: settle(resolve), reject: settle(reject) });
  });
}
