import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { createIntake, type IntakeOptions } from '../../src/bridge/intake.js';
import type { Delivery } from '../../src/bridge/store.js';

const secret = 'a secret of at least thirty-two bytes';
const next = 'the secret that is going to replace it';
const purchase = { broadcasterId: 123456789, topic: 'transactionCreated', data: { customerId: 700000001, offerId: 'S100000001_DE', customerEmail: 'reader@example.com' } };
const hmac = (body: string, key = secret, encoding: 'hex' | 'base64' = 'hex'): string => createHmac('sha256', key).update(body).digest(encoding);

/** An intake, what it has written and what it has said. */
function open(more: Partial<IntakeOptions> = {}) {
  const written: [Delivery, string | null][] = [];
  const said: string[] = [];
  const marked: string[] = [];
  const store = { receive: async (delivery: Delivery, customerId: string | null): Promise<void> => void written.push([delivery, customerId]) };
  const take = createIntake({
    store, publisherId: '123456789', secrets: [secret], offers: () => ['S100000001_DE', 'P100000003'],
    onMark: (customerId) => marked.push(customerId),
    log: (level, event, fields) => said.push(JSON.stringify([level, event, fields])), ...more,
  });
  const deliver = async (body: string, signature: string | null = hmac(body)): Promise<Response> =>
    take(new Request('https://bridge.example/webhooks/cleeng', { method: 'POST', body, headers: signature === null ? {} : { [more.header ?? 'x-cleeng-signature']: signature } }));
  return { take, deliver, written, said, marked };
}
const text = JSON.stringify(purchase);
const about = (topic: string, data: unknown, broadcasterId = 123456789): string => JSON.stringify({ broadcasterId, topic, data });

for (const [name, more, body, signature, status] of [
  ['signed', {}, text, hmac(text), 204],
  ['signed in base64', { encoding: 'base64' }, text, hmac(text, secret, 'base64'), 204],
  ['signed in a header of another name', { header: 'x-other' }, text, hmac(text), 204],
  ['signed with the older of two secrets', { secrets: [next, secret] }, text, hmac(text), 204],
  ['signed with the newer of two secrets', { secrets: [next, secret] }, text, hmac(text, next), 204],
  ['signed with a secret that is not known yet', {}, text, hmac(text, next), 503],
  ['changed by one byte', {}, text.replace('700000001', '700000002'), hmac(text), 503],
  ['written anew with other spaces', {}, JSON.stringify(purchase, null, 1), hmac(text), 503],
  ['not signed', {}, text, null, 401],
  ['with half a signature', {}, text, hmac(text).slice(32), 401],
  ['that is no JSON', {}, 'hello', hmac('hello'), 400],
  ['without a topic', {}, '{}', hmac('{}'), 400],
  ['of more than 64 kB', {}, 'x'.repeat(65_537), hmac('x'.repeat(65_537)), 413],
] as const) {
  test(`a delivery ${name} is answered ${status} and ${status === 204 ? '' : 'not '}written`, async () => {
    const { deliver, written, marked } = open(more);
    assert.equal((await deliver(body, signature)).status, status);
    assert.deepEqual([written.length, marked], status === 204 ? [1, ['700000001']] : [0, []]);
  });
}

test('the inbox holds the very bytes that came, and the hash of them', async () => {
  const { deliver, written } = open();
  const body = text.replace('{', '{ \r\n');
  await deliver(body);
  const [[delivery, customerId]] = written as [[Delivery, string]];
  assert.deepEqual([Buffer.from(delivery.body).toString(), delivery.topic, customerId], [body, 'transactionCreated', '700000001']);
  assert.equal(delivery.sha256, createHash('sha256').update(body).digest('hex'));
});

test('only a POST is a delivery', async () => {
  const response = await open().take(new Request('https://bridge.example/webhooks/cleeng'));
  assert.deepEqual([response.status, response.headers.get('allow')], [405, 'POST']);
});

