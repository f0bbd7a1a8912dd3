import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { createSimulator, type Road, type Simulator } from '../../src/simulator/index.js';
import { createTestClock } from '../clock.js';

const secret = 'a secret of at least thirty-two bytes';
const url = 'https://bridge.example/webhooks/cleeng';
const verification = { name: 'HMAC', options: { hashAlg: 'SHA256', sharedSecret: secret } };
const topics = ['transactionCreated', 'subscriptionRenewed', 'subscriptionSwitched', 'subscriptionCanceled', 'subscriptionTerminated'];

interface Arrived { readonly body: string; readonly signature: string | null; readonly topic: string; readonly data: Record<string, unknown> }

const put = async (simulator: Simulator, topic: string, endpoints: unknown): Promise<number> =>
  (await simulator.fetch(`https://api.example/3.1/webhook_subscriptions/${topic}`, {
    method: 'PUT', body: JSON.stringify(endpoints), headers: { 'X-Publisher-Token': simulator.publisherToken },
  })).status;
const subscribed = async (simulator: Simulator): Promise<unknown> =>
  (await simulator.fetch('https://api.example/3.1/webhook_subscriptions', { headers: { 'X-Publisher-Token': simulator.publisherToken } })).json();

/** A simulator with one endpoint for all topics, and what arrives there. */
async function open({ answer = 204, endpoint = {}, random = () => 0.5 }: { answer?: number; endpoint?: object; random?: () => number } = {}) {
  const arrived: Arrived[] = [];
  const clock = createTestClock();
  const simulator = createSimulator({
    clock, random,
    deliver: async (request) => {
      const body = await request.text();
      arrived.push({ body, signature: request.headers.get('x-cleeng-signature'), ...(JSON.parse(body) as Pick<Arrived, 'topic' | 'data'>) });
      return new Response(null, { status: answer });
    },
  });
  for (const topic of topics) await put(simulator, topic, [{ url, verification, ...endpoint }]);
  const told = async (): Promise<string[]> => {
    await simulator.delivered();
    return arrived.splice(0).map(({ topic }) => topic);
  };
  return { clock, simulator, arrived, told };
}

for (const [name, happen, expected] of [
  ['a purchase', (simulator) => { simulator.purchase('nobody', 'monthly'); }, ['transactionCreated']],
  ['a purchase of a pass', (simulator) => { simulator.purchase('nobody', 'dayPass'); }, ['transactionCreated']],
  ['a renewal', (simulator) => { simulator.renew('owner', 'monthly'); }, ['transactionCreated', 'subscriptionRenewed']],
  ['a switch of plans', (simulator) => { simulator.switchPlan('owner', 'monthly', 'yearly'); }, ['transactionCreated', 'subscriptionSwitched']],
  ['a cancellation', (simulator) => { simulator.cancel('owner', 'monthly'); }, ['subscriptionCanceled']],
  ['a termination', (simulator) => { simulator.terminate('owner', 'monthly'); }, ['subscriptionTerminated']],
  ['a termination of what has ended', (simulator) => { simulator.terminate('expired', 'monthly'); }, []],
  ['a refund', (simulator) => { simulator.refund('owner', 'monthly'); }, []],
  ['a chargeback', (simulator) => { simulator.chargeback('owner', 'monthly'); }, []],
  ['a gift', (simulator) => { simulator.grant('nobody', 'monthly'); }, []],
] as const satisfies [string, (simulator: Simulator) => void, string[]][]) {
  test(`${name} is told by ${expected.join(' and ') || 'no delivery'}`, async () => {
    const { simulator, told } = await open();
    happen(simulator);
    assert.deepEqual(await told(), expected);
  });
}

test('a delivery is an envelope of three fields, signed over its bytes', async () => {
  const { simulator, arrived } = await open();
  simulator.purchase('owner', 'yearly');
  await simulator.delivered();
  const [{ body, signature }] = arrived as [Arrived];
  const { broadcasterId, topic, data, ...rest } = JSON.parse(body) as Record<string, unknown>;
  assert.deepEqual([broadcasterId, topic, rest], [123456789, 'transactionCreated', {}]);
  const { offerId, customerId, customerExternalId, transactionCountry, transactionId } = data as Record<string, unknown>;
  assert.deepEqual([offerId, customerId, customerExternalId, transactionCountry, transactionId], ['S100000002_DE', 702813501, 'reader-1', 'DE', 'T100000001']);
  assert.equal(signature, createHmac('sha256', secret).update(body).digest('hex'));
});

test('ids come as numbers in some topics and as digits in others, and the same purchase has one id everywhere', async () => {
  const { simulator, arrived } = await open();
  simulator.cancel('owner', 'monthly');
  await simulator.delivered();
  const { data } = arrived[0]!;
  assert.deepEqual([data.customerId, typeof data.expirationDate], ['702813501', 'string']);
  const response = await simulator.fetch('https://api.example/3.1/subscriptions?customerId=702813501', { headers: { 'X-Publisher-Token': simulator.publisherToken } });
  const { data: [row] } = (await response.json()) as { data: [{ subscriptionId: number; status: string }] };
  assert.deepEqual([String(row.subscriptionId), row.status], [data.subscriptionId, 'stopped']);
});

