import * as v from 'valibot';
import { isOfferId } from '../../../mediastore/offer-id.js';

/** The shapes that keys of the file have; each message says what to write. */
export const text = (write: string) => v.pipe(v.string(write), v.regex(/^[^\p{Cc}]*\S[^\p{Cc}]*$/u, write), v.maxLength(500, write));

/** A table of keys, and no others. */
export const table = <Entries extends v.ObjectEntries>(entries: Entries) => v.strictObject(entries, 'an object, { … }');

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * A time such as `48h`, in seconds from then on.
 *
 * @param least seconds
 * @param most seconds
 */
export function duration(least: number, most: number, write: string) {
  const seconds = (value: string): number => Number(value.slice(0, -1)) * units[value.at(-1)!]!;
  return v.pipe(
    v.string(write), v.regex(/^\d{1,6}[smhd]$/, write), v.transform(seconds),
    v.minValue(least, write), v.maxValue(most, write),
  );
}

/** The name of a variable of the environment. Lower case is refused, since most secrets have some and no such name has. */
export const variable = table({ env: v.pipe(v.string('its name'), v.regex(/^[A-Z][A-Z\d_]{0,63}$/, 'the name of a variable in capitals, such as "MOTTO_TOKEN", not what it holds')) });

/** A whole number above 0, or false for any number. */
export const perSecond = v.union([v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), v.literal(false)], 'calls a second, from 1 to 10000, or false for any number');

const httpAddress = 'an address such as "https://api.example.com", with https but on this machine';

/** An address that may be called; what it may be besides says whoever calls it. */
export const address = v.pipe(v.string(httpAddress), v.url(httpAddress), v.startsWith('http', httpAddress));

const offerWords = 'an offer id of Cleeng as its dashboard shows it, such as "S123456789_US"';

/** An offer of Cleeng. */
export const offerId = v.pipe(v.string(offerWords), v.check(isOfferId, offerWords));
