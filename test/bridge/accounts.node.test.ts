import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAccounts, type FindAccount } from '../../src/bridge/accounts.js';
import { holdersBy } from '../../src/bridge/discover.js';
import { readPlan } from '../../src/bridge/right.js';
import { coreSource } from '../../src/sources/index.js';
import { createService, monthly, origin } from '../sources/service.js';
import { map } from './mapping.js';
import { createPlatform } from './sink.js';

const { clock } = createService();
const { sink } = createPlatform('tv', clock);
const plan = readPlan(map({ offers: [monthly], sink: 'tv', target: 'premium' }), [sink], true);
const row = (account: string, want: 'active' | 'inactive', wantAt: number) => ({ sink: 'tv', account, want, wantAt });

const noted = [row('first', 'inactive', 9), row('reader-1', 'active', 2), row('older', 'active', 1), { ...row('other', 'active', 99), sink: 'radio' }];
for (const [name, code, find] of [
  ['has none any more', 'no-account', async () => Promise.resolve(null)],
  ['cannot be found out', 'accounts', async () => Promise.reject(new Error('down'))],
] as const satisfies [string, string, FindAccount][]) {
  test(`where an account ${name} it is that of the newest right at the sink`, async () => {
    const { known, missing } = await findAccounts(find, plan, '7', noted, {});
    assert.deepEqual([known.get('tv'), missing.size], ['reader-1', 0]);
  });
  test(`where an account ${name} and there never was a right, the sink has none`, async () => {
    const { known, missing } = await findAccounts(find, plan, '7', [], {});
    assert.deepEqual([known.size, missing.get('tv')?.code], [0, code]);
  });
}

test('an account that is found counts, whatever was noted', async () => {
  const { known } = await findAccounts(async () => Promise.resolve('reader-2'), plan, '7', noted, {});
  assert.equal(known.get('tv'), 'reader-2');
});

test('a source that lists who holds an offer finds the customers of a sweep, others find none', async () => {
  const service = createService();
  const { simulator: { fetch, publisherToken } } = service;
  const find = holdersBy(coreSource({ base: `${origin}/3.1`, fetch, clock: service.clock, publisherToken }))!;
  const found = [];
  for await (const customerId of find([monthly])) found.push(customerId);
  assert.deepEqual(found, ['702813501', '702813503', '702813505', '702813506', '702813508']);
  assert.equal(holdersBy({}), undefined);
});
