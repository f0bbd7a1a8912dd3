import type { Offer, Period } from '../mediastore/types.js';

/** Says a label by its key, with what goes into its braces. */
export type Say = (key: 'price.period' | 'trial', values: Readonly<Record<string, string>>) => string;

const units: Readonly<Record<string, string>> = { season: '' };

/** `month`, `3 months`, `48 hours` in the visitor's language; empty for a season, whose length is not told. */
export function periodText({ count, unit }: Period, locale: string | undefined, always = false): string {
  const word = units[unit] ?? unit;
  if (!word) return '';
  const parts = new Intl.NumberFormat(locale, { style: 'unit', unit: word, unitDisplay: 'long' }).formatToParts(count);
  const shown = count === 1 && !always ? parts.filter(({ type }) => type === 'unit') : parts;
  return shown.map(({ value }) => value).join('').trim();
}

const written = new WeakMap<Offer, { locale: string | undefined; text: string }>();

/** The price that this visitor pays, in the visitor's way of writing money; empty when it is not known. */
export function priceText(offer: Offer, locale: string | undefined, say: Say): string {
  // Making a number format costs more than the rest of a prompt, and gates share their offers.
  let known = written.get(offer);
  if (known?.locale !== locale || !known) written.set(offer, (known = { locale, text: write(offer, locale, say) }));
  return known.text;
}

function write(offer: Offer, locale: string | undefined, say: Say): string {
  const { price, currency, period, trial } = offer;
  if (price === null || !currency) return '';
  try {
    const money = new Intl.NumberFormat(locale, { style: 'currency', currency }).format(price);
    const span = period ? periodText(period, locale) : '';
    const whole = span ? say('price.period', { price: money, period: span }) : money;
    return trial ? say('trial', { trial: periodText(trial, locale, true), price: whole }) : whole;
  } catch {
    // A currency or locale that Intl does not know: better no price than a wrong one.
    return '';
  }
}
