import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { SinkError } from '../../../src/bridge/sink.js';
import type { MottoOptions } from '../../../src/bridge/sinks/motto-options.js';
import { mottoSink } from '../../../src/bridge/sinks/motto.js';
import { createMottoSimulator, type MottoEntitlement } from '../../../src/simulator/motto.js';
import { createTestClock } from '../../clock.js';
import { aRight, noon } from './right.js';

const clock = createTestClock();
const motto = createMottoSimulator({ clock });
beforeEach(() => { motto.reset(); });

const sinkOf = (more: Partial<MottoOptions> = {}): ReturnType<typeof mottoSink> =>
  mottoSink({ projectId: motto.projectId, token: motto.token, fetch: motto.fetch, clock, perSecond: false, ...more });
const sink = sinkOf();
const calls = (call: string): unknown[] => motto.requests.filter((request) => request.call === call).map(({ body }) => body);
const sent = (): Partial<MottoEntitlement> => (calls('upsert').at(-1) ?? {});

type Fields = readonly [what: string, right: Parameters<typeof aRight>[0], field: keyof MottoEntitlement, value: string | undefined];
const fields: readonly Fields[] = [
  ['is the project that was configured', {}, 'project_id', 'the-lamp'],
  ['is the account of the right', { account: 'reader 7' }, 'user_id', 'reader 7'],
  ['is the target of the mapping', { target: 'festival' }, 'offer_id', 'festival'],
  ['is the horizon, in RFC 3339', {}, 'expiration_time', '2026-11-23T12:00:00Z'],
  ['is the last moment of all where the right is for ever', { validUntil: null }, 'expiration_time', '9999-12-31T23:59:59Z'],
  ['is what the mapping’s row says, as a string', { row: { concurrencyLimit: 5 } }, 'concurrency_limit', '5'],
  ['is else what Motto’s offer says', {}, 'concurrency_limit', '3'],
  ['is left out only where the operator wrote unlimited', { row: { concurrencyLimit: 'unlimited' } }, 'concurrency_limit', undefined],
  ['is where it was bought', { country: 'DE' }, 'origin_country_code', 'DE'],
  ['is in capitals', { country: 'de' }, 'origin_country_code', 'DE'],
  ['is left out where nobody knows', { country: '' }, 'origin_country_code', undefined],
  ['is left out where it is no country', { country: 'DEU' }, 'origin_country_code', undefined],
  ['is always cleeng', {}, 'source_type', 'cleeng'],
  ['is the transaction', {}, 'source_id', 'T555555'],
];
for (const [what, more, field, value] of fields) {
  test(`${field} ${what}`, async () => {
    assert.deepEqual(await sink.grant(aRight(more)), { outcome: 'applied', remoteId: null });
    assert.equal(sent()[field], value);
    assert.deepEqual(motto.entitlements, [sent()]);
  });
}

test('source_id is the subscription where there is no transaction, and left out where there is neither', async () => {
  const { transactionId: _, ...without } = aRight();
  await sink.grant(without);
  assert.equal(sent().source_id, '280000001');
  const { subscriptionId: __, ...neither } = without;
  await sink.grant(neither);
  assert.ok(!('source_id' in sent()));
});

test('nothing is sent but the eight fields of the page', async () => {
  await sink.grant(aRight({ row: { concurrencyLimit: 1 } }));
  assert.deepEqual(Object.keys(sent()).sort(), ['concurrency_limit', 'expiration_time', 'offer_id', 'origin_country_code', 'project_id', 'source_id', 'source_type', 'user_id']);
});

test('the token travels in the Authorization header, and nowhere else', async () => {
  const seen: [string, Headers][] = [];
  await sinkOf({ fetch: async (url, init) => {
    seen.push([url + (init.body as string | undefined ?? ''), new Headers(init.headers)]);
    return motto.fetch(url, init);
  } }).grant(aRight());
  assert.ok(seen.every(([text, headers]) => headers.get('authorization') === `Bearer ${motto.token}` && !text.includes(motto.token)));
});

test('the limits of all offers are read once, also when it is on a later page', async () => {
  const small = createMottoSimulator({ clock, longestPage: 1 });
  const own = sinkOf({ fetch: small.fetch });
  await own.grant(aRight({ target: 'festival' }));
  await own.grant(aRight({ target: 'cinema', account: '2' }));
  assert.deepEqual(small.entitlements.map(({ concurrency_limit: limit }) => limit), ['2', '3']);
  assert.equal(small.requests.filter(({ call }) => call === 'offers').length, 3, 'a page of each offer');
});

