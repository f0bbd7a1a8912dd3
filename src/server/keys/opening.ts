import type { Clock } from '../../mediastore/clock.js';
import { within } from '../../sources/deadline.js';
import type { Candidate } from './key-question.js';
import type { Log } from '../../wire/log.js';
import { Refusal } from '../answering/refusal.js';
import type { Ask, Caller } from '../answering/route.js';

/** How the guard finds out who may see content by tag. Without either, it refuses what is sealed for a tag. */
export interface TagOptions {
  /** Which offers give access to a tag: `{ "gold": ["S123456789_US"] }`. */
  readonly tagOffers?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Asks for the tags that a customer may see, such as by `getAccessibleTags` of the legacy API. */
  readonly accessibleTags?: ((customerId: string, signal: AbortSignal) => Promise<readonly string[]>) | undefined;
}

/** The recipients that a caller belongs to, and how many seconds ago the service said so. */
export interface Opened {
  readonly candidates: readonly Candidate[];
  readonly age: number;
}

type Open = (ask: Ask, caller: Caller, candidates: readonly Candidate[]) => Promise<Opened>;

/** Cleeng's word for a customer who may see every tag. */
const everyTag = '(all)';
const patience = 8000;

/** Builds the question which of a file's recipients the caller belongs to. */
export function createOpening(clock: Clock, log: Log, { tagOffers = {}, accessibleTags }: TagOptions): Open {
  const offersOf = ({ recipient: { kind, name } }: Candidate): readonly string[] => {
    if (kind === 'offer') return [name];
    return Object.hasOwn(tagOffers, name) ? tagOffers[name]! : [];
  };
  const byOffer = async (ask: Ask, caller: Caller, candidates: readonly Candidate[]): Promise<Opened> => {
    const { offerId, age } = await ask.admit(caller, [...new Set(candidates.flatMap(offersOf))]);
    return { candidates: candidates.filter((candidate) => offersOf(candidate).includes(offerId)), age };
  };
  const byTag = async ({ request: { signal } }: Ask, { customerId }: Caller, candidates: readonly Candidate[], refusal: Refusal): Promise<Opened> => {
    const tags = await within({ clock, deadline: patience, signal }, async (both) => accessibleTags!(customerId, both)).catch((cause: unknown) => {
      throw new Refusal(503, 'service', { retryAfter: 5, cause });
    });
    const opened = candidates.filter(({ recipient: { name } }) => tags.includes(name) || tags.includes(everyTag));
    if (!opened.length) throw refusal;
    return { candidates: opened, age: 0 };
  };
  const refuse = (candidates: readonly Candidate[]): never => {
    log('error', 'keys.tag-unknown', { tags: candidates.map(({ recipient }) => recipient.name), write: 'tagOffers or accessibleTags' });
    throw new Refusal(400, 'malformed');
  };
  return async (ask, caller, candidates) => {
    const known = candidates.filter((candidate) => offersOf(candidate).length);
    const tagged = accessibleTags ? candidates.filter((candidate) => !known.includes(candidate)) : [];
    if (!known.length) return tagged.length ? byTag(ask, caller, tagged, new Refusal(403, 'not-entitled')) : refuse(candidates);
    try {
      return await byOffer(ask, caller, known);
    } catch (error) {
      if (tagged.length && error instanceof Refusal && [403, 503].includes(error.status)) return byTag(ask, caller, tagged, error);
      throw error;
    }
  };
}
