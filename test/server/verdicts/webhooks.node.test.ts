import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { createStorage } from 'unstorage';
import type { GuardOptions } from '../../../src/server/index.js';
import { concernOf } from '../../../src/wire/delivery.js';
import { createGuarded } from '../guarded.js';

const secret = 'a secret of at least thirty-two bytes';
const next = 'the secret that is going to replace it';
const event = { broadcasterId: 123456789, topic: 'transactionCreated', data: { customerId: 700000001, offerId: 'S100000001_DE' } };
const hmac = (body: string, key = secret, encoding: 'hex' | 'base64' = 'hex'): string => createHmac('sha256', key).update(body).digest(encoding);

/** A guard with webhooks, and what it answers to a delivery. */
function open(webhook: Partial<NonNullable<GuardOptions['webhook']>> = {}, more: Partial<GuardOptions> = {}) {
  const all = createGuarded({ webhook: { secrets: [secret], ...webhook }, ...more });
  const header = webhook.header ?? 'x-cleeng-signature';
  const deliver = async (body: string, signature: string | null = hmac(body, webhook.secrets?.[0])): Promise<number> =>
    (await all.ask('webhooks/cleeng', { method: 'POST', body, headers: signature === null ? {} : { [header]: signature } })).status;
  return { ...all, deliver };
}
const text = JSON.stringify(event);

for (const [name, webhook, signature, status] of [
  ['signed in hexadecimal digits', {}, hmac(text), 204],
  ['signed in capital ones', {}, hmac(text).toUpperCase(), 204],
  ['signed in base64', { encoding: 'base64' }, hmac(text, secret, 'base64'), 204],
  ['signed under another header', { header: 'X-Other' }, hmac(text), 204],
  ['signed with the older of two secrets', { secrets: [next, secret] }, hmac(text), 204],
  ['signed with the newer of two secrets', { secrets: [secret, next] }, hmac(text, next), 204],
  ['signed with a secret that is not known', {}, hmac(text, next), 503],
  ['signed for another body', {}, hmac(`${text} `), 503],
  ['not signed', {}, null, 401],
  ['with an empty signature', {}, '', 401],
  ['with a short signature', {}, hmac(text).slice(2), 401],
  ['with a long signature', {}, `${hmac(text)}00`, 401],
  ['with digits of both cases', {}, `A${'a'.repeat(63)}`, 401],
  ['with a prefix', {}, `sha256=${hmac(text)}`, 401],
  ['with two signatures', {}, `${hmac(text)}, ${hmac(text)}`, 401],
  ['in base64 where digits are agreed', {}, hmac(text, secret, 'base64'), 401],
  ['in digits where base64 is agreed', { encoding: 'base64' }, hmac(text), 401],
  ['in base64 with bits that count for nothing', { encoding: 'base64' }, `${'A'.repeat(42)}B=`, 401],
  ['in base64 without padding', { encoding: 'base64' }, hmac(text, secret, 'base64').slice(0, -1), 401],
] as const) {
  test(`a delivery ${name} is answered ${status}`, async () => {
    assert.equal(await open(webhook).deliver(text, signature), status);
  });
}

for (const [name, body, status] of [
  ['no JSON', 'hello', 400],
  ['a list', '[]', 400],
  ['null', 'null', 400],
  ['nothing', '', 400],
  ['a topic of tomorrow', '{"broadcasterId":123456789,"topic":"somethingNew","data":{}}', 204],
  ['no data', '{"broadcasterId":123456789,"topic":"transactionCreated"}', 204],
  ['another publisher', '{"broadcasterId":987654321,"topic":"transactionCreated","data":{"customerId":1}}', 204],
  ['more than 64 kB', JSON.stringify({ ...event, filling: 'x'.repeat(65_536) }), 413],
] as const) {
  test(`a signed delivery with ${name} is answered ${status}`, async () => {
    assert.equal(await open().deliver(body), status);
  });
}

