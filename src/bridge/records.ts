import { createHash } from 'node:crypto';
import { sameOffer } from '../mediastore/offer-id.js';
import type { CallOptions, Holding, Source } from '../sources/source.js';
import type { Plan } from './right.js';

/** Whether the end of an offer shows by asking alone: a pass keeps its record, and what is no pass nor subscription has none. */
export const endsUntold = (offerId: string): boolean => !offerId.startsWith('S');

/** What of a record bears on access, and the rights that its offer gives: a new row of the mapping is a change too. */
function line({ offerId, status, expiresAt, subscriptionId, transactionId }: Holding, { entries }: Plan, now: number): string | undefined {
  const rights = entries
    .filter(({ offers }) => offers.some((offer) => sameOffer(offer, offerId)))
    .map(({ sink, target, facet }) => [sink.name, target, facet]);
  if (!rights.length) return undefined;
  const ended = expiresAt !== null && expiresAt <= now;
  return JSON.stringify([offerId, status, expiresAt, ended, subscriptionId, transactionId, rights]);
}

/** Whom each sink that knows the customer knows them as. */
export type KnownAs = ReadonlyMap<string, string>;

/**
 * A mark of what a customer's records say about the offers of the mapping, and of whom the sinks know the customer as:
 * whoever comes to be known, or known as somebody else, gets rights there that nothing has been noted of. While it
 * stays the same, so does what was last found out about access, and nobody needs to ask: Cleeng takes a question about
 * access for a visit.
 *
 * @param now unix seconds; a record whose end has passed is another record
 */
export function fingerprint(holdings: readonly Holding[], plan: Plan, knownAs: KnownAs, now: number): string {
  const lines = holdings.map((holding) => line(holding, plan, now)).filter((one) => one !== undefined);
  const accounts = [...knownAs].map((one) => JSON.stringify(one));
  return createHash('sha256').update([...lines.sort(), '', ...accounts.sort()].join('\n')).digest('base64url');
}

/** Reads all that a customer holds. Throws what the source throws. */
export async function readRecords(source: Source, customerId: string, call: CallOptions): Promise<readonly Holding[]> {
  const all: Holding[] = [];
  for await (const one of source.list?.({ customerId }, call) ?? []) all.push(one);
  return all;
}
