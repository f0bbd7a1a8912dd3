import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuarded, dataOf, refusalOf } from '../guarded.js';

const monthly = 'S100000001_DE';
const yearly = 'S100000002_DE';

test('one offer is answered in the envelope of MediaStore, with the age of the word', async () => {
  const { askAs } = createGuarded();
  const yes = await dataOf(await askAs('owner', `entitlements/${monthly}`)) as Record<string, unknown>;
  assert.equal(yes.accessGranted, true);
  assert.equal(yes.age, 0);
  assert.deepEqual(await dataOf(await askAs('nobody', `entitlements/${monthly}`)), { accessGranted: false, expiresAt: null, age: 0, code: 'not-entitled' });
});

test('many offers are answered in the order in which they were asked', async () => {
  const { items } = await dataOf(await createGuarded().askAs('owner', `entitlements?offers=${yearly},${monthly}`)) as { items: Record<string, unknown>[] };
  assert.deepEqual(items.map(({ offerId, accessGranted }) => [offerId, accessGranted]), [[yearly, false], [monthly, true]]);
});

test('without offers the whole table is answered, each offer once', async () => {
  const { askAs } = createGuarded({ assets: { 'a.html': [monthly], 'b.html': [monthly, yearly] } });
  const { items } = await dataOf(await askAs('owner', 'entitlements')) as { items: Record<string, unknown>[] };
  assert.deepEqual(items.map(({ offerId }) => offerId), [monthly, yearly]);
});

test('an offer that could not be found out has an error and no verdict', async () => {
  const { simulator, askAs } = createGuarded();
  simulator.fault({ kind: 'status', status: 500, endpoint: 'entitlements', offer: yearly });
  const { items } = await dataOf(await askAs('owner', `entitlements?offers=${yearly},${monthly}`)) as { items: Record<string, unknown>[] };
  assert.deepEqual(items.map(({ accessGranted, error }) => [accessGranted, error]), [[undefined, 'service'], [true, undefined]]);
});

test('one offer that could not be found out is 503, and says when to come back', async () => {
  const { simulator, askAs } = createGuarded();
  simulator.fault({ kind: 'status', status: 500, endpoint: 'entitlements' });
  const response = await askAs('owner', `entitlements/${monthly}`);
  assert.match(response.headers.get('retry-after') ?? '', /^\d+$/);
  assert.equal(await refusalOf(response), '503 service');
});

const offers = (count: number): string => Array.from({ length: count }, (_, i) => `A${i}`).join(',');
for (const [path, status] of [
  [`entitlements?offers=${offers(100)}`, 200],
  [`entitlements?offers=${offers(101)}`, 400],
  ['entitlements?offers=', 400],
  ['entitlements?offers=A1,,A2', 400],
  ['entitlements?offers=A1&offers=A2', 400],
  ['entitlements/a%2Fb', 400],
  ['entitlements/A1/', 400],
  [`entitlements/${'A'.repeat(65)}`, 400],
  ['entitlements/__proto__', 200],
] as const) {
  test(`/${path.slice(0, 40)} is answered ${status}`, async () => {
    assert.equal((await createGuarded().askAs('owner', path)).status, status);
  });
}