for (const [name, topic, data, concern] of [
  ['a purchase', 'transactionCreated', { customerId: 7, offerId: 'S1_DE' }, { customerId: '7' }],
  ['a customer in digits', 'subscriptionTerminated', { customerId: '7' }, { customerId: '7' }],
  ['a topic of tomorrow about a customer', 'somethingNew', { customerId: 7 }, { customerId: '7' }],
  ['an offer by its short name', 'offerUpdated', { offerId: 'S100000001' }, { offerId: 'S100000001' }],
  ['an offer by its long name', 'offerDeactivated', { offerId: 'S100000001_DE' }, { offerId: 'S100000001_DE' }],
  ['an offer without its customer', 'transactionCreated', { offerId: 'S1' }, undefined],
  ['an offer that can be none', 'offerUpdated', { offerId: '../1' }, undefined],
  ['a customer that can be none', 'transactionCreated', { customerId: {} }, undefined],
] as const) {
  test(`${name} concerns ${concern ? JSON.stringify(concern) : 'nobody'}`, () => {
    assert.deepEqual(concernOf({ broadcasterId: 1, topic, data }), concern);
  });
}

test('a delivery makes the guard ask again, however often it comes, and a forged one does not', async () => {
  const { askAs, deliver, simulator } = open();
  const granted = async (): Promise<boolean> => {
    const { responseData } = (await (await askAs('owner', 'entitlements/S100000001_DE')).json()) as { responseData: { accessGranted: boolean } };
    return responseData.accessGranted;
  };
  assert.equal(await granted(), true);
  simulator.refund('owner', 'monthly');
  const body = JSON.stringify({ ...event, data: { customerId: simulator.customers.owner.id } });
  for (let times = 0; times < 3; times++) {
    assert.equal(await deliver(body), 204);
    assert.equal(await granted(), false);
  }
});

test('what was refused is told to the operator with the names of headers that might be the right one', async () => {
  const { ask, lines } = open();
  await ask('webhooks/cleeng', { method: 'POST', body: text, headers: { 'X-Cleeng-Hmac': hmac(text) } });
  assert.match(lines.join('\n'), /webhook\.refused.*"none".*x-cleeng-hmac/);
  assert.doesNotMatch(lines.join(), new RegExp(hmac(text)));
});

test('a body that was changed on the way by one byte is not believed', async () => {
  const { deliver } = open();
  for (let at = 0; at < text.length; at += 9) assert.equal(await deliver(`${text.slice(0, at)}~${text.slice(at + 1)}`, hmac(text)), 503);
});

test('a delivery that cannot be kept is to be sent again, so that no restart loses it', async () => {
  const cache = createStorage();
  const { setItem } = cache;
  const { guard, deliver } = open({}, { cache });
  cache.setItem = async () => Promise.reject(new Error('away'));
  assert.equal(await deliver(text), 503);
  cache.setItem = setItem;
  assert.equal(await deliver(text), 204);
  await guard.close();
});

test('strangers fill no log by the names of their headers', async () => {
  const { ask, lines } = open();
  const headers = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`x-sign-${index}${'a'.repeat(index)}`, 'x']));
  await ask('webhooks/cleeng', { method: 'POST', body: text, headers: { ...headers, [`x-digest-${'a'.repeat(10_000)}`]: 'x' } });
  assert.ok(lines.join('\n').length < 500);
});

test('beyond the limit of refusals from one address nothing more is told', async () => {
  const { guard, lines } = createGuarded({ webhook: { secrets: [secret] }, limits: { unauthorized: 2 } });
  for (let count = 0; count < 9; count++) await guard(new Request('https://paper.example/webhooks/cleeng', { method: 'POST', body: text, headers: { [`x-sign-${count}`]: 'x' } }), { address: '192.0.2.1' });
  assert.equal(lines.filter((line) => line.includes('webhook.refused')).length, 2);
});
