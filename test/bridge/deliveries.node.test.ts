import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { createIntake } from '../../src/bridge/intake.js';
import { createSimulator } from '../../src/simulator/index.js';
import { coreSource } from '../../src/sources/index.js';
import { engines } from './databases.js';
import { createWorld } from './world.js';

const secret = 'a secret of at least thirty-two bytes';
const sign = (body: string): string => createHmac('sha256', secret).update(body).digest('hex');

for (const engine of engines) {
  test(`${engine.name}: a thousand deliveries about one customer are one round, and one question for each offer`, { skip: engine.skip }, async (t) => {
    const { store, simulator, drain, checks, opens, tv } = await createWorld(t, {}, engine);
    const take = createIntake({ store, publisherId: simulator.publisherId, secrets: [secret], log: () => undefined });
    const deliver = async (number: number): Promise<number> => {
      const body = JSON.stringify({ broadcasterId: 123456789, topic: 'transactionCreated', data: { customerId: 702813501, transactionId: `T${number % 500}`, offerId: 'S100000001_DE' } });
      return (await take(new Request('https://bridge.example/', { method: 'POST', body, headers: { 'x-cleeng-signature': sign(body) } }))).status;
    };
    for (let number = 0; number < 1000; number += 20) {
      const answers = await Promise.all(Array.from({ length: 20 }, async (_, index) => deliver(number + index)));
      assert.deepEqual(new Set(answers), new Set([204]));
    }
    assert.deepEqual([(await drain()).length, checks(), opens(tv, 'owner')], [1, 2, true]);
    assert.equal((await store.deliveries('702813501', 1000)).length, 500);
  });
}

test('what the simulator sends opens what was bought, and shuts it when it ends', async (t) => {
  const { store, clock, drain, opens, again, tv } = await createWorld(t);
  const simulator = createSimulator({ clock, deliver: async (request) => take(request) });
  const take = createIntake({ store, publisherId: simulator.publisherId, secrets: [secret], log: () => undefined });
  const bridge = again({ source: coreSource({ base: 'http://cleeng.test/3.1', fetch: simulator.fetch, publisherToken: simulator.publisherToken, clock }) });
  for (const topic of ['transactionCreated', 'subscriptionTerminated']) {
    await simulator.fetch(`https://core.example/3.1/webhook_subscriptions/${topic}`, {
      method: 'PUT', headers: { 'X-Publisher-Token': simulator.publisherToken },
      body: JSON.stringify([{ url: 'https://bridge.example/', verification: { name: 'HMAC', options: { hashAlg: 'SHA256', sharedSecret: secret } } }]),
    });
  }
  simulator.purchase('nobody', 'monthly');
  await simulator.delivered();
  await drain(bridge);
  assert.equal(opens(tv, 'nobody'), true);
  simulator.terminate('nobody', 'monthly');
  await simulator.delivered();
  await drain(bridge);
  assert.deepEqual([opens(tv, 'nobody'), simulator.deliveries.map(({ outcome }) => outcome)], [false, [204, 204]]);
});
