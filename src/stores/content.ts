import { readEntitlement, type MediaStore } from '../mediastore/client.js';
import type { Clock } from '../mediastore/clock.js';
import { MediaStoreError, type MediaStoreErrorCode } from '../mediastore/errors.js';
import { exchange, failure, type Answer } from '../mediastore/request.js';
import type { Author } from './author.js';
import type { EntrySurroundings, Said } from './entries.js';
import type { Service } from './service.js';

/** What hard content is brought with. */
export interface Errand {
  /** Base URL of the guard, without a trailing slash. */
  readonly base: string;
  /** Asks the guard with the reader's token, by a path below its base; with a body it is a POST. */
  send(path: string, body?: object): Promise<Answer>;
  /**
   * The text of what anybody may have, fetched without token or cookies.
   *
   * @throws MediaStoreError `network`, `timeout` or `service`: whatever a host of files says, it is no word about the reader
   */
  get(address: string, cache: RequestCache): Promise<string>;
  readonly author: Author;
  readonly customerId: string;
  readonly offerIds: readonly string[];
  /** Milliseconds for which something kept opens without a word of the service. */
  readonly maxAge: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Content that was brought, from the guard's answer or with a key that was kept. */
export interface Brought {
  readonly content: unknown;
  /** Seconds since the service itself granted it. */
  readonly age: number;
  readonly stored?: boolean;
}

/** Premium content that is not in the page, as the stores see it. */
export interface Hard {
  /**
   * Brings it, or the guard's answer where that is none.
   *
   * @throws a reason, where asking again by itself would be of no use
   */
  bring(errand: Errand): Promise<Brought | Answer>;
  /** Takes what was brought; nobody does before it is clear that it is still wanted. */
  hold(content: unknown): void;
  readonly held: boolean;
  /** Takes it off the page and out of memory. */
  close(): void;
  /** The service said no: whatever was kept for later goes. */
  forget(): void;
}

interface Surroundings {
  readonly offerIds: readonly string[];
  /** Loads what brings the content. */
  readonly bring: () => Promise<Hard>;
  /** The page's guard, as it is configured now. */
  readonly guard: Service['guard'];
  readonly mediaStore: Service['mediaStore'];
  readonly maxAge: () => number;
  readonly clock: Clock;
  readonly author: Author;
}

type Question = Parameters<MediaStore['entitlement']>;

/** How the entry of hard content asks and remembers. */
export type Content = Pick<EntrySurroundings, 'changed'> & EntrySurroundings['verdicts'] & { entitlement(...question: Question): Promise<Said> };

/** Whether the customer may see one of these offers; throws if that cannot be known of any that could still open. */
async function askAll(offerIds: readonly string[], ask: (offerId: string) => Promise<Said>): Promise<Said> {
  const all = await Promise.all(offerIds.map(async (id) => ask(id).catch((error: unknown) => ({ error, accessGranted: false, reason: '' }))));
  const find = (fits: (one: (typeof all)[number]) => unknown) => all.find(fits);
  const said = find(({ accessGranted }) => accessGranted) ?? find((one) => 'error' in one) ?? find(({ reason }) => reason === 'not-entitled') ?? all[0]!;
  if ('error' in said) throw said.error;
  return said;
}

/**
 * How an entry asks where the content is not in the page: the guard's answer to the question for bytes or for a
 * key is the verdict, too. What is held is asked about by the entitlement route alone, and so is, first, what
 * must go past the guard's memory.
 */
export function createContent({ bring, offerIds, guard, mediaStore, maxAge, clock, author }: Surroundings): Content {
  let hard: Hard | undefined;
  return {
    async entitlement(_, ...about) {
      const [jwt, customerId, signal, fresh] = about;
      hard ??= await bring();
      if (hard.held || fresh) {
        const said = await askAll(offerIds, async (id) => mediaStore().entitlement(id, ...about));
        if (hard.held || !said.accessGranted) return said;
      }
      const { base, send, fetch } = guard();
      const found = await hard.bring({
        base, author, customerId, offerIds,
        maxAge: maxAge(), now: clock.now(),
        send: async (path, body) => send(path, { jwt, signal, body }),
        async get(address, cache) {
          const file = await exchange(fetch, clock, address, { cache, redirect: 'follow', signal: signal ?? null }, 60_000);
          if (file.status !== 200) throw failure({ ...file, status: 503 });
          return file.text;
        },
      }).catch((error: unknown) => {
        // A reason of the page's own; the service has no word for it.
        throw typeof error === 'string' ? new MediaStoreError(error as MediaStoreErrorCode, { retryAfter: Infinity }) : error;
      });
      return 'status' in found ? readEntitlement(found, customerId) : { ...found, accessGranted: true, expiresAt: null };
    },
    read: () => null,
    keep(_customer, _offerId, _grant, { content }) { if (content) hard?.hold(content); },
    drop() { hard?.forget(); },
    changed({ access }) { if (access !== 'granted') hard?.close(); },
  };
}
