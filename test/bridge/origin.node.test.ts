import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originOf } from '../../src/bridge/origin.js';
import type { Delivery } from '../../src/bridge/store.js';
import { monthly } from './mapping.js';

const deliver = (data: object): Delivery => ({ sha256: '', topic: 'transactionCreated', body: new TextEncoder().encode(JSON.stringify({ data })) });
const first = { offerId: monthly, transactionId: 'T1', transactionDate: 100, transactionCountry: 'DE', customerEmail: 'owner@example.com' };

test('the newest transaction by its own date tells where a right comes from, whatever came last', () => {
  const newest = deliver({ ...first, transactionId: 'T2', transactionDate: 200, subscriptionId: 17 });
  assert.deepEqual(originOf([deliver(first), newest, deliver(first)], monthly), { transactionId: 'T2', transactionDate: 200, subscriptionId: '17', country: 'DE' });
});

test('an offer without its country is the same offer', () => {
  assert.equal(originOf([deliver(first)], 'S100000001')?.transactionId, 'T1');
});

test('a country that is none, another offer, and what is no transaction tell nothing', () => {
  assert.equal(originOf([deliver({ ...first, transactionCountry: 'Germany' })], monthly)?.country, undefined);
  assert.equal(originOf([deliver(first), deliver({ offerId: monthly })], 'S100000002_DE'), undefined);
  assert.equal(originOf([deliver({ offerId: monthly }), { ...deliver({}), body: new Uint8Array([255]) }], monthly), undefined);
});
