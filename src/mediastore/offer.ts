import { finite, own, text, unwrap } from './body.js';
import type { Offer, Period } from './types.js';

const aliases: Readonly<Record<string, string>> = { annual: 'year', daily: 'day' };

/**
 * Reads a period in any of the spellings that Cleeng's services use: `month`, `3months`, `3-months`,
 * `monthly`, `annual`, `seasonal`, or a bare number of hours for rentals.
 */
export function readPeriod(value: unknown): Period | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const word = String(value).toLowerCase();
  const [, count, unit] = /^(\d*)[ -]?(hour|day|week|month|year|season|$)(?:s|ly|al)?$/.exec(aliases[word] ?? word) ?? [];
  if (unit === undefined || (!unit && !count)) return null;
  return { count: Number(count) || 1, unit: (unit || 'hour') as Period['unit'] };
}

function readTrial(offer: unknown, period: Period | null): Period | null {
  if (own(offer, 'trialAvailable') !== true) return null;
  const days = finite(own(offer, 'freeDays'));
  if (days) return { count: days, unit: 'day' };
  const periods = finite(own(offer, 'freePeriods'));
  return periods && period ? { count: periods * period.count, unit: period.unit } : null;
}

/** Reads the answer of `GET /offers/{offerId}` or `GET /offers/{offerId}/customers/{email}`; null if it is none. */
export function readOffer(body: unknown): Offer | null {
  const offer = unwrap(body);
  const offerId = text(own(offer, 'offerId'));
  if (!offerId) return null;
  const period = readPeriod(own(offer, 'period'));
  const price = finite(own(offer, 'customerPriceInclTax'));
  return {
    offerId,
    title: text(own(offer, 'offerTitle')),
    url: text(own(offer, 'offerUrl')),
    price: price ?? finite(own(offer, 'offerPrice')),
    currency: text(own(offer, price === null ? 'offerCurrency' : 'customerCurrency')),
    period,
    endsAt: offerId.startsWith('P') ? finite(own(offer, 'expiresAt')) : null,
    trial: readTrial(offer, period),
    accessGranted: own(offer, 'accessGranted') === true,
  };
}
