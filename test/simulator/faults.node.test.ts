import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSimulator, type Fault } from '../../src/simulator/index.js';
import { createTestClock } from '../clock.js';
import { call, granted, origin, type Body } from './call.js';

const faulty: [Fault, (response: Response) => unknown, unknown][] = [
  [{ kind: 'status', status: 429, retryAfter: 7 }, (response) => [response.status, response.headers.get('retry-after')], [429, '7']],
  [{ kind: 'status', status: 402 }, (response) => response.status, 402],
  [{ kind: 'html' }, async (response) => (await response.text()).startsWith('<!doctype'), true],
  [{ kind: 'empty' }, async (response) => response.text(), ''],
  [{ kind: 'no-content' }, (response) => response.status, 204],
  [{ kind: 'json', body: { responseData: { accessGranted: 'true' } } }, async (response) => response.text(), '{"responseData":{"accessGranted":"true"}}'],
  [{ kind: 'redirect' }, (response) => response.status, 302],
  [{ kind: 'other-customer' }, async (response) => ((await response.json()) as Body).responseData.customerId, 799999999],
];
for (const [fault, read, expected] of faulty) {
  test(`the fault ${fault.kind} ${String(fault.status ?? '')} answers as one would see it`, async () => {
    const simulator = createSimulator();
    const { jwt } = await simulator.signIn('owner');
    simulator.fault({ ...fault, endpoint: 'entitlements', times: 1 });
    const { response } = await call(simulator, 'GET', '/entitlements/S100000001_DE', { jwt });
    assert.deepEqual(await read(response), expected);
    assert.equal(await granted(simulator, 'owner', 'S100000001_DE'), true);
  });
}

test('a reset breaks the connection, and a redirect is refused by whoever asked for none', async () => {
  const simulator = createSimulator();
  const mend = simulator.fault({ kind: 'reset' });
  await assert.rejects(simulator.fetch(`${origin}/locales`), TypeError);
  mend();
  simulator.fault({ kind: 'redirect' });
  await assert.rejects(simulator.fetch(`${origin}/locales`, { redirect: 'error' }), TypeError);
});

test('latency is waited for, and a hang until the caller gives up', async () => {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  simulator.fault({ kind: 'latency', ms: 400, times: 1 });
  let answered = false;
  const slow = simulator.fetch(`${origin}/locales`).then(() => { answered = true; });
  await clock.tick(399);
  assert.equal(answered, false);
  await clock.tick(1);
  await slow;
  simulator.fault({ kind: 'hang' });
  const abort = new AbortController();
  const hanging = simulator.fetch(`${origin}/locales`, { signal: abort.signal });
  await clock.tick(60_000);
  abort.abort(new Error('enough'));
  await assert.rejects(hanging, /enough/);
});

test('a fault can be tied to a customer', async () => {
  const simulator = createSimulator();
  simulator.fault({ kind: 'status', status: 500, customer: simulator.customers.owner.id });
  assert.equal(await granted(simulator, 'tag', 'A100000007_DE'), true);
  assert.equal(await granted(simulator, 'owner', 'S100000001_DE'), undefined);
});
