import type { Settings } from './config.js';
import type { AccessWord, Known, Reason } from './known.js';
import type { Credential } from './tokens.js';
import type { Grant } from './verdicts.js';

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

interface Findings {
  readonly known: Known | undefined;
  readonly settings: Settings | null | undefined;
  readonly customer: Credential | null;
  readonly grant: Grant | null;
}

/** @param now milliseconds since the epoch */
export function diagnosis(offerId: string, now: number, { known, settings, customer, grant }: Findings): Diagnosis {
  const { access = 'checking', reason = null, fromCache = false } = known ?? {};
  return {
    offerId, access, reason, fromCache,
    grantAge: grant && Math.round((now - grant.at) / 1000),
    environment: settings?.environment ?? null,
    publisherId: settings?.publisherId ?? null,
    apiBase: settings?.apiBase ?? null,
    tokenSource: customer && customer.where,
    tokenLife: customer && Math.round(customer.claims.expiresAt - now / 1000),
  };
}
