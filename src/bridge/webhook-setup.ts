import { isDeepStrictEqual } from 'node:util';
import { complaint, own, text } from '../mediastore/body.js';
import { MediaStoreError } from '../mediastore/errors.js';
import { failure } from '../mediastore/request.js';
import { createCoreApi, type CoreApiOptions } from '../sources/core-api.js';
import { rowsOf } from '../sources/core-rows.js';
import { planWebhooks, shownUrl, withoutSecret, type Endpoint, type Subscribed, type TopicChange, type Wish } from './webhook-plan.js';

/** What became of one topic. */
export interface TopicResult {
  readonly topic: string;
  /**
   * - `unchanged`: nothing was to be done
   * - `written`: read back, ours is there and so is everybody else's
   * - `blocked`: not to be written, as the plan says
   * - `moved`: others have changed it since it was shown; nothing was written
   * - `refused`: Cleeng did not take it
   * - `unconfirmed`: it was sent, and could not be read back or is not there
   * - `damaged`: written, and endpoints of others are missing or other than before
   */
  readonly outcome: 'unchanged' | 'written' | 'blocked' | 'moved' | 'refused' | 'unconfirmed' | 'damaged';
  readonly message?: string;
}

/** Cleeng's webhook subscriptions, carefully. */
export interface WebhookSetup {
  /**
   * All topics with their endpoints.
   *
   * @throws MediaStoreError when they could not be read or not be understood; then nothing may be written
   */
  read(): Promise<Subscribed>;
  /** Reads, and says what is to be done; writes nothing. Throws as `read` does. */
  plan(wish: Wish): Promise<readonly TopicChange[]>;
  /**
   * Writes what was shown, topic by topic: reads once more and leaves alone what has moved, writes, reads back.
   * Throws as `read` does, before anything of the topic was written.
   */
  apply(changes: readonly TopicChange[]): AsyncIterable<TopicResult>;
}

const isEndpoint = (value: unknown): value is Endpoint => text(own(value, 'url')) !== null;

/** A topic with its endpoints in one row, or with one endpoint in each of several. */
function readRow(row: unknown): readonly [string, readonly Endpoint[]] {
  const topic = text(own(row, 'topic'));
  const endpoints = own(row, 'endpoints') ?? (isEndpoint(row) ? [(({ topic: _, ...endpoint }) => endpoint)(row)] : undefined);
  if (!topic || !Array.isArray(endpoints) || !endpoints.every(isEndpoint)) throw new MediaStoreError('malformed');
  return [topic, endpoints];
}

const sorted = (endpoints: readonly Endpoint[]): Endpoint[] =>
  endpoints.map(withoutSecret).sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
const equal = (one: readonly Endpoint[], other: readonly Endpoint[]): boolean => isDeepStrictEqual(sorted(one), sorted(other));

/** What of the others' endpoints is not there any more as it was. */
const missing = (before: readonly Endpoint[], now: readonly Endpoint[]): Endpoint[] => {
  const left = sorted(now);
  return sorted(before).filter((endpoint) => {
    const at = left.findIndex((one) => isDeepStrictEqual(one, endpoint));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

/** Judges what stands after a write. */
function judge({ topic, before, after }: TopicChange, now: readonly Endpoint[]): TopicResult {
  const mine = after.at(-1)?.url;
  const lost = missing(before.filter(({ url }) => url !== mine), now);
  if (lost.length) return { topic, outcome: 'damaged', message: `other than before: ${lost.map(({ url }) => shownUrl(url)).join(', ')}` };
  if (!now.some(({ url }) => url === mine)) return { topic, outcome: 'unconfirmed', message: 'it was taken, and is not there' };
  return { topic, outcome: 'written' };
}

/**
 * Sets up Cleeng's webhooks through the Core API, whose `PUT` replaces all endpoints of a topic, those of payment
 * connectors too. There is no way to write only if nobody else has: between the last look and the write a moment
 * remains, which is why everything is read back.
 *
 * @see https://developers.cleeng.com/docs/webhooks-configuration
 * @throws TypeError when an option cannot be used
 */
export function createWebhookSetup(options: CoreApiOptions): WebhookSetup {
  const { ask, askList } = createCoreApi(options, 'webhooks');

  const read = async (): Promise<Subscribed> => {
    const topics = new Map<string, readonly Endpoint[]>();
    for (const row of rowsOf(await askList('webhook_subscriptions'))) {
      const [topic, endpoints] = readRow(row);
      topics.set(topic, [...(topics.get(topic) ?? []), ...endpoints]);
    }
    return topics;
  };
  const send = async ({ topic, after }: TopicChange): Promise<TopicResult | undefined> => {
    const answer = await ask(`webhook_subscriptions/${encodeURIComponent(topic)}`, { method: 'PUT', body: after });
    if (answer.status < 300) return undefined;
    if (answer.status < 500) return { topic, outcome: 'refused', message: `${answer.status} ${complaint(answer.body).slice(0, 200)}`.trim() };
    throw failure(answer);
  };
  const write = async (change: TopicChange): Promise<TopicResult> => {
    const { topic } = change;
    if (!equal((await read()).get(topic) ?? [], change.before)) return { topic, outcome: 'moved', message: 'others have changed it meanwhile; look again' };
    const failed = await send(change).catch((error: unknown) => error as MediaStoreError);
    if (failed && 'outcome' in failed) return failed;
    // An answer that did not come does not say that nothing was written.
    const now = await read().catch((error: unknown) => error as MediaStoreError);
    if ('code' in now) return { topic, outcome: 'unconfirmed', message: `it could not be read back: ${now.code}` };
    return judge(change, now.get(topic) ?? []);
  };
  return {
    read,
    plan: async (wish) => planWebhooks(await read(), wish),
    async *apply(changes) {
      for (const change of changes) {
        if (change.change === 'none') yield { topic: change.topic, outcome: 'unchanged' };
        else if (change.change === 'blocked') yield { topic: change.topic, outcome: 'blocked', ...(change.reason !== undefined && { message: change.reason }) };
        else yield await write(change);
      }
    },
  };
}
