import { createStorage, type Storage } from 'unstorage';
import kvDriver from 'unstorage/drivers/cloudflare-kv-binding';
import { createGuard, type Guard } from './guard.js';
import type { GuardOptions } from './options.js';

/** The part of Cloudflare's `ExecutionContext` that is needed. */
interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

/** What a worker exports by default. */
export interface Worker<Env> {
  fetch(request: Request, env: Env, context: Context): Promise<Response>;
}

/** Where Cloudflare says that a request came from; whatever stands there was not written by the client. */
const addressHeader = 'cf-connecting-ip';

/**
 * A guard as a Cloudflare Worker. It is made once per isolate, at the first request, since a worker knows its
 * environment no earlier; a wrong option fails every request with its message in the worker's log.
 *
 * @param read makes the options from the environment
 * @example
 * export default createWorker((env) => ({
 *   environment: 'sandbox', publisherId: env.PUBLISHER_ID, masters: env.CLEENG_GATE_MASTERS,
 *   cache: kvStorage(env.VERDICTS), assets, content: fromStorage(kvStorage(env.PREMIUM)),
 * }));
 */
export function createWorker<Env>(read: (env: Env) => GuardOptions): Worker<Env> {
  let guard: Guard | undefined;
  return {
    async fetch(request, env, context) {
      guard ??= createGuard(read(env));
      const address = request.headers.get(addressHeader) ?? undefined;
      const answer = guard(request, { address });
      // Others may wait for the question that this request began; it goes on when the client leaves.
      context.waitUntil(answer.catch(() => undefined));
      return answer;
    },
  };
}

/** A namespace of Workers KV, as the environment holds it. */
export interface KVNamespaceLike {
  get(key: string, ...more: never[]): Promise<unknown>;
  put(key: string, value: string, ...more: never[]): Promise<void>;
  delete(key: string): Promise<void>;
}

/**
 * A namespace of Workers KV as a storage, for `cache` or `fromStorage`. KV shows other places what was written
 * within about a minute, and so long it may take until an invalidation is in force everywhere.
 */
export const kvStorage = (binding: KVNamespaceLike): Storage => createStorage({ driver: kvDriver({ binding: binding as never, minTTL: 60 }) });
