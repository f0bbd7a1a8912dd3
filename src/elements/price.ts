import type { Offer, Period } from '../mediastore/types.js';

/** Says a label by its key, with what goes into its braces. */
export type Say = (key: 'price.period' | 'price.rental' | 'price.season' | 'price.until' | 'price.free' | 'trial', values?: Readonly<Record<string, string>>) => string;

const formats = new Map<string, Intl.NumberFormat>();

/** Making a number format costs more than the rest of a prompt, and gates share theirs. */
function format(locale: string, key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = `${locale} ${key}`;
  let known = formats.get(name);
  if (!known) formats.set(name, (known = new Intl.NumberFormat(locale, options)));
  return known;
}

/** `month`, `3 months`, `48 hours` in the visitor's language; empty for a season, whose length is not told. */
export function periodText({ count, unit }: Period, locale: string, always = false): string {
  if (unit === 'season') return '';
  const parts = format(locale, unit, { style: 'unit', unit, unitDisplay: 'long' }).formatToParts(count);
  // "/ month" reads well; a counter of Japanese, Korean or Chinese cannot do without its number, nor bear a space behind it.
  const counts = /^(ja|ko|zh)/.test(locale);
  const shown = parts.filter(({ type }) => (counts ? type !== 'literal' : count > 1 || always || type === 'unit'));
  return shown.map(({ value }) => value).join('').trim();
}

/** The price with what it buys: a period that comes again, hours of a rental, a season, or the days until a pass ends. */
function spanned({ offerId, period, endsAt }: Offer, price: string, locale: string, say: Say): string {
  if (endsAt) {
    const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(endsAt * 1000);
    return say('price.until', { price, date });
  }
  if (!period) return price;
  if (period.unit === 'season') return say('price.season', { price });
  const comesAgain = offerId.startsWith('S');
  return say(comesAgain ? 'price.period' : 'price.rental', { price, period: periodText(period, locale, !comesAgain) });
}

/** The price that this visitor pays, in the visitor's way of writing money; empty when it is not known. */
export function priceText(offer: Offer, locale: string, say: Say): string {
  const { price, currency, trial } = offer;
  if (price === 0) return say('price.free');
  if (price === null || !currency) return '';
  try {
    const money = format(locale, currency, { style: 'currency', currency }).format(price);
    const whole = spanned(offer, money, locale, say);
    return trial ? say('trial', { trial: periodText(trial, locale, true), price: whole }) : whole;
  } catch {
    // A currency or locale that Intl does not know: better no price than a wrong one.
    return '';
  }
}
