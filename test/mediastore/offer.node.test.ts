import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOffer, readPeriod } from '../../src/mediastore/offer.js';
import { isOfferId, looksLikeOfferId, sameOffer } from '../../src/mediastore/offer-id.js';
import { grantsAccess } from '../../src/mediastore/entitlement.js';

const periods: [unknown, string | null][] = [
  ['month', '1 month'], ['3months', '3 month'], ['3-months', '3 month'], ['2weeks', '2 week'], ['monthly', '1 month'], ['annual', '1 year'],
  ['seasonal', '1 season'], ['season', '1 season'], ['day', '1 day'], ['daily', '1 day'], ['48', '48 hour'], [72, '72 hour'], ['', null], ['fortnight', null], [null, null], [{}, null],
];
for (const [value, expected] of periods) {
  test(`the period ${JSON.stringify(value)} is ${expected ?? 'none'}`, () => {
    const period = readPeriod(value);
    assert.equal(period && `${period.count} ${period.unit}`, expected);
  });
}

test('a price falls back to the publisher’s, with its currency', () => {
  const offer = readOffer({ offerId: 'S1', offerPrice: 5, offerCurrency: 'USD', customerCurrency: 'EUR' });
  assert.deepEqual([offer?.price, offer?.currency], [5, 'USD']);
});

test('only a pass has an end of its own', () => {
  assert.equal(readOffer({ offerId: 'P1', expiresAt: 5 })?.endsAt, 5);
  assert.equal(readOffer({ offerId: 'S1', expiresAt: 5 })?.endsAt, null);
});

test('free periods are a trial of that many periods', () => {
  const offer = readOffer({ offerId: 'S1', period: '3months', freePeriods: 2, trialAvailable: true });
  assert.deepEqual(offer?.trial, { count: 6, unit: 'month' });
  assert.equal(readOffer({ offerId: 'S1', freeDays: 3 })?.trial, null);
  assert.equal(readOffer({ offerId: 'S1', freePeriods: 3, trialAvailable: true })?.trial, null);
});

test('an id is one to sixty-four letters, digits, dashes and underscores', () => {
  for (const id of ['S123456789_US', '__proto__', 'a', 'x'.repeat(64)]) assert.ok(isOfferId(id), id);
  for (const id of ['', '..', 'a/b', 'a?b', 'a%2e', 'a b', 'ä', 'x'.repeat(65), 'a\n']) assert.ok(!isOfferId(id), id);
  assert.ok(looksLikeOfferId('R123456789') && looksLikeOfferId('S123456789_US') && !looksLikeOfferId('s123456789'));
});

test('an offer is the same with and without its country, and another with another', () => {
  assert.ok(sameOffer('S1_US', 'S1') && sameOffer('S1', 'S1_US') && sameOffer('S1', 'S1'));
  assert.ok(!sameOffer('S1_US', 'S1_DE') && !sameOffer('S1', 'S12'));
});

test('the one rule: 200 and an own true grants; false, 402, 403, 404 deny; else unknown', () => {
  assert.equal(grantsAccess(200, { responseData: { accessGranted: true } }), true);
  assert.equal(grantsAccess(200, { accessGranted: false }), false);
  for (const status of [402, 403, 404]) assert.equal(grantsAccess(status, { accessGranted: true }), false);
  for (const status of [201, 204, 400, 401, 429, 500]) assert.equal(grantsAccess(status, { accessGranted: true }), undefined);
  for (const body of [undefined, null, 1, 'true', [], [true], {}, { accessGranted: 1 }, Object.create({ accessGranted: true })]) assert.equal(grantsAccess(200, body), undefined);
});
