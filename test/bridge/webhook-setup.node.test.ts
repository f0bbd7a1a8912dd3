import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import type { Fetch } from '../../src/mediastore/request.js';
import { describeChange, type Endpoint, type Wish } from '../../src/bridge/webhook-plan.js';
import { createWebhookSetup, type TopicResult, type WebhookSetup } from '../../src/bridge/webhook-setup.js';
import { createSimulator, type Simulator } from '../../src/simulator/index.js';
import { createTestClock } from '../clock.js';

const secret = 'a secret of at least thirty-two bytes';
const url = 'https://bridge.example/webhooks/cleeng';
const topic = 'transactionCreated';
const wish: Wish = { url, secret, topics: [topic] };
const connector: Endpoint = { url: 'https://payments.example/cleeng?key=hush', filter: { paymentMethodId: 141 } };
const signedOther: Endpoint = { url: 'https://crm.example/hook', verification: { name: 'HMAC', options: { hashAlg: 'SHA256', sharedSecret: 'the secret of the crm, 32 bytes long' } } };

/** A simulated Cleeng where others are subscribed, and the set-up that asks it. */
async function open(others: readonly Endpoint[] = [], through: (ask: Fetch) => Fetch = (ask) => ask) {
  const signatures: (string | null)[] = [];
  const simulator = createSimulator({
    deliver: async (request) => {
      const body = await request.text();
      const signature = request.headers.get('x-cleeng-signature');
      if (request.url === url) signatures.push(signature && createHmac('sha256', secret).update(body).digest('hex') === signature ? 'ours' : signature);
      return new Response(null, { status: 204 });
    },
  });
  const clock = createTestClock();
  const setup = createWebhookSetup({ base: 'https://core.example/3.1', publisherToken: simulator.publisherToken, clock, fetch: through(async (to, init) => simulator.fetch(to, init)) });
  if (others.length) await put(simulator, others);
  return { simulator, setup, signatures, clock };
}
const put = async (simulator: Simulator, endpoints: readonly Endpoint[]): Promise<unknown> =>
  simulator.fetch(`https://core.example/3.1/webhook_subscriptions/${topic}`, { method: 'PUT', body: JSON.stringify(endpoints), headers: { 'X-Publisher-Token': simulator.publisherToken } });
const apply = async (setup: WebhookSetup, wanted: Wish = wish): Promise<TopicResult[]> => {
  const all = [];
  for await (const result of setup.apply(await setup.plan(wanted))) all.push(result);
  return all;
};
const urls = async (setup: WebhookSetup): Promise<string[]> => ((await setup.read()).get(topic) ?? []).map((endpoint) => endpoint.url);
const writes = ({ requests }: Simulator): number => requests.filter(({ method }) => method === 'PUT').length;

test('a topic where nobody was gets our endpoint, signed, and a second time nothing', async () => {
  const { simulator, setup, signatures } = await open();
  assert.deepEqual(await apply(setup), [{ topic, outcome: 'written' }]);
  assert.deepEqual(await apply(setup), [{ topic, outcome: 'unchanged' }]);
  assert.equal(writes(simulator), 1);
  simulator.purchase('nobody', 'monthly');
  await simulator.delivered();
  assert.deepEqual(signatures, ['ours']);
});

test('everybody else’s endpoint of the topic stays as it was', async () => {
  const { setup } = await open([connector]);
  assert.deepEqual(await apply(setup), [{ topic, outcome: 'written' }]);
  const [first, second] = (await setup.read()).get(topic)!;
  assert.deepEqual([first, second?.url], [connector, url]);
});

test('a plan writes nothing, and shows neither secrets nor what follows a question mark', async () => {
  const { simulator, setup } = await open([connector]);
  const [change] = await setup.plan({ ...wish, topics: [topic, topic] });
  assert.deepEqual(describeChange(change!), ['transactionCreated: add', '    https://payments.example/cleeng?…', '  + https://bridge.example/webhooks/cleeng, signed']);
  assert.equal(writes(simulator), 1, 'only what stood there before was written');
});

