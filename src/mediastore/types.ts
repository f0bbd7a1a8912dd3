/** Cleeng's two installations. There is no default: a page says which one it means. */
export type Environment = 'production' | 'sandbox';

/** What the service says about one customer and one offer. */
export interface Entitlement {
  /** The only field that decides; an own boolean of the answer, never a truthy stand-in. */
  readonly accessGranted: boolean;
  /** Unix seconds or null. Informational: it may lie in the past while access holds (grace period). */
  readonly expiresAt: number | null;
  /** Seconds since the service itself said so; more than 0 when a guard remembered it. */
  readonly age?: number;
  /** Why not, when the service said so. */
  readonly reason?: DenialReason;
}

/** What a refusal can be about. The last four are not mended by paying. */
export type DenialReason =
  | 'not-entitled'
  | 'unknown-offer'
  | 'inactive-offer'
  | 'blocked-country'
  | 'too-many-devices';

/** The two halves of a session, as `POST /auths` and `POST /auths/refresh_token` hand them out. */
export interface Tokens {
  /** A JWT, RS256, usually for 15 minutes. */
  readonly jwt: string;
  /** Good for one use within 100 days. */
  readonly refreshToken: string;
}

/** A span such as the billing period of a subscription or the viewing time of a rental. */
export interface Period {
  readonly count: number;
  readonly unit: 'hour' | 'day' | 'week' | 'month' | 'year' | 'season';
}

/** An offer as a buy prompt needs it. */
export interface Offer {
  readonly offerId: string;
  readonly title: string | null;
  /** What this visitor pays, tax included, in units of `currency`; null when the service did not say. */
  readonly price: number | null;
  /** ISO 4217. */
  readonly currency: string | null;
  /** Billing period of a subscription, viewing time of a rental, running time of a pass. */
  readonly period: Period | null;
  /** Fixed end of a pass in unix seconds; null when it has none. */
  readonly endsAt: number | null;
  /** A free start that this very customer may have; null for visitors and for those who had theirs. */
  readonly trial: Period | null;
  /** Where the publisher offers it, as the dashboard says; not judged yet whether it may be linked to. */
  readonly url: string | null;
  /** A hint that the customer owns it already. It opens nothing; it is a reason to ask again. */
  readonly accessGranted: boolean;
}

/** One row of `GET /customers/{id}/offers`: something that the customer bought. */
export interface OwnedOffer {
  readonly offerId: string;
  readonly title: string | null;
  /** Cleeng's own word for the kind of offer. */
  readonly type: 'subscription' | 'pass' | 'live' | 'vod' | null;
  /** `active`, `cancelled` (paid until its end), `expired`, `terminated`, … as the service words it. */
  readonly status: string | null;
  readonly inTrial: boolean;
  /** Unix seconds or null. */
  readonly expiresAt: number | null;
  /** Unix seconds or null. */
  readonly nextPaymentAt: number | null;
  /** Where the publisher offers it, when the row says so. */
  readonly url: string | null;
  /** Where it is managed when it was bought in an app store, such as `apple`; null when Cleeng bills it. */
  readonly managedBy: string | null;
}
