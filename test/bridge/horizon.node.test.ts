import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextLook, validUntil } from '../../src/bridge/horizon.js';

const now = 1_800_000_000;
const horizon = 48 * 3600;
const hour = 3600;

const windows: [string, number | null, Record<string, unknown>, number | null][] = [
  ['a running subscription closes a horizon after its end', now + 20 * hour, {}, now + 20 * hour + horizon],
  ['a grace period, whose end has passed, is open for a horizon from now', now - 300 * hour, {}, now + horizon],
  ['a purchase without an end rolls like the others', null, {}, now + horizon],
  ['one without an end is for ever where the operator wrote so', null, { lifetime: 'perpetual' }, null],
  ['one with an end is not for ever, whatever the operator wrote', now + hour, { lifetime: 'perpetual' }, now + hour + horizon],
  ['a relative right without an end is bounded by its rental alone', null, { validityType: 'RELATIVE' }, null],
  ['a relative right does not roll', now - 300 * hour, { validityType: 'RELATIVE' }, now - 300 * hour + horizon],
];
for (const [sentence, expiresAt, row, expected] of windows) {
  test(sentence, () => { assert.equal(validUntil(expiresAt, now, horizon, row), expected); });
}

const right = { offerId: 'S1', row: {}, expiresAt: null };
const ends = (offerId: string): boolean => !offerId.startsWith('S');

test('a right is renewed a day before the horizon closes it', () => {
  assert.equal(nextLook([{ ...right, validUntil: now + horizon }], ends, now, horizon), now + 24 * hour);
});

test('a short horizon is renewed at its half', () => {
  assert.equal(nextLook([{ ...right, validUntil: now + 2 * hour }], ends, now, 2 * hour), now + hour);
});

test('an event is looked at a minute after its end, a subscription is not', () => {
  const [expiresAt, until] = [now + hour, now + hour + horizon];
  assert.equal(nextLook([{ ...right, offerId: 'E1', expiresAt, validUntil: until }], ends, now, horizon), expiresAt + 60);
  assert.equal(nextLook([{ ...right, expiresAt, validUntil: until }], ends, now, horizon), until - 24 * hour);
});

test('nothing is to be looked at when all is for ever or over', () => {
  assert.equal(nextLook([{ ...right, validUntil: null }, { ...right, validUntil: now - hour }], ends, now, horizon), undefined);
});