test('an endpoint of others whose secret cannot be read blocks the topic, until the operator tells the secret', async () => {
  const { simulator, setup } = await open([signedOther]);
  const [blocked] = await apply(setup);
  assert.deepEqual([blocked?.outcome, blocked?.message], ['blocked', 'https://crm.example/hook verifies by a secret that Cleeng does not show; a write without it would drop it']);
  assert.deepEqual([await urls(setup), writes(simulator)], [[signedOther.url], 1]);
  const otherSecrets = new Map([[signedOther.url, 'the secret of the crm, 32 bytes long']]);
  assert.deepEqual(await apply(setup, { ...wish, otherSecrets }), [{ topic, outcome: 'written' }]);
  assert.deepEqual(await urls(setup), [signedOther.url, url]);
});

for (const [name, standing, wanted, outcome] of [
  ['without a signature', { url }, wish, 'written'],
  ['with a filter of somebody’s', { url, verification: signedOther['verification'], filter: { paymentMethodId: 1 } }, { ...wish, renewSecret: true }, 'written'],
  ['without the retry policy that is wanted', { url, verification: signedOther['verification'] }, { ...wish, retryPolicy: { attempts: 3 } }, 'written'],
  ['as it is wanted', { url, verification: signedOther['verification'] }, wish, 'unchanged'],
  ['as it is wanted, but with a new secret', { url, verification: signedOther['verification'] }, { ...wish, renewSecret: true }, 'written'],
] as const) {
  test(`our own endpoint that stands there ${name} is ${outcome === 'written' ? 'written anew' : 'left alone'}, once`, async () => {
    const { setup, simulator, signatures } = await open([standing, connector]);
    assert.deepEqual(await apply(setup, wanted), [{ topic, outcome }]);
    assert.deepEqual([...await urls(setup)].sort(), [url, connector.url].sort());
    simulator.purchase('nobody', 'monthly');
    await simulator.delivered();
    assert.equal(signatures[0] === 'ours', outcome === 'written');
  });
}

for (const [name, fault] of [
  ['cannot be read', { kind: 'status', status: 503 }], ['is a page', { kind: 'html' }], ['is no list', { kind: 'json', body: { topics: {} } }],
  ['has a row of another shape', { kind: 'json', body: [{ topic, urls: ['https://payments.example/'] }] }],
  ['is refused', { kind: 'status', status: 401 }], ['breaks off', { kind: 'reset' }],
] as const) {
  test(`nothing is written when the list ${name}`, async () => {
    const { simulator, setup } = await open([connector]);
    simulator.fault({ ...fault, endpoint: 'core-webhooks' });
    await assert.rejects(apply(setup), { name: 'MediaStoreError' });
    simulator.mend();
    assert.deepEqual([await urls(setup), writes(simulator)], [[connector.url], 1]);
  });
}

test('nothing is written when others have changed the topic since it was shown', async () => {
  const { simulator, setup } = await open();
  const plan = await setup.plan(wish);
  await put(simulator, [connector]);
  const results = [];
  for await (const { outcome } of setup.apply(plan)) results.push(outcome);
  assert.deepEqual([results, await urls(setup)], [['moved'], [connector.url]]);
});

/** Does something at the service right before or instead of the write. */
const atWrite = (act: (ask: () => Promise<Response>) => Promise<Response>) => (ask: Fetch): Fetch => async (to, init) =>
  (init.method === 'PUT' ? act(async () => ask(to, init)) : ask(to, init));

for (const [name, through, outcome] of [
  ['is refused', atWrite(async () => Response.json({ message: 'Unknown topic' }, { status: 422 })), 'refused'],
  ['is taken and not kept', atWrite(async () => Response.json({ success: true })), 'unconfirmed'],
  ['fails', atWrite(async () => Response.json({}, { status: 500 })), 'unconfirmed'],
  ['is kept and its answer lost', atWrite(async (ask) => { await ask(); throw new TypeError('reset'); }), 'written'],
] as const) {
  test(`a write that ${name} is ${outcome}`, async () => {
    const { setup } = await open([connector], through);
    const [result] = await apply(setup);
    assert.equal(result?.outcome, outcome);
    assert.ok((await urls(setup)).includes(connector.url));
  });
}

test('an endpoint of others that is gone after the write is named', async () => {
  let forget = async (): Promise<unknown> => undefined;
  const { simulator, setup } = await open([connector], atWrite(async (ask) => {
    const response = await ask();
    await forget();
    return response;
  }));
  forget = async () => put(simulator, [{ url }]);
  assert.deepEqual(await apply(setup), [{ topic, outcome: 'damaged', message: 'other than before: https://payments.example/cleeng?…' }]);
});
