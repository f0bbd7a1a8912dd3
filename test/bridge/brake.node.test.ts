import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff } from '../../src/bridge/backoff.js';
import { allowance, isAnnounced } from '../../src/bridge/brake.js';

test('twenty rights may always end, and of many two in a hundred', () => {
  assert.deepEqual([0, 100, 1000, 1049, 1050, 100_000].map(allowance), [20, 20, 20, 20, 21, 2000]);
});

test('the end of an event that was known before surprises nobody; that of a subscription does', () => {
  const ended = { expiresAt: 100, offerId: 'E100000005_DE' };
  assert.deepEqual([isAnnounced(ended, 101), isAnnounced(ended, 99), isAnnounced({ ...ended, expiresAt: null }, 101), isAnnounced({ ...ended, offerId: 'S100000001_DE' }, 101)], [true, false, false, false]);
});

test('a failed round waits twice as long each time, half an hour at most', () => {
  assert.deepEqual([0, 1, 5, 20, 10_000].map((attempts) => backoff(attempts, () => 0)), [2000, 4000, 64_000, 1_800_000, 1_800_000]);
});

test('chance shortens a wait by up to half, and never below what the other side asked for', () => {
  assert.equal(backoff(3, () => 0.999), 16_000 * (1 - 0.4995));
  assert.equal(backoff(3, () => 0.999, 60), 60_000);
});
