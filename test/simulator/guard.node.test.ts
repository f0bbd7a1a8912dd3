import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSimulator, type CustomerName } from '../../src/simulator/index.js';
import { createTestClock } from '../clock.js';

interface Item { offerId: string; accessGranted?: boolean; expiresAt?: number | null; age?: number; error?: string }

/** A simulator with a guard, and a way to ask it. */
function open(guardRemembers = 0) {
  const clock = createTestClock();
  const simulator = createSimulator({ clock, guardRemembers });
  const ask = async (customer: CustomerName | null, query: string): Promise<{ status: number; items: Item[] }> => {
    const jwt = customer && (await simulator.signIn(customer)).jwt;
    const response = await simulator.fetch(`https://paper.example/guard/entitlements${query}`, { headers: jwt ? { Authorization: `Bearer ${jwt}` } : {} });
    const { responseData } = (await response.json()) as { responseData: { items?: Item[] } };
    return { status: response.status, items: responseData.items ?? [] };
  };
  return { clock, simulator, ask };
}

test('the guard answers about the offers that were named, in their order', async () => {
  const { status, items } = await open().ask('tag', '?offers=S100000001_DE,P100000003_DE,A100000007_DE');
  assert.equal(status, 200);
  assert.deepEqual(items.map(({ offerId, accessGranted, age }) => [offerId, accessGranted, age]), [
    ['S100000001_DE', false, 0], ['P100000003_DE', true, 0], ['A100000007_DE', true, 0],
  ]);
});

test('without offers the guard answers about its whole table', async () => {
  const { simulator, ask } = open();
  const { items } = await ask('owner', '');
  assert.deepEqual(items.map(({ offerId }) => offerId), Object.values(simulator.offers).map(({ id }) => id));
});

test('the guard says 401 to those who are not signed in, and 400 to more than a hundred offers or to what cannot be one', async () => {
  const { ask } = open();
  const offers = Array.from({ length: 101 }, (_, i) => `A${String(i)}`).join(',');
  const asked = [await ask(null, '?offers=S1'), await ask('owner', `?offers=${offers}`), await ask('owner', '?offers=S1,%2F'), await ask('owner', '?offers=')];
  assert.deepEqual(asked.map(({ status }) => status), [401, 400, 400, 400]);
});

test('an offer that cannot be found out has an error and no verdict', async () => {
  const { simulator, ask } = open();
  simulator.fault({ kind: 'status', endpoint: 'entitlements', offer: 'S100000001_DE' });
  const { items: [broken, whole] } = await ask('owner', '?offers=S100000001_DE,S100000002_DE');
  assert.deepEqual(broken, { offerId: 'S100000001_DE', error: 'service' });
  assert.equal(whole?.accessGranted, false);
});

test('a fault of the guard strikes the whole answer', async () => {
  const { simulator, ask } = open();
  simulator.fault({ kind: 'status', status: 503, endpoint: 'guard' });
  assert.equal((await ask('owner', '?offers=S100000001_DE')).status, 503);
});

test('what the guard remembers grows old until it is asked afresh', async () => {
  const { clock, simulator, ask } = open(300);
  await ask('nobody', '?offers=S100000001_DE');
  simulator.grant('nobody', 'monthly');
  await clock.tick(120_000);
  const [remembered] = (await ask('nobody', '?offers=S100000001_DE')).items;
  assert.deepEqual([remembered?.accessGranted, remembered?.age], [false, 120]);
  const [fresh] = (await ask('nobody', '?offers=S100000001_DE&fresh=1')).items;
  assert.deepEqual([fresh?.accessGranted, fresh?.age], [true, 0]);
});