for (const [name, road, count] of [
  ['arrives once', {}, 1], ['is lost', { lost: 1 }, 0], ['comes twice', { doubled: 1 }, 2], ['is lost half the time', { lost: 0.5 }, 1],
] as const satisfies [string, Partial<Road>, number][]) {
  test(`a delivery ${name} on demand`, async () => {
    const { simulator, told } = await open();
    simulator.road(road);
    simulator.purchase('nobody', 'monthly');
    assert.equal((await told()).length, count);
    assert.ok(count || simulator.deliveries[0]!.outcome === 'lost');
  });
}

test('deliveries that are underway for a while overtake each other', async () => {
  const delays = [0.9, 0.9, 0.9, 0.1, 0.1, 0.1];
  const { clock, simulator, told } = await open({ random: () => delays.shift() ?? 0.5 });
  simulator.road({ delay: 10_000 });
  simulator.purchase('nobody', 'monthly');
  simulator.terminate('owner', 'monthly');
  assert.deepEqual(await told(), []);
  await clock.tick(10_000);
  assert.deepEqual(await told(), ['subscriptionTerminated', 'transactionCreated']);
});

test('a delivery that is refused is sent again only with a retry policy, and twice at most', async () => {
  for (const [endpoint, count] of [[{}, 1], [{ retryPolicy: {} }, 3]] as const) {
    const { clock, simulator, told } = await open({ answer: 503, endpoint });
    simulator.purchase('nobody', 'monthly');
    for (const minutes of [0, 1, 2, 60]) {
      await clock.tick(minutes * 60_000);
      await simulator.delivered();
    }
    assert.equal((await told()).length, count);
    assert.deepEqual(simulator.deliveries.map(({ outcome }) => outcome), Array(count).fill(503));
  }
});

test('a PUT replaces every endpoint of its topic, and no secret is ever shown', async () => {
  const simulator = createSimulator();
  const [one, other] = [{ url: 'https://one.example/', filter: { paymentMethodId: 7 } }, { url, verification }];
  assert.equal(await put(simulator, 'transactionCreated', [one]), 200);
  assert.deepEqual(await subscribed(simulator), [{ topic: 'transactionCreated', endpoints: [one] }]);
  assert.equal(await put(simulator, 'transactionCreated', [other]), 200);
  assert.deepEqual(await subscribed(simulator), [{ topic: 'transactionCreated', endpoints: [{ url, verification: { name: 'HMAC', options: { hashAlg: 'SHA256' } } }] }]);
  assert.deepEqual([await put(simulator, 'transactionCreated', []), await subscribed(simulator)], [200, []]);
  assert.equal(await put(simulator, 'transactionCreated', { url }), 422);
});

test('a customer who is forgotten is unknown to the Core API', async () => {
  const simulator = createSimulator();
  const id = simulator.register('new@example.com', 'reader-9');
  simulator.grant(id, 'monthly');
  const customer = async () => simulator.fetch(`https://api.example/3.1/customers/${id}`, { headers: { 'X-Publisher-Token': simulator.publisherToken } });
  const { data } = (await (await customer()).json()) as { data: Record<string, unknown> };
  assert.deepEqual([data.id, data.externalId, simulator.hasAccess(id, 'S100000001_DE')], [id, 'reader-9', true]);
  simulator.forget(id);
  assert.deepEqual([(await customer()).status, simulator.hasAccess(id, 'S100000001_DE')], [404, false]);
});

test('lists go across customers, by offer and by state', async () => {
  const simulator = createSimulator();
  const list = async (query: string): Promise<number[]> => {
    const response = await simulator.fetch(`https://api.example/3.1/subscriptions?${query}`, { headers: { 'X-Publisher-Token': simulator.publisherToken } });
    return ((await response.json()) as { data: { customerId: number }[] }).data.map(({ customerId }) => customerId % 100);
  };
  simulator.grant('nobody', 'yearly');
  assert.deepEqual(await list(''), [1, 3, 5, 6, 7, 8, 2]);
  assert.deepEqual(await list('offerId=S100000002_DE'), [2]);
  assert.deepEqual(await list('offerId=S100000001&status[]=active&status[]=stopped&limit=3&offset=2'), [5, 6, 8]);
});

test('what is no subscription has ended at its end', async () => {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  simulator.purchase('nobody', 'rental');
  simulator.purchase('nobody', 'monthly');
  await clock.tick(40 * 86_400_000);
  assert.deepEqual([simulator.hasAccess('nobody', 'R100000006_DE'), simulator.hasAccess('nobody', 'S100000001_DE')], [false, true]);
});
