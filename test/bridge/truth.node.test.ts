import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlan } from '../../src/bridge/right.js';
import { findTruth, type Notes, type Truth } from '../../src/bridge/truth.js';
import type { RightRow } from '../../src/bridge/store.js';
import { coreSource } from '../../src/sources/index.js';
import { createService, origin } from '../sources/service.js';
import { dayPass, event, map, monthly } from './mapping.js';
import { createPlatform } from './sink.js';

const customerId = '702813501';
const week = 7 * 24 * 3600;

function setUp(...offers: string[]) {
  const { clock, simulator } = createService();
  const { sink } = createPlatform('tv', clock);
  const plan = readPlan(map({ offers, sink: 'tv', target: 'premium' }), [sink], true);
  const source = coreSource({ base: `${origin}/3.1`, fetch: simulator.fetch, publisherToken: simulator.publisherToken, clock });
  const now = (): number => Math.floor(clock.now() / 1000);
  const noted = (row: Partial<RightRow>): Notes => new Map([[plan.entries[0]!, { want: 'active', offerId: monthly, expiresAt: null, ...row } as RightRow]]);
  const find = async (known: { cause?: 'event' | 'sweep' | 'time'; basis?: string | null; askedAt?: number | null } = {}, notes: Notes = new Map()): Promise<Truth> =>
    findTruth({ source, plan, knownAs: new Map([['tv', customerId]]), recheck: week, now }, { customerId, cause: 'sweep', basis: null, askedAt: now(), ...known }, notes);
  const ruling = ({ rulings }: Truth): string | undefined => rulings.get(plan.entries[0]!)?.status;
  return { clock, simulator, now, noted, find, ruling };
}

test('after an event each mapped offer is asked about', async () => {
  const { find, ruling } = setUp(monthly, dayPass);
  const truth = await find({ cause: 'event' });
  assert.deepEqual([truth.checks, ruling(truth), truth.problem], [2, 'active', undefined]);
});

test('while the records stay the same a sweep asks nothing, and what was noted stands', async () => {
  const { find, ruling, noted } = setUp(monthly, dayPass);
  const { basis } = await find({ cause: 'event' });
  const again = await find({ basis }, noted({}));
  assert.deepEqual([again.checks, ruling(again), again.basis], [0, 'active', basis]);
});

test('a record that has changed, or whose end has passed, makes a sweep ask', async () => {
  const { find, simulator, clock } = setUp(monthly, dayPass);
  const { basis } = await find({ cause: 'event' });
  simulator.grant('owner', 'dayPass');
  const { checks, basis: changed } = await find({ basis });
  await clock.tick(21 * 24 * 3600 * 1000);
  assert.deepEqual([checks, (await find({ basis: changed })).checks], [2, 2]);
});

test('an offer that no list shows is asked about when a week has passed, and no other is', async () => {
  const { find, now, simulator } = setUp(monthly, event);
  const { basis } = await find({ cause: 'event' });
  assert.equal((await find({ basis, askedAt: now() - week + 1 })).checks, 0);
  assert.deepEqual([(await find({ basis, askedAt: now() - week })).checks, simulator.requests.at(-1)?.offerId], [1, event]);
});

test('a time of asking that a wrong clock has put into the future counts as none', async () => {
  const { find, now } = setUp(monthly, event);
  const { basis } = await find({ cause: 'event' });
  assert.equal((await find({ basis, askedAt: now() + 10 * week })).checks, 1);
});

test('the end of an event is asked about, and then what else could carry the right', async () => {
  const { find, noted, now, ruling } = setUp(event, monthly);
  const { basis } = await find({ cause: 'event' });
  const truth = await find({ basis }, noted({ offerId: event, expiresAt: now() - 1 }));
  assert.deepEqual([truth.checks, ruling(truth)], [2, 'active']);
});

test('records that cannot be read leave a sweep without an answer, and nobody is asked', async () => {
  const { find, simulator, ruling, noted } = setUp(monthly);
  simulator.fault({ kind: 'status', status: 401, endpoint: 'core-subscriptions' });
  const truth = await find({}, noted({}));
  assert.deepEqual([truth.checks, ruling(truth), truth.problem?.code, truth.basis], [0, 'unknown', 'credentials', null]);
});

test('records that cannot be read do not keep an event from being answered', async () => {
  const { find, simulator, ruling } = setUp(monthly);
  simulator.fault({ kind: 'reset', endpoint: 'core-subscriptions' });
  const truth = await find({ cause: 'event' });
  assert.deepEqual([ruling(truth), truth.basis, truth.problem], ['active', null, undefined]);
});

test('C5: of two purchases one is refunded, and access stays', async () => {
  const { find, simulator, ruling } = setUp(monthly, 'S100000002_DE');
  simulator.grant('owner', 'yearly');
  simulator.refund('owner', 'monthly');
  assert.equal(ruling(await find({ cause: 'event' })), 'active');
});

test('a customer whom the service does not know is a stranger, and nothing is denied', async () => {
  const { find, simulator, ruling } = setUp(monthly);
  simulator.fault({ kind: 'status', status: 404, message: 'Customer with id: 702813501 not found', endpoint: 'core-entitlement' });
  const truth = await find({ cause: 'event' });
  assert.deepEqual([truth.stranger, ruling(truth)], [true, 'unknown']);
});
