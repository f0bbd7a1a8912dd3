import type { Clock } from '../mediastore/clock.js';
import type { CustomerName, customers, OfferName, offers } from './cast.js';
import type { Deliver, Road, SentDelivery } from './deliveries.js';
import type { Fault } from './faults.js';
import type { LoggedRequest } from './front.js';
import type { TokenOptions } from './issuer.js';
import type { Lag, Ledger } from './ledger.js';
import type { Habits } from './mediastore.js';

/** One of the cast, or the number of one who has registered. */
export type Who = CustomerName | number;

export interface SimulatorOptions {
  readonly clock?: Clock;
  /** Nine digits; default `123456789`. */
  readonly publisherId?: string;
  /** What the Core API takes as `X-Publisher-Token`; by default the same at every start. */
  readonly publisherToken?: string;
  /** Path under which everything is served, such as `/mediastore`; default none. */
  readonly base?: string;
  /** Life of tokens in seconds; default 900. */
  readonly tokenLife?: number;
  /** How many keys are published from the start; default 1. The newest signs. */
  readonly keys?: number;
  /** Posts deliveries to those who have subscribed; default `fetch`. */
  readonly deliver?: Deliver;
  /** From 0 to below 1, for what happens to deliveries on their way; default `Math.random`. */
  readonly random?: () => number;
}

/**
 * MediaStore, the Core API under `/3.1` and the legacy API at `/3.0/json-rpc`, all in memory, with a cast of customers and offers, the same at every start.
 */
export interface Simulator {
  readonly publisherId: string;
  readonly publisherToken: string;
  /** Path under which everything is served. */
  readonly base: string;
  readonly customers: typeof customers;
  readonly offers: typeof offers;
  readonly requests: readonly LoggedRequest[];
  /** A `fetch` that this service answers, and a server's handler; any origin, the path decides. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** What a login would hand out, without the request. */
  signIn(customer: CustomerName, options?: TokenOptions): Promise<{ jwt: string; refreshToken: string; customerId: number }>;
  /** A token for any number, registered or not. */
  token(customerId: number, options?: TokenOptions): Promise<string>;
  /** A token for the legacy API, as `generateCustomerToken` would hand it out. */
  customerToken(customer: CustomerName): string;
  /** A new customer's number; `externalId` is what the publisher calls them. */
  register(email: string, externalId?: string): number;
  /** Deletes a customer, whom the Core API then does not know any more. */
  forget(customer: Who): void;
  /** Buys, as a checkout would. This and the next four send deliveries to those who have subscribed. */
  purchase(customer: Who, offer: OfferName): void;
  /** One more period is paid. */
  renew(customer: Who, offer: OfferName): void;
  /** No more periods; access stays to the end of the term. */
  cancel(customer: Who, offer: OfferName): void;
  terminate(customer: Who, offer: OfferName): void;
  switchPlan(customer: Who, from: OfferName, to: OfferName): void;
  /** A gift, or a grant by hand, of which no delivery tells; as of the next two. */
  grant(customer: Who, offer: OfferName): void;
  refund(customer: Who, offer: OfferName): void;
  chargeback(customer: Who, offer: OfferName): void;
  /** Whether the service would let the customer see it now. */
  hasAccess(customer: Who, offerId: string): boolean;
  /** Deliveries sent so far. */
  readonly deliveries: readonly SentDelivery[];
  /** How deliveries travel from now on; all smooth at the start. */
  road(road: Partial<Road>): void;
  /** Resolves when no delivery is being posted. */
  delivered(): Promise<void>;
  /** How long after a purchase each list learns of it, in milliseconds. */
  lag(lag: Partial<Lag>): void;
  bareIds(meaning: Ledger['bareIds']): void;
  habits(habits: Partial<Habits>): void;
  /** Lets something go wrong; the returned function mends it. */
  fault(fault: Fault): () => void;
  faults(): readonly Fault[];
  /** Ends every fault. */
  mend(): void;
  /** Signs with a new key from now on; of the keys before, the `keep` newest stay published, by default one. */
  rotateKeys(options?: { keep?: number }): void;
  /** The same state as at the start, but for the keys. */
  reset(): void;
}
