import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, afterEach, test } from 'node:test';
import { createSimulator, type Fault } from '../../src/simulator/index.js';
import { serve } from '../../src/simulator/serve.js';
import { coreSource } from '../../src/sources/index.js';

const simulator = createSimulator();
const server = await serve(simulator.fetch, 0);
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/3.1`;
after(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => { simulator.mend(); });

const check = async (deadline = 3000) =>
  coreSource({ base, deadline, publisherToken: simulator.publisherToken }).check({ customerId: '702813501' }, 'S100000001_DE');

test('over a real connection, with the runtime’s own fetch and clock, the customer is granted', async () => {
  assert.equal((await check()).status, 'granted');
});

const rows: [Fault['kind'], string, number?][] = [['redirect', 'network'], ['reset', 'network'], ['large', 'malformed'], ['trickle', 'timeout', 200], ['hang', 'timeout', 200]];
for (const [kind, code, deadline] of rows) {
  test(`over a real connection, a ${kind} is unknown (${code})`, async () => {
    simulator.fault({ kind, endpoint: 'core-entitlement', to: `${base}/elsewhere`, ms: 20 });
    assert.deepEqual(await check(deadline), { source: 'core', status: 'unknown', problem: { code } });
    assert.ok(!simulator.requests.some(({ path }) => path.includes('elsewhere')));
  });
}
