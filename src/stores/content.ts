import type { MediaStore, readEntitlement, Send } from '../mediastore/client.js';
import type { Clock } from '../mediastore/clock.js';
import type { MediaStoreError, MediaStoreErrorCode } from '../mediastore/errors.js';
import type { Answer, exchange, Fetch } from '../mediastore/request.js';
import type { Author } from './author.js';
import type { EntrySurroundings, Said } from './entries.js';

/** What hard content is brought with. */
export interface Errand {
  /** Asks the guard for an asset, by its name or its address, with the reader's token. */
  asset(src: string): Promise<Answer>;
  /** Asks the guard for a key, likewise. */
  key(question: object): Promise<Answer>;
  /** Fetches what anybody may have: without token or cookies. */
  get(address: string, cache: RequestCache): Promise<Answer>;
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
  readonly hard: Hard;
  readonly offerIds: readonly string[];
  /** Base URL of the guard, without a trailing slash. */
  readonly base: string;
  readonly send: Send;
  readonly fetch: Fetch;
  readonly entitlement: Question;
  readonly maxAge: () => number;
  readonly clock: Clock;
  readonly author: Author;
  // What is in the drop-in file already.
  readonly read: typeof readEntitlement;
  readonly exchange: typeof exchange;
  readonly Fault: typeof MediaStoreError;
}

type Question = MediaStore['entitlement'];
type About = Parameters<Question> extends [string, ...infer Rest] ? Rest : never;

/** How the entry of hard content asks and remembers. */
export type Content = Pick<EntrySurroundings, 'changed'> & Omit<EntrySurroundings['verdicts'], 'read'> & { entitlement(...question: Parameters<Question>): Promise<Said> };

/** Whether the customer may see one of these offers; throws if that cannot be known of any that could still open. */
async function askAll(offerIds: readonly string[], entitlement: Question, about: About): Promise<Said> {
  const all = await Promise.allSettled(offerIds.map(async (id) => entitlement(id, ...about)));
  const said = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const unknown = all.find((one) => one.status === 'rejected');
  const granted = said.find(({ accessGranted }) => accessGranted);
  if (!granted && unknown) throw unknown.reason;
  return granted ?? said.find(({ reason }) => reason === 'not-entitled') ?? said[0]!;
}

/**
 * How an entry asks where the content is not in the page: the guard's answer to the question for bytes or for a
 * key is the verdict, too. What is held is asked about by the entitlement route alone, and so is, first, what
 * must go past the guard's memory.
 */
export function createContent({ hard, offerIds, base, send, fetch, entitlement, maxAge, clock, author, read, exchange, Fault }: Surroundings): Content {
  const asset = async (src: string, jwt: string, signal?: AbortSignal): Promise<Answer> => {
    const names = `${base}/content/`;
    const { href } = new URL(URL.canParse(src, names) ? src : '/', names);
    if (!href.startsWith(`${base}/`)) {
      author('src', src, base);
      throw 'misconfigured';
    }
    const answer = await send(href.slice(base.length + 1), { jwt, signal });
    if (answer.status === 404) author('no-asset', src);
    return answer;
  };
  return {
    async entitlement(_, ...about) {
      const [jwt, customerId, signal, fresh] = about;
      if (hard.held || fresh) {
        const said = await askAll(offerIds, entitlement, about);
        if (hard.held || !said.accessGranted) return said;
      }
      const found = await hard.bring({
        customerId, offerIds, maxAge: maxAge(), now: clock.now(),
        asset: async (src) => asset(src, jwt, signal),
        key: async (body) => send('keys', { jwt, signal, body }),
        get: async (address, cache) => exchange(fetch, clock, address, { cache, redirect: 'follow', ...(signal && { signal }) }, 60_000),
      }).catch((error: unknown) => {
        // A reason of the page's own; the service has no word for it.
        throw typeof error === 'string' ? new Fault(error as MediaStoreErrorCode, { retryAfter: Infinity }) : error;
      });
      return 'status' in found ? read(found, customerId) : { ...found, accessGranted: true, expiresAt: null };
    },
    keep(_customer, _offerId, _grant, { content }) { if (content) hard.hold(content); },
    drop() { hard.forget(); },
    changed({ access }) { if (access !== 'granted') hard.close(); },
  };
}
