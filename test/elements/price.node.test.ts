import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en, type LabelKey } from '../../src/elements/labels/en.js';
import { fill } from '../../src/elements/labels/fill.js';
import { priceText } from '../../src/elements/price.js';
import type { Offer } from '../../src/mediastore/types.js';

const say = (key: LabelKey, values?: Readonly<Record<string, string>>): string => fill(en[key], 'en', values);
const subscription: Offer = {
  offerId: 'S100000001_DE', title: 'Digital', price: 9.99, currency: 'EUR', period: { count: 1, unit: 'month' }, endsAt: null, trial: null, url: null, accessGranted: false,
};
const rental = { ...subscription, offerId: 'R100000006_DE', price: 3.5 };
const pass = { ...subscription, offerId: 'P100000003_DE', period: null };
const end = Date.UTC(2030, 7, 31, 12) / 1000;

const cases: [string, Offer, string, string][] = [
  ['a monthly subscription', subscription, 'en', '€9.99 / month'],
  ['a quarterly one', { ...subscription, period: { count: 3, unit: 'month' } }, 'en', '€9.99 / 3 months'],
  ['one with a trial', { ...subscription, trial: { count: 1, unit: 'week' } }, 'en', '1 week free, then €9.99 / month'],
  ['a season', { ...subscription, period: { count: 1, unit: 'season' } }, 'en', '€9.99 for the season'],
  ['a rental of hours', { ...rental, period: { count: 48, unit: 'hour' } }, 'en', '€3.50 for 48 hours'],
  ['a pass that ends on a day', { ...pass, endsAt: end }, 'en', '€9.99 until August 31, 2030'],
  ['a pass for a week', { ...pass, period: { count: 1, unit: 'week' } }, 'en', '€9.99 for 1 week'],
  ['a single purchase', { ...subscription, offerId: 'A100000007_DE', period: null }, 'en', '€9.99'],
  ['a gift', { ...subscription, price: 0, period: null }, 'en', 'Free'],
  ['a price in German', subscription, 'de', '9,99\u00a0€ / Monat'],
  ['a price in Japanese', subscription, 'ja', '€9.99 / 1か月'],
  ['a price that nobody told', { ...subscription, price: null }, 'en', ''],
  ['a currency that Intl does not know', { ...subscription, currency: 'money' }, 'en', ''],
];

for (const [what, offer, locale, text] of cases) {
  test(`${what} costs "${text}"`, () => {
    assert.equal(priceText(offer, locale, say), text);
  });
}
