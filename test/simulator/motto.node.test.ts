import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createMottoSimulator } from '../../src/simulator/motto.js';
import { createTestClock } from '../clock.js';

const clock = createTestClock();
const motto = createMottoSimulator({ clock });
beforeEach(() => { motto.reset(); });

const path = 'https://api.mottostreaming.com/monetization/entitlements/v1';
const headers = { authorization: `Bearer ${motto.token}` };
const least = { project_id: motto.projectId, user_id: '7', offer_id: 'cinema' };
const upsert = async (more: object = {}): Promise<Response> => motto.fetch(path, { method: 'POST', headers, body: JSON.stringify({ ...least, ...more }) });
const list = async (query: Record<string, string> = {}): Promise<Response> => motto.fetch(`${path}?${new URLSearchParams({ project_id: motto.projectId, ...query })}`, { headers });
const rows = async (query?: Record<string, string>): Promise<{ entitlements: Record<string, string>[]; next_page_token: string }> =>
  (await list(query)).json() as Promise<{ entitlements: Record<string, string>[]; next_page_token: string }>;

test('M1: the same three ids twice are one row', async () => {
  await upsert();
  await upsert({ source_id: 'T1' });
  assert.deepEqual((await rows()).entitlements, [{ ...least, source_id: 'T1' }]);
});

test('M2: another source is the same row, or by habit another', async () => {
  motto.habits({ key: 'triple-and-source' });
  await upsert({ source_type: 'cleeng', source_id: 'T1' });
  await upsert({ source_type: 'cleeng', source_id: 'T2' });
  assert.equal(motto.entitlements.length, 2);
});

test('M3: what an upsert leaves out is cleared, or by habit kept', async () => {
  const end = { expiration_time: '2026-11-22T00:00:00Z' };
  await upsert(end);
  await upsert();
  assert.deepEqual(motto.entitlements, [least]);
  motto.habits({ leftOut: 'kept' });
  await upsert(end);
  await upsert();
  assert.deepEqual(motto.entitlements, [{ ...least, ...end }]);
});

const watch = async (user: string): Promise<[number, unknown]> => {
  const said = await motto.fetch('https://cda.mottostreaming.com/motto.cda.streaming.video.v1.VideoService/GetVideo',
    { method: 'POST', headers: { 'x-motto-token': motto.userToken(user) }, body: JSON.stringify({ id: 'the-long-tide' }) });
  return [said.status, ((await said.json()) as { message?: unknown }).message];
};
const held = async (user: string): Promise<unknown[]> => {
  const said = await motto.fetch('https://cda.mottostreaming.com/motto.cda.monetization.entitlement.v1.EntitlementService/ListEntitlements',
    { method: 'POST', headers: { 'x-motto-token': motto.userToken(user) }, body: '{}' });
  return ((await said.json()) as { entitlements: unknown[] }).entitlements;
};

test('M4: at the moment of expiration_time the user’s list no longer shows it', async () => {
  await upsert({ expiration_time: '2026-11-21T12:00:01Z' });
  assert.equal((await held('7')).length, 1);
  await clock.tick(1000);
  assert.deepEqual(await held('7'), []);
  assert.deepEqual(await watch('7'), [403, 'entitlement_missing']);
});

test('M5: without concurrency_limit the row has none', async () => {
  await upsert();
  assert.ok(!('concurrency_limit' in motto.entitlements[0]!));
});

test('M6: concurrency_limit is taken as a number and as a string, and comes back as a string', async () => {
  for (const limit of [3, '3']) {
    await upsert({ concurrency_limit: limit });
    assert.equal(motto.entitlements[0]!.concurrency_limit, '3');
  }
});

const refusals: readonly (readonly [object, number, string])[] = [
  [{ offer_id: 'none' }, 404, 'not_found'], [{ project_id: 'another' }, 403, 'permission_denied'], [{ origin_country_code: 'DEU' }, 400, 'invalid_argument'],
  [{ expiration_time: 'tomorrow' }, 400, 'invalid_argument'], [{ expiration_time: 1_790_000_000 }, 400, 'invalid_argument'], [{ concurrency_limit: 'many' }, 400, 'invalid_argument'],
  [{ user_id: '' }, 400, 'invalid_argument'], [{ offer_id: undefined }, 400, 'invalid_argument'], [{ project_id: undefined }, 400, 'invalid_argument'], [{ source_id: 7 }, 400, 'invalid_argument'],
];
for (const [more, status, code] of refusals) {
  test(`M7: ${JSON.stringify(more)} is ${status} ${code}, and nothing is written`, async () => {
    const said = await upsert(more);
    assert.deepEqual([said.status, ((await said.json()) as { code: string }).code], [status, code]);
    assert.deepEqual(motto.entitlements, []);
  });
}

test('M8: a user whom nobody has seen before may watch once granted', async () => {
  assert.deepEqual(await watch('made up'), [403, 'entitlement_missing']);
  await upsert({ user_id: 'made up' });
  assert.deepEqual(await watch('made up'), [200, undefined]);
});

test('M9: a limit is 429 with Retry-After', async () => {
  motto.fault({ kind: 'status', status: 429, retryAfter: 7, times: 1 });
  const said = await upsert();
  assert.deepEqual([said.status, said.headers.get('retry-after')], [429, '7']);
});

test('M11: a filter finds by user and offer, quoted or escaped, and refuses what it cannot read', async () => {
  for (const user of ['a"b', 'a:b', 'a\\b', 'plain']) await upsert({ user_id: user });
  const found = async (filter: string): Promise<string[]> => (await rows({ filter })).entitlements.map(({ user_id: id }) => id!);
  assert.deepEqual(await found('user_id:"a\\"b"'), ['a"b']);
  assert.deepEqual(await found('user_id:"a:b" and offer_id:cinema'), ['a:b']);
  assert.deepEqual(await found('user_id:a\\:b offer_id:"cinema"'), ['a:b']);
  assert.deepEqual(await found('user_id:"a\\\\b"'), ['a\\b']);
  assert.deepEqual(await found('user_id:plain AND offer_id:festival'), []);
  for (const filter of ['user_id:a:b', 'user_id:"a', 'user_id:"a\\q"', 'source_id:"T1"', 'user_id', 'user_id:plain and', ':x', 'user_id:(a or b)']) {
    assert.equal((await list({ filter })).status, 400, filter);
  }
});

test('a list comes in pages, and an empty token is its end', async () => {
  for (const user of ['1', '2', '3']) await upsert({ user_id: user });
  const first = await rows({ page_size: '2' });
  assert.equal(first.entitlements.length, 2);
  const last = await rows({ page_size: '2', page_token: first.next_page_token });
  assert.deepEqual([last.entitlements.length, last.next_page_token], [1, '']);
  assert.equal((await list({ page_size: '0' })).status, 400);
  assert.equal((await list({ page_token: 'mine' })).status, 400);
});

test('without its token the Studio API says 401, and without a user’s token so does the content side', async () => {
  assert.equal((await motto.fetch(path)).status, 401);
  assert.equal((await motto.fetch('https://cda.mottostreaming.com/motto.cda.streaming.video.v1.VideoService/GetVideo', { method: 'POST', body: '{"id":"the-long-tide"}' })).status, 401);
  assert.equal((await motto.fetch('https://api.mottostreaming.com/elsewhere')).status, 404);
});
