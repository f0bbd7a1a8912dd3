import type { Clock } from '../mediastore/clock.js';
import { customers, holdings, offers, type Customer, type CustomerName, type OfferName, type SimulatedOffer } from './cast.js';

/** One purchase of one customer. */
export interface Owned {
  /** Counts purchases from 1, all customers' together. */
  readonly number: number;
  readonly customer: number;
  readonly offer: SimulatedOffer;
  status: 'active' | 'cancelled' | 'expired' | 'terminated';
  /** Unix seconds or null. A subscription runs on behind it until it is ended; anything else has ended then. */
  endsAt: number | null;
  readonly startedAt: number;
  readonly inTrial: boolean;
  readonly managedBy: string | undefined;
  /** Milliseconds since the epoch from which each list tells of it. */
  readonly entitledFrom: number;
  readonly listedFrom: number;
}

/** How long, in milliseconds, each list takes to learn of a purchase. */
export interface Lag {
  entitlements: number;
  ownership: number;
}

/** Who owns what. */
export interface Ledger {
  readonly lag: Lag;
  /** Whether an id without country means any country's offer. */
  bareIds: 'any-country' | 'exact';
  buy(customer: number, offer: SimulatedOffer, more?: { inTrial?: boolean }): Owned;
  /** What a customer holds of an offer and what has not been ended yet, the oldest first. */
  running(customer: number, offer: SimulatedOffer): Owned[];
  /** Moves the end of each of those on by one period. */
  renew(customer: number, offer: SimulatedOffer): void;
  /** Stops their renewal; access stays to the end of the term. */
  cancel(customer: number, offer: SimulatedOffer): void;
  /** Ends what the customer holds of an offer, at once. */
  end(customer: number, offer: SimulatedOffer): void;
  /** Whether the customer may see it, and until when as the service would say. */
  access(customer: number, offerId: string): { granted: boolean; expiresAt: number | null };
  /** What a customer's purchases open by tag. */
  tags(customer: number): string[];
  /** What a customer's list shows by now. */
  listed(customer: number): Owned[];
  /** What the lists across customers show by now, in the order of purchase. */
  everything(): Owned[];
  find(offerId: string): SimulatedOffer | undefined;
  customer(id: number): Customer | undefined;
  addCustomer(email: string, password: string, externalId?: string): Customer;
  /** Deletes a customer, as a request for erasure would, with all that was owned. */
  forget(customer: number): void;
  login(email: string, password: string): Customer | undefined;
  byEmail(email: string): Customer | undefined;
}

const day = 86_400;
const lengths: Readonly<Record<string, number>> = { month: 30 * day, year: 365 * day, '48': 2 * day };

export function createLedger(clock: Clock): Ledger {
  const now = (): number => clock.now();
  const owned: Owned[] = [];
  const byCustomer = new Map<number, Owned[]>();
  const people = new Map<number, Customer>(Object.values(customers).map((person) => [person.id, person]));
  const byEmail = new Map<string, Customer>(Object.values(customers).map((person) => [person.email, person]));
  let registered = people.size;
  const catalogue: readonly SimulatedOffer[] = Object.values(offers);

  const of = (customer: number): readonly Owned[] => byCustomer.get(customer) ?? [];
  const add = (customer: number, offer: SimulatedOffer, more: Partial<Owned>): Owned => {
    const seconds = Math.floor(now() / 1000);
    const length = lengths[offer.period ?? ''];
    const purchase: Owned = {
      number: owned.length + 1, customer, offer, status: 'active', inTrial: false, managedBy: undefined,
      startedAt: seconds, endsAt: length === undefined ? (offer.endsAt ?? null) : seconds + length,
      entitledFrom: now(), listedFrom: now(), ...more,
    };
    owned.push(purchase);
    byCustomer.set(customer, [...of(customer), purchase]);
    return purchase;
  };
  for (const { customer, offer, endsInDays, ...more } of holdings) {
    add(customers[customer as CustomerName].id, offers[offer as OfferName], {
      managedBy: undefined, ...more, endsAt: endsInDays === null ? null : Math.floor(now() / 1000) + endsInDays * day,
    });
  }

  const runs = ({ status, offer: { id }, endsAt }: Owned): boolean =>
    (status === 'active' || status === 'cancelled') && (id.startsWith('S') || endsAt === null || endsAt * 1000 > now());
  const opens = (purchase: Owned, offerId: string): boolean => {
    const { id, accessToTags } = purchase.offer;
    if (id === offerId || (ledger.bareIds === 'any-country' && id.startsWith(`${offerId}_`))) return true;
    return ledger.find(offerId)?.tags?.some((tag) => accessToTags?.includes(tag)) ?? false;
  };

  const ledger: Ledger = {
    lag: { entitlements: 0, ownership: 0 },
    bareIds: 'any-country',
    buy: (customer, offer, more) => add(customer, offer, {
      ...more, entitledFrom: now() + ledger.lag.entitlements, listedFrom: now() + ledger.lag.ownership,
    }),
    running: (customer, offer) => of(customer).filter((purchase) => purchase.offer.id === offer.id && runs(purchase)),
    renew(customer, offer) {
      for (const purchase of ledger.running(customer, offer)) purchase.endsAt = (purchase.endsAt ?? 0) + (lengths[offer.period ?? ''] ?? 0);
    },
    cancel(customer, offer) {
      for (const purchase of ledger.running(customer, offer)) purchase.status = 'cancelled';
    },
    end(customer, offer) {
      for (const purchase of of(customer)) if (purchase.offer.id === offer.id) purchase.status = 'terminated';
    },
    access(customer, offerId) {
      const all = of(customer).filter((purchase) => opens(purchase, offerId));
      const open = all.filter((purchase) => runs(purchase) && purchase.entitledFrom <= now());
      // Of several, the service speaks of the one that lasts longest.
      const ends = (open.length ? open : all).map(({ endsAt }) => endsAt);
      return { granted: open.length > 0, expiresAt: ends.includes(null) || !ends.length ? null : Math.max(...(ends as number[])) };
    },
    tags: (customer) => [...new Set(of(customer)
      .filter((purchase) => runs(purchase) && purchase.entitledFrom <= now())
      .flatMap(({ offer }) => offer.accessToTags ?? []))],
    listed: (customer) => of(customer).filter(({ listedFrom }) => listedFrom <= now()),
    everything: () => owned.filter(({ listedFrom, customer }) => listedFrom <= now() && people.has(customer)),
    find: (offerId) => catalogue.find(({ id }) => id === offerId) ?? catalogue.find(({ id }) => id.startsWith(`${offerId}_`)),
    customer: (id) => people.get(id),
    byEmail: (email) => byEmail.get(email),
    login: (email, password) => (byEmail.get(email)?.password === password ? byEmail.get(email) : undefined),
    addCustomer(email, password, externalId) {
      const person: Customer = { id: 702_814_000 + registered++, email, password, country: 'DE', currency: 'EUR', description: 'registered here', ...(externalId !== undefined && { externalId }) };
      people.set(person.id, person);
      byEmail.set(email, person);
      return person;
    },
    forget(customer) {
      byEmail.delete(people.get(customer)?.email ?? '');
      people.delete(customer);
      byCustomer.delete(customer);
    },
  };
  return ledger;
}
