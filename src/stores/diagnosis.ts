import type { AccessWord, Known, Reason } from './known.js';
import type { Surface } from './surface.js';

/** Why an offer is open or not, as far as the page knows; there is no token in it, and nobody's name. */
export interface Diagnosis {
  readonly offerId: string;
  readonly access: AccessWord;
  readonly reason: Reason | null;
  readonly fromCache: boolean;
  /** Seconds since the service itself granted it; null when no grant is kept. */
  readonly grantAge: number | null;
  /** `production` or `sandbox`, and the publisher's id; null when nobody has configured them. */
  readonly environment: string | null;
  readonly publisherId: string | null;
  /** Address of the service that is asked. */
  readonly apiBase: string | null;
  /** Which source the customer's token came from; null when there is none. */
  readonly tokenSource: string | null;
  /** Seconds until the token ends, negative when it has; null when there is none. */
  readonly tokenLife: number | null;
}

/** What the page knows of one offer, in the stores' own terms. */
export interface Findings {
  readonly offerId: string;
  readonly known: Known | undefined;
  /** Milliseconds since the epoch at which a grant was given that is kept. */
  readonly grantAt: number | null | undefined;
  readonly apiBase: string | undefined;
  readonly tokenSource: string | null;
  /** Unix seconds. */
  readonly tokenEnd: number | null;
}

/** @param now milliseconds since the epoch */
export function diagnosis({ offerId, known, grantAt, apiBase, tokenSource, tokenEnd }: Findings, settings: Surface | null | undefined, now: number): Diagnosis {
  const { access = 'checking', reason = null, fromCache = false } = known ?? {};
  return {
    offerId, access, reason, fromCache, tokenSource,
    grantAge: grantAt == null ? null : Math.round((now - grantAt) / 1000),
    environment: settings?.environment ?? null,
    publisherId: settings?.publisherId ?? null,
    apiBase: apiBase ?? null,
    tokenLife: tokenEnd && Math.round(tokenEnd - now / 1000),
  };
}
