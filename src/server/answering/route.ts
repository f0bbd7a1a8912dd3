import type { DenialReason } from '../../mediastore/types.js';
import type { Reply } from './reply.js';
import type { Timing } from '../operating/timing.js';

/** Who asks, once the signature of the token was verified. */
export interface Caller {
  /** Decimal digits. */
  readonly customerId: string;
  readonly jwt: string;
  /** Unix seconds; the end of the token. */
  readonly expiresAt: number;
  readonly by: 'bearer' | 'cookie';
  /** Where it is noted how long finding out took. */
  readonly timing?: Timing | undefined;
  /** Where the request came from, for a source that passes it on. */
  readonly address?: string | undefined;
}

/** What the guard found out about a customer and an offer. */
export interface Finding {
  /** The offer that opened, else the one that was asked about first. */
  readonly offerId: string;
  /** Undefined when it could not be found out. */
  readonly accessGranted: boolean | undefined;
  /** Unix seconds or null. */
  readonly expiresAt: number | null;
  /** Seconds since the service itself said so. */
  readonly age: number;
  /** Why not, when known. */
  readonly code?: DenialReason | 'service' | 'no-token' | 'token-expired' | undefined;
  /** Seconds after which asking again makes sense, when it could not be found out. */
  readonly retryAfter?: number | undefined;
}

/** Verdicts of the sources, remembered for as long as they may be. */
export interface Verdicts {
  /**
   * Whether the customer may see any of the offers: granted if one is, denied only if all are, otherwise unknown.
   * A source that did not accept the customer's token makes it throw a `Refusal` (401, `token-expired`).
   *
   * @param fresh ask the service past the cache
   * @param reader whose signal says that nobody waits for it any more; looked at only where somebody has to wait
   */
  find(caller: Caller, offerIds: readonly string[], fresh?: boolean, reader?: { readonly signal: AbortSignal }): Promise<Finding>;
  /**
   * Forgets what is known of a customer, of one offer for a customer, or of an offer for everybody. An offer is
   * named with or without its country, and both forms are forgotten (`sameOffer`).
   * In force here at once; false when it is not yet written where other guards, and this one after a restart, look.
   */
  invalidate(what: { customerId?: string; offerId?: string }): Promise<boolean>;
  /** Coarse words for what is wrong at the moment: `upstream`, `cache`; empty when nothing is. */
  troubles(): readonly string[];
  close(): Promise<void>;
}

/** How much of something one customer or address may have. */
export interface Limits {
  /**
   * Counts points of `limit` against `key`; throws a `Refusal` (429) beyond it. The guard itself counts `entitlements`
   * (offers asked about, by customer), `fresh` (10 a minute, by customer; beyond it the cache answers), `keys` (questions for
   * a sealed file's key, by customer) and `unauthorized` (by address).
   */
  spend(limit: string, key: string, points?: number): Promise<void>;
}

/** One request on its way through the guard. */
export interface Ask {
  readonly request: Request;
  /** The request's, read when it is first asked for. */
  url(): URL;
  /** Path before the route's own, without a trailing slash, such as `/guard`. */
  readonly base: string;
  /** What follows the route's word in the path, neither decoded nor split; empty when nothing does. */
  readonly rest: string;
  /** Address of the client, as far as the operator's `trustProxy` lets it be known. */
  readonly address: string | undefined;
  /**
   * Verifies the bearer token, or else the cookie. A request that bears only a cookie must come from our own origin,
   * but for a top-level navigation where `navigation` allows it.
   *
   * @throws Refusal 401 without a good token, 403 for a cookie from elsewhere, 503 when no keys can be had
   */
  caller(options?: { navigation?: boolean }): Promise<Caller>;
  /**
   * The search engine that a request comes from, when it bears neither token nor cookie and the operator's
   * `crawlers` verified it; undefined for everybody else.
   *
   * @throws Refusal 503 when that could not be found out
   */
  crawler(): Promise<string | undefined>;
  /** As {@link Verdicts.find}, with the refusals of a route that hands something out: 403, 503; returns only a grant. */
  admit(caller: Caller, offerIds: readonly string[]): Promise<Finding>;
  /** As {@link Limits.spend}. */
  spend(limit: string, key: string, points?: number): Promise<void>;
}

/** Something that the guard answers under `{base}/{word}`. */
export interface Route {
  /** First segment of its path, such as `entitlements` or `webhooks`. */
  readonly word: string;
  readonly methods: readonly string[];
  /** Whether pages of `allowedOrigins` may read the answer (CORS). */
  readonly shared: boolean;
  answer(ask: Ask): Promise<Reply>;
}
