import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountsBy, createExternalIds, type FindExternalId } from '../../src/bridge/external-id.js';
import { createSimulator, type Simulator } from '../../src/simulator/index.js';
import { createTestClock, type TestClock } from '../clock.js';

const owner = '702813501';

function open(): { simulator: Simulator; clock: TestClock; find: FindExternalId } {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  const find = createExternalIds({ base: 'https://core.example/3.1', publisherToken: simulator.publisherToken, clock, fetch: async (to, init) => simulator.fetch(to, init) });
  return { simulator, clock, find };
}

test('a sink that knows external ids is told the one of the customer, others Cleeng’s own', async () => {
  const { simulator, find } = open();
  const account = accountsBy({ motto: 'externalId', rmg: 'customerId' }, find);
  assert.deepEqual(await Promise.all(['motto', 'rmg', 'crm'].map(async (sink) => account(owner, sink))), ['reader-1', owner, owner]);
  assert.equal(simulator.requests.length, 1, 'only the sink that needs it makes a call');
});

test('an external id is asked for once an hour', async () => {
  const { simulator, clock, find } = open();
  const ask = async (): Promise<number> => {
    assert.equal(await find(owner), 'reader-1');
    return simulator.requests.length;
  };
  assert.deepEqual([await ask(), await ask()], [1, 1]);
  await clock.tick(3_600_001);
  assert.equal(await ask(), 2);
});

test('a customer without an external id has no account yet, and is asked about again', async () => {
  const { simulator, find } = open();
  assert.deepEqual([await find('702813502'), await find('702813502')], [null, null]);
  assert.equal(simulator.requests.length, 2);
});

test('a customer whom Cleeng does not know has none', async () => {
  assert.equal(await open().find('5'), null);
});

for (const [name, fault, code] of [
  ['a service that is down', { kind: 'status', status: 503 }, 'service'],
  ['a publisher token that is refused', { kind: 'status', status: 401 }, 'unauthorized'],
  ['a page that stands in the way', { kind: 'html' }, 'service'],
  ['a redirect', { kind: 'redirect' }, 'network'],
  ['a record of somebody else', { kind: 'json', body: { success: true, data: { id: 5, externalId: 'reader-2' } } }, 'malformed'],
] as const) {
  test(`${name} gives nobody an account`, async () => {
    const { simulator, find } = open();
    simulator.fault({ ...fault, endpoint: 'core-customer' });
    await assert.rejects(find(owner), { code });
  });
}
