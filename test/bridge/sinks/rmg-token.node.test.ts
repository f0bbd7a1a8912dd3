import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Applied } from '../../../src/bridge/sink.js';
import { openPlatform, product, type Platform } from './rmg.js';

const tokens = ({ requests }: Platform): number => requests('token').length;
const outcomes = (all: readonly Applied[]): string[] => [...new Set(all.map(({ outcome }) => outcome))];
/** Many assertions at once, each about a right of its own. */
const many = async ({ sink, right, platform }: Platform, count: number): Promise<Applied[]> =>
  Promise.all(Array.from({ length: count }, async (_, index) => {
    platform.addAccount(`account-${index}`);
    return sink.grant(right({ account: `account-${index}` }));
  }));

test('the password grant is sent once, as a form, and its token serves until shortly before it ends', async () => {
  const forms: string[] = [];
  const open = openPlatform();
  const sink = open.another({ fetch: async (url, init) => {
    if (url.includes('/keycloak/')) forms.push(`${url} ${init.body as string}`);
    return open.platform.fetch(url, init);
  } });
  await sink.grant(open.right());
  await open.clock.tick(269_000);
  await sink.grant(open.right());
  assert.deepEqual(forms.map((form) => form.split(' ')[0]), ['https://operator.example:8443/keycloak/auth/realms/nagra/protocol/openid-connect/token']);
  assert.deepEqual(Object.fromEntries(new URLSearchParams(forms[0]!.split(' ')[1])), {
    grant_type: 'password', username: 'crm_client_user', password: 'simulated-password', client_id: 'crm_client',
  });
  await open.clock.tick(2000);
  await sink.grant(open.right());
  assert.match(forms[1] ?? '', /grant_type=refresh_token/);
  assert.doesNotMatch(forms[1] ?? '', /password=/);
});

test('however many ask at once, one token is fetched; and one when it ends', async () => {
  const open = openPlatform();
  assert.deepEqual(outcomes(await many(open, 50)), ['applied']);
  assert.equal(tokens(open), 1);
  await open.clock.tick(300_000);
  await many(open, 50);
  assert.equal(tokens(open), 2);
});

test('over a day of sweeps the token is refreshed, and no request is refused for it', async () => {
  const open = openPlatform();
  for (let minutes = 0; minutes < 24 * 60; minutes += 4) {
    await open.sink.grant(open.right());
    await open.clock.tick(240_000);
  }
  assert.deepEqual(open.requests().filter(({ status }) => status === 403), []);
  assert.ok(tokens(open) <= 24 * 60 / 4);
});

test('a token that is refused in the middle is replaced once, and what was refused is repeated', async () => {
  for (const refusesToken of [401, 403] as const) {
    for (const which of ['sessions', 'access'] as const) {
      const open = openPlatform();
      open.platform.habits({ refusesToken });
      await open.sink.grant(open.right());
      open.platform.revokeTokens(which);
      await open.clock.tick(1000);
      assert.deepEqual(outcomes(await many(open, 50)), ['applied']);
      assert.equal(tokens(open), 2);
    }
  }
});

