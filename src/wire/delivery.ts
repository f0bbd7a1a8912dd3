import { own } from '../mediastore/body.js';
import { isOfferId } from '../mediastore/offer-id.js';
import { digits } from '../mediastore/token.js';

/** Whom or what a delivery of Cleeng's webhooks concerns. */
export interface Concern {
  readonly customerId?: string;
  readonly offerId?: string;
}

/**
 * What a delivery is about. Whoever is named is asked about anew as a whole, since a purchase of one offer may open
 * others by their tags; a change of an offer concerns everybody. The names of topics do not matter beyond that: not
 * all of them are known for sure, and asking once too often does no harm.
 *
 * @param body `{broadcasterId, topic, data}`; ids are numbers or digits
 */
export function concernOf(body: unknown): Concern | undefined {
  const data = own(body, 'data');
  const customerId = digits(own(data, 'customerId'));
  if (customerId) return { customerId };
  const offerId = own(data, 'offerId');
  const topic = own(body, 'topic');
  const ofOffer = typeof topic === 'string' && topic.startsWith('offer') && typeof offerId === 'string' && isOfferId(offerId);
  return ofOffer ? { offerId } : undefined;
}
