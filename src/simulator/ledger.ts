import type { Clock } from '../mediastore/clock.js';
import { customers, holdings, offers, type Customer, type CustomerName, type OfferName, type SimulatedOffer } from './cast.js';

/** One purchase of one customer. */
export interface Owned {
  readonly customer: number;
  readonly offer: SimulatedOffer;
  status: 'active' | 'cancelled' | 'expired' | 'terminated';
  /** Unix seconds or null. */
  readonly endsAt: number | null;
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
  /** Ends what the customer holds of an offer, at once. */
  end(customer: number, offer: SimulatedOffer): void;
  /** Whether the customer may see it, and until when as the service would say. */
  access(customer: number, offerId: string): { granted: boolean; expiresAt: number | null };
  /** What a customer's purchases open by tag. */
  tags(customer: number): string[];
  /** What a customer's list shows by now. */
  listed(customer: number): Owned[];
  find(offerId: string): SimulatedOffer | undefined;
  customer(id: number): Customer | undefined;
  addCustomer(email: string, password: string): Customer;
  login(email: string, password: string): Customer | undefined;
  byEmail(email: string): Customer | undefined;
}

const day = 86_400;
const lengths: Readonly<Record<string, number>> = { month: 30 * day, year: 365 * day, '48': 2 * day };

export function createLedger(clock: Clock): Ledger {
  const now = (): number => clock.now();
  const owned: Owned[] = [];
  const people: Customer[] = Object.values(customers);
  const catalogue: readonly SimulatedOffer[] = Object.values(offers);

  const add = (customer: number, offer: SimulatedOffer, more: Partial<Owned>): Owned => {
    const seconds = Math.floor(now() / 1000);
    const length = lengths[offer.period ?? ''];
    const purchase: Owned = {
      customer, offer, status: 'active', inTrial: false, managedBy: undefined,
      startedAt: seconds, endsAt: length === undefined ? (offer.endsAt ?? null) : seconds + length,
      entitledFrom: now(), listedFrom: now(), ...more,
    };
    owned.push(purchase);
    return purchase;
  };
  for (const { customer, offer, endsInDays, ...more } of holdings) {
    add(customers[customer as CustomerName].id, offers[offer as OfferName], {
      managedBy: undefined, ...more, endsAt: endsInDays === null ? null : Math.floor(now() / 1000) + endsInDays * day,
    });
  }

  const running = ({ status }: Owned): boolean => status === 'active' || status === 'cancelled';
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
    end(customer, offer) {
      for (const purchase of owned) if (purchase.customer === customer && purchase.offer.id === offer.id) purchase.status = 'terminated';
    },
    access(customer, offerId) {
      const all = owned.filter((purchase) => purchase.customer === customer && opens(purchase, offerId));
      const open = all.filter((purchase) => running(purchase) && purchase.entitledFrom <= now());
      // Of several, the service speaks of the one that lasts longest.
      const ends = (open.length ? open : all).map(({ endsAt }) => endsAt);
      return { granted: open.length > 0, expiresAt: ends.includes(null) || !ends.length ? null : Math.max(...(ends as number[])) };
    },
    tags: (customer) => [...new Set(owned
      .filter((purchase) => purchase.customer === customer && running(purchase) && purchase.entitledFrom <= now())
      .flatMap(({ offer }) => offer.accessToTags ?? []))],
    listed: (customer) => owned.filter((purchase) => purchase.customer === customer && purchase.listedFrom <= now()),
    find: (offerId) => catalogue.find(({ id }) => id === offerId) ?? catalogue.find(({ id }) => id.startsWith(`${offerId}_`)),
    customer: (id) => people.find((person) => person.id === id),
    byEmail: (email) => people.find((person) => person.email === email),
    login: (email, password) => people.find((person) => person.email === email && person.password === password),
    addCustomer(email, password) {
      const person: Customer = { id: 702_814_000 + people.length, email, password, country: 'DE', currency: 'EUR', description: 'registered here' };
      people.push(person);
      return person;
    },
  };
  return ledger;
}