test('an offer without a limit waits for a person who writes one, or that there is none', async () => {
  const right = aRight({ target: 'harbour' });
  const said = await sink.grant(right);
  assert.equal(said.outcome, 'stuck');
  assert.ok('problem' in said && said.problem.code === 'misconfigured' && said.problem.message.includes('"unlimited"'));
  assert.equal((await sinkOf({ concurrencyLimit: 'unlimited' }).grant(right)).outcome, 'applied');
});

test('the same grant once more writes nothing', async () => {
  await sink.grant(aRight());
  assert.deepEqual(await sink.grant(aRight()), { outcome: 'unchanged', remoteId: null });
  assert.equal(calls('upsert').length, 1);
});

test('a renewal moves the end of the same row', async () => {
  await sink.grant(aRight());
  assert.equal((await sink.grant(aRight({ validUntil: noon + 500_000, transactionId: 'T2' }))).outcome, 'applied');
  assert.deepEqual(motto.entitlements.map(({ source_id: id, expiration_time: end }) => [id, end]), [['T2', '2026-11-27T06:53:20Z']]);
});

test('revoking ends the row a minute ago, and keeps the rest of it', async () => {
  await sink.grant(aRight());
  const before = motto.entitlements[0]!;
  assert.deepEqual(await sink.revoke(aRight()), { outcome: 'applied', remoteId: null });
  assert.deepEqual(motto.entitlements, [{ ...before, expiration_time: '2026-11-21T11:59:00Z' }]);
  assert.ok(!motto.mayWatch('702813501', 'cinema'));
});

test('revoking what has ended, or what is not there, writes nothing', async () => {
  assert.deepEqual(await sink.revoke(aRight()), { outcome: 'unchanged', remoteId: null });
  await sink.grant(aRight());
  await sink.revoke(aRight());
  assert.deepEqual(await sink.revoke(aRight()), { outcome: 'unchanged', remoteId: null });
  assert.equal(calls('upsert').length, 2);
});

test('after a revocation the next grant opens it again', async () => {
  await sink.grant(aRight());
  await sink.revoke(aRight());
  await sink.grant(aRight());
  assert.ok(motto.mayWatch('702813501', 'cinema'));
  assert.equal(motto.entitlements.length, 1);
});

test('observe says what stands there', async () => {
  assert.equal(await sink.observe(aRight()), null);
  await sink.grant(aRight());
  assert.deepEqual(await sink.observe(aRight()), { remoteId: null, active: true, validUntil: noon + 172_800, owner: 'us' });
  await sink.revoke(aRight());
  assert.deepEqual(await sink.observe(aRight()), { remoteId: null, active: false, validUntil: noon - 60, owner: 'us' });
  motto.put({ user_id: 'else', offer_id: 'cinema', source_type: 'motto' });
  assert.deepEqual(await sink.observe(aRight({ account: 'else' })), { remoteId: null, active: true, validUntil: null, owner: 'other' });
  motto.put({ user_id: 'hand', offer_id: 'cinema' });
  assert.equal((await sink.observe(aRight({ account: 'hand' })))?.owner, 'undetermined');
});

test('observe is unknown while Motto does not answer', async () => {
  motto.fault({ kind: 'status', status: 503, call: 'list' });
  await assert.rejects(sink.observe(aRight()), (error) => error instanceof SinkError && error.problem.status === 503);
});

const accounts = ['a"b', 'a:b', 'a\\b', '"', '\\', '\\"', 'a and b', 'and', 'user_id:x', '(a)', '{a}', 'a*', '<a>', 'ümläut 🎬', 'a&filter=b', "a'b", 'a+b%20c', '/../'];
for (const account of accounts) {
  test(`a user called ${account} is found again, and nobody else is`, async () => {
    motto.put({ user_id: 'a', offer_id: 'cinema', source_type: 'motto' });
    motto.put({ user_id: 'ab', offer_id: 'cinema', source_type: 'motto' });
    await sink.grant(aRight({ account }));
    assert.deepEqual(await sink.grant(aRight({ account })), { outcome: 'unchanged', remoteId: null });
    assert.equal((await sink.revoke(aRight({ account }))).outcome, 'applied');
    assert.equal(motto.entitlements.filter(({ user_id: id }) => id === account).length, 1);
  });
}

for (const account of ['', 'a\nb', 'a\u0000b']) {
  test(`a user that no filter can name (${JSON.stringify(account)}) is for a person`, async () => {
    const said = await sink.grant(aRight({ account }));
    assert.ok(said.outcome === 'stuck' && said.problem.code === 'no-account');
    assert.deepEqual(motto.entitlements, []);
  });
}