test('when a new token is refused too, a person is asked, and Keycloak is left alone for a minute', async () => {
  for (const status of [401, 403]) {
    const open = openPlatform();
    open.platform.fault({ kind: 'status', call: 'update', status });
    const applied = await open.sink.grant(open.right());
    assert.equal(applied.outcome, 'stuck');
    assert.equal(applied.problem.code, 'credentials');
    assert.match(applied.problem.message, /a new token was refused as well, so look at the operator's role/);
    assert.deepEqual([open.requests('update').length, tokens(open)], [2, 2]);
    assert.deepEqual(outcomes(await many(open, 20)), ['stuck']);
    assert.equal(tokens(open), 2);
    await open.clock.tick(61_000);
    await open.sink.grant(open.right());
    assert.equal(tokens(open), 3);
    open.platform.mend();
    assert.deepEqual(outcomes(await many(open, 20)), ['applied']);
  }
});

test('a wrong password is for a person, is not tried again for a minute and is never quoted', async () => {
  const open = openPlatform({ password: 'not-the-password' });
  const all = await many(open, 20);
  assert.deepEqual(outcomes(all), ['stuck']);
  assert.equal(tokens(open), 1);
  const said = JSON.stringify(all);
  assert.match(said, /refused the operator's user name, password or client \(401: invalid_grant\)/);
  assert.doesNotMatch(said, /not-the-password|crm_client_user/);
  await open.clock.tick(59_000);
  await open.sink.grant(open.right());
  assert.equal(tokens(open), 1);
  await open.clock.tick(2000);
  await open.sink.grant(open.right());
  assert.equal(tokens(open), 2);
  await assert.rejects(open.another({ clientId: 'nobody' }).start!(), { message: /^rmg: the token endpoint refused .* \(401: invalid_client\)$/ });
});

test('a token endpoint that is ill is waited for, and nothing of the form comes back in words', async () => {
  const open = openPlatform();
  const mirror = open.another({ fetch: async (_, init) => new Response(`cannot handle ${init.body as string}`, { status: 502 }) });
  const applied = await mirror.grant(open.right());
  assert.deepEqual(applied, { outcome: 'again', problem: { code: 'service', status: 502, message: 'the token endpoint answered 502' } });
  for (const [fault, code] of [[{ kind: 'reset' }, 'network'], [{ kind: 'html' }, 'malformed'], [{ kind: 'json', body: { token_type: 'bearer' } }, 'malformed'], [{ kind: 'status', status: 429, retryAfter: 7 }, 'limited']] as const) {
    open.platform.mend();
    open.platform.fault({ ...fault, call: 'token' });
    const said = await open.sink.grant(open.right());
    assert.equal(said.outcome, 'again');
    assert.equal(said.problem.code, code);
    assert.equal(said.problem.retryAfter, code === 'limited' ? 7 : undefined);
  }
  open.platform.mend();
  assert.equal((await open.sink.grant(open.right())).outcome, 'applied');
});

test('a refresh token that no longer holds is followed by the password', async () => {
  const open = openPlatform();
  await open.sink.grant(open.right());
  open.platform.revokeTokens();
  await open.clock.tick(280_000);
  assert.equal((await open.sink.grant(open.right())).outcome, 'applied');
  assert.deepEqual(open.platform.requests.filter(({ call }) => call === 'token').map(({ status }) => status), [200, 400, 200]);
});

test('who gives up waiting for a token gives up alone', async () => {
  const open = openPlatform();
  open.platform.fault({ kind: 'latency', call: 'token', ms: 3000, times: 1 });
  const gone = new AbortController();
  const [first, second] = [open.sink.grant(open.right(), { signal: gone.signal }), open.sink.grant(open.right({ target: 'free', row: { productType: 'FREE' } }))];
  await open.clock.tick(1000);
  gone.abort(new Error('the lease is over'));
  await assert.rejects(first, { message: 'the lease is over' });
  await open.clock.tick(3000);
  assert.equal((await second).outcome, 'applied');
  assert.deepEqual([tokens(open), open.platform.rows().length], [1, 1]);
});

test('a confidential client sends its secret', async () => {
  const operator = { username: 'user', password: 'pass', clientId: 'crm', clientSecret: 'client-secret' };
  const open = openPlatform({ clientSecret: 'client-secret' }, { operator });
  assert.equal((await open.sink.grant(open.right())).outcome, 'applied');
  assert.equal((await open.another({ clientSecret: 'another' }).grant(open.right())).outcome, 'stuck');
});

test('it is tried by reading: the sign-in and the tenant; which products there are it cannot tell', async () => {
  const open = openPlatform();
  const inspect = async (more = {}) => open.another(more).inspect!([]);
  assert.deepEqual(await inspect(), { complaints: [], targets: false });
  assert.deepEqual((await inspect({ tenant: 'operator-tvv' })).complaints, [{ code: 'rejected', message: 'Rights Manager does not know the tenant operator-tvv; correct tenant' }]);
  assert.equal((await inspect({ password: 'wrong-password' })).complaints[0]?.code, 'credentials');
  open.platform.habits({ emptyList: 404 });
  assert.deepEqual((await inspect()).complaints, [], 'an empty list is no missing tenant');
});

test('start refuses what a person must mend and lets pass what passes', async () => {
  const open = openPlatform();
  await open.sink.start!();
  assert.equal(open.platform.rows().some(({ productId }) => productId === product), false);
  open.platform.fault({ kind: 'status', call: 'list', status: 503 });
  await open.sink.start!();
  open.platform.mend();
  open.platform.fault({ kind: 'status', call: 'list', status: 400, message: 'Unknown header' });
  await assert.rejects(open.sink.start!(), { message: 'rmg: answered 400: Unknown header' });
});
