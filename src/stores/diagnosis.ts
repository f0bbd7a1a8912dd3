import type { AccessWord, Reason } from './known.js';

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
