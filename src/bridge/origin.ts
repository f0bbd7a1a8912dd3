import { finite, own, text } from '../mediastore/body.js';
import { sameOffer } from '../mediastore/offer-id.js';
import { parseJson } from '../wire/body.js';
import type { Right } from './sink.js';
import type { Delivery } from './store.js';

/** What is told of the purchase by which a customer may see something. It decides nothing. */
export type Origin = Pick<Right, 'transactionId' | 'subscriptionId' | 'transactionDate' | 'country'>;

const id = (value: unknown): string | null => (typeof value === 'number' ? String(value) : text(value));

function readOrigin(data: unknown): Origin {
  const [transactionId, subscriptionId] = [id(own(data, 'transactionId')), id(own(data, 'subscriptionId'))];
  const [date, country] = [finite(own(data, 'transactionDate')), text(own(data, 'transactionCountry'))];
  return {
    ...(transactionId && { transactionId }), ...(subscriptionId && { subscriptionId }),
    ...(date !== null && { transactionDate: date }), ...(country && /^[A-Z]{2}$/.test(country) && { country }),
  };
}

/**
 * The newest transaction that deliveries tell of for an offer. Deliveries come in any order, hence by their own dates.
 *
 * @returns undefined when none tells of one
 */
export function originOf(deliveries: readonly Delivery[], offerId: string): Origin | undefined {
  const told = deliveries
    .map(({ body }) => own(parseJson(body), 'data'))
    .filter((data) => text(own(data, 'transactionId')) && sameOffer(String(own(data, 'offerId')), offerId))
    .map(readOrigin);
  return told.sort((one, other) => (other.transactionDate ?? 0) - (one.transactionDate ?? 0))[0];
}
