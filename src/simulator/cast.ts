/** A customer whom anybody may sign in as. */
export interface Customer {
  readonly id: number;
  readonly email: string;
  readonly password: string;
  readonly country: string;
  readonly currency: string;
  /** One line on what is special about this customer. */
  readonly description: string;
  /** What the publisher calls this customer. */
  readonly externalId?: string;
  /** Whether a trial was had already. */
  readonly hadTrial?: boolean;
}

/** An offer as the service keeps it; prices are in the publisher's currency, tax excluded. */
export interface SimulatedOffer {
  readonly id: string;
  readonly title: string;
  readonly price: number;
  readonly currency: string;
  readonly country: string;
  /** MediaStore's own spelling; hours for rentals. */
  readonly period: string | null;
  readonly freeDays?: number;
  /** Fixed end of a pass, unix seconds. */
  readonly endsAt?: number;
  /** Tags that owning the offer grants. */
  readonly accessToTags?: readonly string[];
  /** Tags that open the offer. */
  readonly tags?: readonly string[];
  readonly active?: boolean;
  /** Where the publisher offers it. */
  readonly url?: string;
  /** ISO countries in which it is not sold. */
  readonly blocked?: readonly string[];
}

/** Something owned from the start, in whole days from now; null never ends. */
export interface Holding {
  readonly customer: string;
  readonly offer: string;
  readonly status: 'active' | 'cancelled' | 'expired';
  readonly endsInDays: number | null;
  readonly inTrial?: boolean;
  /** The store that bills it instead of Cleeng. */
  readonly managedBy?: string;
}

const person = (id: number, name: string, description: string, more: Partial<Customer> = {}): Customer => ({
  id, email: `${name}@example.com`, password: 'simulate1', country: 'DE', currency: 'EUR', description, ...more,
});

export const customers = {
  owner: person(702813501, 'owner', 'has the monthly subscription', { externalId: 'reader-1' }),
  nobody: person(702813502, 'nobody', 'owns nothing and may have a trial'),
  grace: person(702813503, 'grace', 'last payment failed; access holds although it has expired', { hadTrial: true }),
  tag: person(702813504, 'tag', 'has an all-access pass that opens articles by tag', { hadTrial: true }),
  trial: person(702813505, 'trial', 'is in the free days of the subscription', { hadTrial: true }),
  cancelled: person(702813506, 'cancelled', 'has cancelled; the paid month is still running', { hadTrial: true }),
  expired: person(702813507, 'expired', 'had a subscription, and has none any more', { hadTrial: true }),
  apple: person(702813508, 'apple', 'subscribed in an app store', { hadTrial: true }),
  abroad: person(702813509, 'abroad', 'reads from the United States', { country: 'US', currency: 'USD' }),
} as const satisfies Record<string, Customer>;

const offer = (id: string, title: string, price: number, period: string | null, more: Partial<SimulatedOffer> = {}): SimulatedOffer => ({
  id, title, price, period, currency: 'EUR', country: 'DE', ...more,
});

export const offers = {
  monthly: offer('S100000001_DE', 'Digital, monthly', 9.24, 'month', { freeDays: 14, accessToTags: ['news'] }),
  monthlyUS: offer('S100000001_US', 'Digital, monthly', 9.99, 'month', { freeDays: 14, currency: 'USD', country: 'US', accessToTags: ['news'] }),
  yearly: offer('S100000002_DE', 'Digital, a year', 92.44, 'year', { accessToTags: ['news'] }),
  allAccess: offer('P100000003_DE', 'All-access week', 4.61, null, { accessToTags: ['news', 'film'] }),
  dayPass: offer('P100000004_DE', 'Day pass', 1.67, null),
  festival: offer('P100000011_DE', 'Festival pass', 20.97, null, { endsAt: Date.UTC(2030, 7, 31, 12) / 1000, accessToTags: ['film'] }),
  season: offer('S100000012_DE', 'The whole season', 33.57, 'season'),
  event: offer('E100000005_DE', 'Harbour talk, live', 7.55, null, { url: '/articles/an-evening-with-the-light.html' }),
  rental: offer('R100000006_DE', 'The Long Tide, a film', 3.35, '48', { tags: ['film'], url: '/articles/the-long-tide.html' }),
  article: offer('A100000007_DE', 'A single article', 0.83, null, { tags: ['news'] }),
  free: offer('A100000008_DE', 'A gift to readers', 0, null),
  blocked: offer('S100000009_DE', 'Not sold here', 9.24, 'month', { blocked: ['DE'] }),
  inactive: offer('S100000010_DE', 'No longer sold', 9.24, 'month', { active: false }),
} as const satisfies Record<string, SimulatedOffer>;

export const holdings: readonly Holding[] = [
  { customer: 'owner', offer: 'monthly', status: 'active', endsInDays: 20 },
  { customer: 'grace', offer: 'monthly', status: 'active', endsInDays: -3 },
  { customer: 'tag', offer: 'allAccess', status: 'active', endsInDays: 5 },
  { customer: 'trial', offer: 'monthly', status: 'active', endsInDays: 9, inTrial: true },
  { customer: 'cancelled', offer: 'monthly', status: 'cancelled', endsInDays: 6 },
  { customer: 'expired', offer: 'monthly', status: 'expired', endsInDays: -40 },
  { customer: 'apple', offer: 'monthly', status: 'active', endsInDays: 15, managedBy: 'apple' },
];

export type CustomerName = keyof typeof customers;
export type OfferName = keyof typeof offers;
