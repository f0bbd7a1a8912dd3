import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf, readPlan, type Entry } from '../../src/bridge/right.js';
import type { Sink } from '../../src/bridge/sink.js';
import { createTestClock } from '../clock.js';
import { dayPass, event, map, monthly } from './mapping.js';
import { createPlatform } from './sink.js';

const { sink } = createPlatform('tv', createTestClock());
const seller = { publisherId: '123456789', environment: 'sandbox' } as const;
const entry: Entry = { sink, target: 'premium', facet: '', offers: [monthly], row: {} };

test('a key is the same for ever, whatever else the mapping says', () => {
  const key = 'af3d446038042ce2842297ba69eb5bec91ac7de910a372a161b52744af26eab3';
  assert.equal(keyOf(seller, '7', '7', entry), key);
  assert.equal(keyOf(seller, '7', '7', { ...entry, offers: [dayPass], row: { limit: 3 } }), key);
});

test('two rights that differ in anything that matters have two keys', () => {
  const keys = [
    keyOf(seller, '7', '7', entry), keyOf({ ...seller, environment: 'production' }, '7', '7', entry), keyOf({ ...seller, publisherId: '1' }, '7', '7', entry),
    keyOf(seller, '8', '7', entry), keyOf(seller, '7', '8', entry), keyOf(seller, '7', '7', { ...entry, target: 'basic' }),
    keyOf(seller, '7', '7', { ...entry, facet: 'd1' }), keyOf(seller, '7', '7', { ...entry, target: 'premiumd', facet: '1' }),
    keyOf(seller, '7', '7', { ...entry, sink: { ...sink, name: 'radio' } }),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

test('a row that names no sink, and a sink that makes its own ids, are refused', () => {
  assert.throws(() => readPlan(map({ offers: [monthly], sink: 'radio', target: 'x' }), [sink], true), /names the sink radio, which is not there/);
  const unsafe: Sink = { ...sink, traits: { identity: 'server-id', revokesBy: 'status' } };
  assert.throws(() => readPlan(map(), [unsafe], true), /tv makes ids of its own/);
});

test('two rows of one right are refused, since the one would take what the other gives; so is an offer that would never be asked about', () => {
  const row = { sink: 'tv', target: 'premium' };
  assert.throws(() => readPlan(map({ ...row, offers: [monthly] }, { ...row, offers: [dayPass] }), [sink], true), /two rows of the mapping are one right, premium at tv/);
  assert.equal(readPlan(map({ ...row, offers: [monthly] }, { ...row, offers: [dayPass], row: { device: 'd1' } }), [sink], true).entries.length, 2);
  assert.throws(() => readPlan({ ...map({ ...row, offers: [monthly, dayPass] }), offers: [monthly] }, [sink], true), /offers lack P100000004_DE/);
});

test('without a list nothing is listed', () => {
  const mapping = map({ offers: [monthly, event], sink: 'tv', target: 'x' });
  assert.deepEqual([...readPlan(mapping, [sink], true).unlisted], [event]);
  assert.deepEqual([...readPlan(mapping, [sink], false).unlisted], [monthly, event]);
});
