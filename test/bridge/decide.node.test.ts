import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, type Situation } from '../../src/bridge/decide.js';
import type { Entry } from '../../src/bridge/right.js';
import type { Ruling } from '../../src/bridge/ruling.js';
import type { RightRow } from '../../src/bridge/store.js';
import { createTestClock } from '../clock.js';
import { event, monthly } from './mapping.js';
import { createPlatform } from './sink.js';

const now = 1_800_000_000;
const day = 24 * 3600;
const { sink } = createPlatform('tv', createTestClock());
const entry: Entry = { sink, target: 'premium', facet: '', offers: [monthly], row: {} };
const row: RightRow = {
  key: 'k', generation: 2, customerId: '7', account: 'a7', target: 'premium', row: {}, validFrom: now - 90 * day, validUntil: now + day, offerId: monthly, country: 'DE',
  sink: 'tv', want: 'active', have: 'active', remoteId: 'r', haveAt: now, wantAt: now - day, wantBy: 'event', expiresAt: null, problem: null, heldBy: null, unsentSince: null,
};
const active: Ruling = { status: 'active', offerId: monthly, expiresAt: now + 9 * day };
const inactive: Ruling = { status: 'inactive' };

const decided = (ruling: Ruling, noted: RightRow | undefined, more: Partial<Situation> = {}) => decide({
  customerId: '7', cause: 'sweep', now, horizon: 2 * day, orphans: [], rulings: new Map([[entry, ruling]]),
  notes: new Map(noted ? [[entry, noted]] : []), keyOf: () => 'k', accountOf: () => 'a7', originOf: () => undefined, ...more,
});
const counts = (...args: Parameters<typeof decided>) => {
  const { grants, revokes, ending } = decided(...args);
  return [grants.length, revokes.length, ending.length];
};

test('a renewed right keeps its beginning, its generation and its country', () => {
  const { right } = decided(active, row).grants[0]!;
  assert.deepEqual([right.validFrom, right.generation, right.country, right.validUntil], [now - 90 * day, 2, 'DE', now + 11 * day]);
});

test('a beginning that a wrong clock has put into the future is now', () => {
  assert.equal(decided(active, { ...row, validFrom: now + 3650 * day }).grants[0]!.right.validFrom, now);
});

test('what a sweep would end is for the brake; what an event ends is not', () => {
  assert.deepEqual(counts(inactive, row), [0, 0, 1]);
  assert.deepEqual(counts(inactive, row, { cause: 'time' }), [0, 0, 1]);
  assert.deepEqual(counts(inactive, row, { cause: 'event' }), [0, 1, 0]);
});

test('an event that ends when it was said to is not for the brake', () => {
  assert.deepEqual(counts(inactive, { ...row, offerId: event, expiresAt: now - 1 }), [0, 1, 0]);
});

test('a revocation is asserted again while an older write could still be open', () => {
  const ended = { ...row, want: 'inactive', have: 'inactive' } as const;
  assert.deepEqual(counts(inactive, ended), [0, 1, 0]);
  assert.deepEqual(counts(inactive, { ...ended, validUntil: now - 2 * day }), [0, 0, 0]);
  assert.deepEqual(counts(inactive, { ...ended, validUntil: now - 2 * day, have: 'unknown' }), [0, 1, 0]);
  assert.deepEqual(counts(inactive, { ...ended, validUntil: null }), [0, 1, 0]);
});

test('nothing unknown is renewed or revoked, and nothing that nobody knows the offer of', () => {
  assert.deepEqual(counts({ status: 'unknown', problem: { code: 'network' } }, row), [0, 0, 0]);
  assert.deepEqual(counts({ status: 'abstained', offers: [monthly] }, row), [0, 0, 0]);
  assert.deepEqual(decided({ status: 'abstained', offers: [monthly] }, row).strange, [monthly]);
});

test('a right that the mapping no longer gives ends under the brake, and never by an event', () => {
  const more = { rulings: new Map(), orphans: [row] };
  assert.deepEqual(counts(active, undefined, more), [0, 0, 1]);
  assert.deepEqual(counts(active, undefined, { ...more, cause: 'event' }), [0, 0, 0]);
});

test('a right that was never given is not revoked', () => {
  assert.deepEqual(counts(inactive, undefined), [0, 0, 0]);
});

test('what is told to a sink is the right alone', () => {
  assert.deepEqual(Object.keys(decided(inactive, row).ending[0]!.revoke.right).sort(),
    ['account', 'country', 'customerId', 'generation', 'key', 'offerId', 'row', 'target', 'validFrom', 'validUntil']);
});
