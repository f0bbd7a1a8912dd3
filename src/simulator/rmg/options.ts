import type { Clock } from '../../mediastore/clock.js';
import type { ArchiveConfiguration } from './catalogue.js';
import type { Operator } from './keycloak.js';
import type { Listing } from './listing.js';

/** The calls that a fault can be tied to. */
export type RmgCall = 'token' | 'create' | 'update' | 'delete' | 'list' | 'authorisation' | 'holdings';

/** What the vendor's pages leave open, or deployments do differently. */
export interface RmgHabits {
  /** How a token that does not hold is refused; written down is 403. */
  refusesToken: 401 | 403;
  /** How a change of an unknown entitlement is answered. */
  unknownId: 'no-match' | 404;
  /** Whether a change moves dates. */
  movesDates: boolean;
  /** Whether the id of an archived entitlement may be used again, as the vendor writes it. */
  archivedIds: 'free' | 'taken';
  /** How a second entitlement of one id is refused. */
  duplicate: 409 | 400;
  listShape: Listing['shape'];
  emptyList: Listing['empty'];
}

export const usualHabits: RmgHabits = {
  refusesToken: 403, unknownId: 'no-match', movesDates: true, archivedIds: 'free', duplicate: 409, listShape: 'envelope', emptyList: 200,
};

/** One request as the log keeps it: never a token or a password. */
export interface RmgRequest {
  readonly call: RmgCall | undefined;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Those that say what the request is, without the one that bears the token. */
  readonly headers: Readonly<Record<string, string>>;
  /** What a create or a change said. */
  readonly body: unknown;
  status: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface RmgOptions {
  readonly clock?: Clock;
  /** Default: a user `crm_client_user` of the client `crm_client`. */
  readonly operator?: Operator;
  /** By default one, `operator-tv`; the first is the gateway's where a request names none. */
  readonly tenants?: Readonly<Record<string, Partial<ArchiveConfiguration>>>;
  /** Seconds; default 300. */
  readonly accessLife?: number;
  /** Seconds; default 1800. */
  readonly refreshLife?: number;
}