test('a delivery that could not be written is to be sent again, and wakes nobody', async () => {
  const { deliver, marked, said } = open({ store: { receive: async () => Promise.reject(new Error('no space left on device, near reader@example.com')) } });
  const response = await deliver(text);
  assert.deepEqual([response.status, response.headers.get('retry-after'), marked], [503, '5', []]);
  assert.equal(said.length, 1);
  assert.doesNotMatch(said.join(''), /reader@/);
});

test('a bell that fails does not undo what was written', async () => {
  const { deliver, written } = open({ onMark: () => { throw new Error('no bell'); } });
  assert.equal((await deliver(text)).status, 204);
  assert.equal(written.length, 1);
});

for (const [name, body, event] of [
  ['names no customer', about('customerRegistered', { email: 'reader@example.com' }), 'delivery.nobody'],
  ['has no data', about('transactionCreated', undefined), 'delivery.nobody'],
  ['is about another publisher', about('transactionCreated', { customerId: 700000001 }, 987654321), 'delivery.stranger'],
] as const) {
  test(`a delivery that ${name} is kept for nobody, and warned about`, async () => {
    const { deliver, written, marked, said } = open();
    assert.equal((await deliver(body)).status, 204);
    assert.deepEqual([written.map(([, customerId]) => customerId), marked], [[null], []]);
    assert.match(said.join(''), new RegExp(`^\\["warn","${event}"`));
    assert.doesNotMatch(said.join(''), /reader@/);
  });
}

test('the change of an offer that the mapping names is told, by its short name too, and its end is warned about', async () => {
  const heard: string[] = [];
  const { deliver, said, written } = open({ onOffer: (offerId) => heard.push(offerId) });
  for (const [topic, offerId] of [['offerUpdated', 'S100000001'], ['offerDeactivated', 'P100000003'], ['offerUpdated', 'S999999999']] as const) {
    assert.equal((await deliver(about(topic, { offerId }))).status, 204);
  }
  assert.deepEqual(heard, ['S100000001', 'P100000003']);
  assert.deepEqual(said, [JSON.stringify(['warn', 'offer.gone', { offerId: 'P100000003', mapped: ['P100000003'] }])]);
  assert.equal(written.length, 3);
});

test('the log tells a wrong signature from none, and from one in another header', async () => {
  const { deliver, take, said } = open();
  const reasons = (): unknown[] => said.splice(0).map((line) => { const [, event, { reason, others }] = JSON.parse(line) as [string, string, { reason: string; others?: string[] }]; return [event, reason.split(':')[0], others]; });
  await deliver(text, hmac(text, next));
  await deliver(text, hmac(text, secret, 'base64'));
  await deliver(text, null);
  await take(new Request('https://bridge.example/webhooks/cleeng', { method: 'POST', body: text, headers: { 'x-request-signature': hmac(text) } }));
  assert.deepEqual(reasons(), [
    ['delivery.refused', 'none of our secrets made the signature', undefined],
    ['delivery.refused', 'what the header holds is no signature in this encoding', undefined],
    ['delivery.refused', 'the header is not there, so it is unsigned', undefined],
    ['delivery.refused', 'the header is not there, so it is unsigned', ['x-request-signature']],
  ]);
});

test('a topic of strange letters does not reach log or inbox as it came', async () => {
  const { deliver, written } = open();
  assert.equal((await deliver(about('<script>\n"', { customerId: 7 }))).status, 204);
  assert.equal(written[0]![0].topic, '?script???');
});

for (const secrets of [[], ['too short'], ['x'.repeat(65)]]) {
  test(`an intake is not opened with ${secrets.length ? `a secret of ${secrets[0]!.length} bytes` : 'no secret'}`, () => {
    assert.throws(() => open({ secrets }), (error: Error) => error instanceof TypeError && !error.message.includes('too short'));
  });
}
