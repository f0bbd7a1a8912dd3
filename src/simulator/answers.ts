import type { Customer, SimulatedOffer } from './cast.js';
import type { Owned } from './ledger.js';

/** MediaStore's envelope around what it has to say. */
export const ok = (responseData: unknown): Response => Response.json({ responseData, errors: [] });

/** MediaStore's refusal, with everything that its clients have been seen to read. */
export const refuse = (status: number, message: string, code?: string): Response =>
  Response.json({ responseData: {}, ...(code && { code }), message, errors: [message] }, { status });

const tax = 0.19;
const cents = (amount: number): number => Math.round(amount * 100) / 100;

/** An offer as `GET /offers/{id}` words it; with a customer at that customer's price. */
export function offerBody(offer: SimulatedOffer, customer?: Customer, owns = false): object {
  const discount = customer ? 0.9 : 1;
  const exclTax = cents(offer.price * discount);
  return {
    offerId: offer.id, offerTitle: offer.title, offerDescription: null, offerUrl: offer.url ?? null, active: offer.active ?? true,
    offerPrice: offer.price, offerCurrency: offer.currency, offerCountry: offer.country,
    customerPriceExclTax: exclTax, customerPriceInclTax: cents(exclTax * (1 + tax)), applicableTaxRate: tax,
    customerCurrency: offer.currency, customerCurrencySymbol: offer.currency === 'USD' ? '$' : '€', customerCountry: offer.country,
    discountedCustomerPriceInclTax: null, discountPeriods: null,
    period: offer.period, freeDays: offer.freeDays ?? null, freePeriods: null, ...(offer.id.startsWith('P') && { expiresAt: offer.endsAt ?? null }),
    accessToTags: offer.accessToTags ?? [], geoRestrictionEnabled: Boolean(offer.blocked), geoRestrictionCountries: offer.blocked ?? [],
    geoRestrictionType: offer.blocked ? 'blacklist' : null,
    ...(customer && { trialAvailable: Boolean(offer.freeDays) && !customer.hadTrial, accessGranted: owns }),
  };
}

/** A row of `GET /customers/{id}/offers`. */
export function ownedBody({ offer, status, startedAt, endsAt, inTrial, managedBy }: Owned): object {
  const row = {
    offerId: offer.id, offerTitle: offer.title, offerType: offer.id[0], status, startedAt, expiresAt: endsAt,
    totalPrice: cents(offer.price * (1 + tax)), customerCurrency: offer.currency,
  };
  if (!offer.id.startsWith('S')) return row;
  return {
    ...row, subscriptionId: 280_000_000 + (startedAt % 1_000_000), inTrial, pendingSwitchId: '', period: offer.period,
    nextPaymentAt: status === 'active' ? endsAt : null, nextPaymentPrice: row.totalPrice, nextPaymentCurrency: offer.currency,
    paymentGateway: managedBy ?? 'adyen', paymentMethod: managedBy ?? 'card', externalPaymentId: '', isExternallyManaged: Boolean(managedBy),
  };
}

/** An order as the checkout sees it. */
export interface Order {
  readonly id: number;
  readonly customer: Customer;
  readonly offer: SimulatedOffer;
  paymentMethodId: number;
  readonly trial: boolean;
}

export function orderBody({ id, customer, offer, paymentMethodId, trial }: Order): object {
  const total = trial ? 0 : cents(offer.price * 0.9 * (1 + tax));
  return {
    id, customerId: customer.id, offerId: offer.id, paymentMethodId, totalPrice: total, currency: offer.currency, country: customer.country,
    customer: { email: customer.email, locale: 'en_US' }, offer: { title: offer.title, price: offer.price, currency: offer.currency },
    priceBreakdown: { offerPrice: offer.price, discountAmount: 0, discountedPrice: offer.price, taxValue: cents(offer.price * tax), customerServiceFee: 0, paymentMethodFee: 0 },
    taxRate: tax, discount: { applied: trial, type: trial ? 'trial' : '', periods: trial ? 1 : 0 }, requiredPaymentDetails: total > 0, buyAsAGift: false, couponId: null,
  };
}

export const paymentMethods = [
  { id: 141, methodName: 'card', paymentGateway: 'adyen', logoUrl: '' },
  { id: 142, methodName: 'free', paymentGateway: 'free-offer', logoUrl: '' },
];
