import type { Clock } from '../mediastore/clock.js';
import type { Customer, SimulatedOffer } from './cast.js';
import { subscriptionIdOf } from './core-rows.js';
import type { Deliveries } from './deliveries.js';
import type { Ledger, Owned } from './ledger.js';

/** What happens between customers and the service, and is told to whoever has subscribed. */
export interface Happenings {
  purchase(customer: number, offer: SimulatedOffer, more?: { inTrial?: boolean }): void;
  renew(customer: number, offer: SimulatedOffer): void;
  cancel(customer: number, offer: SimulatedOffer): void;
  terminate(customer: number, offer: SimulatedOffer): void;
  switchPlan(customer: number, from: SimulatedOffer, to: SimulatedOffer): void;
}

interface Surroundings {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly deliveries: Pick<Deliveries, 'send'>;
}

const iso = (seconds: number | null): string | null => (seconds === null ? null : new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00'));

/**
 * Changes who owns what, and sends what Cleeng would send then: numbers and digits, seconds and dates in words, as its
 * topics mix them. What Cleeng has no topic for (refunds, chargebacks, gifts, payments that fail) goes past here, to
 * the ledger itself.
 */
export function createHappenings({ clock, ledger, deliveries }: Surroundings): Happenings {
  const email = (id: number): Partial<Customer> => ledger.customer(id) ?? {};
  let transactions = 0;

  const transaction = ({ customer, offer }: Pick<Owned, 'customer' | 'offer'>): void => {
    const number = ++transactions;
    deliveries.send('transactionCreated', {
      offerId: offer.id, transactionId: `T${100_000_000 + number}`, customerId: customer, paymentId: 600_000_000 + number,
      offerPrice: offer.price, offerCurrency: offer.currency, discountRate: 0, subscriptionPlanId: null, externalData: null,
      customerEmail: email(customer).email ?? null, customerExternalId: email(customer).externalId ?? null,
      transactionCountry: offer.country, transactionCurrency: offer.currency, transactionDate: Math.floor(clock.now() / 1000),
      taxRate: '0.19', transactionPriceExclTax: offer.price.toFixed(2), transactionPriceInclTax: (offer.price * 1.19).toFixed(2),
    });
  };
  const subscription = (topic: string, owned: Owned, more: object = {}): void => {
    if (!owned.offer.id.startsWith('S')) return;
    deliveries.send(topic, {
      subscriptionId: String(subscriptionIdOf(owned)), offerId: owned.offer.id, customerId: String(owned.customer),
      customerEmail: email(owned.customer).email ?? null, expirationDate: iso(owned.endsAt), ...more,
    });
  };
  return {
    purchase: (customer, offer, more) => { transaction(ledger.buy(customer, offer, more)); },
    renew(customer, offer) {
      ledger.renew(customer, offer);
      for (const owned of ledger.running(customer, offer)) {
        transaction(owned);
        subscription('subscriptionRenewed', owned);
      }
    },
    cancel(customer, offer) {
      ledger.cancel(customer, offer);
      for (const owned of ledger.running(customer, offer)) subscription('subscriptionCanceled', owned);
    },
    terminate(customer, offer) {
      const ended = ledger.running(customer, offer);
      ledger.end(customer, offer);
      for (const owned of ended) subscription('subscriptionTerminated', owned);
    },
    switchPlan(customer, from, to) {
      ledger.end(customer, from);
      const owned = ledger.buy(customer, to);
      transaction(owned);
      subscription('subscriptionSwitched', owned, { toOfferId: to.id, fromOfferId: from.id });
    },
  };
}
