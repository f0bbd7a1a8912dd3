import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import fc from 'fast-check';
import type { Applied } from '../../../src/bridge/sink.js';
import type { MottoOptions } from '../../../src/bridge/sinks/motto-options.js';
import { mottoSink } from '../../../src/bridge/sinks/motto.js';
import { createMottoSimulator, type MottoCall } from '../../../src/simulator/motto.js';
import type { PlatformFault } from '../../../src/simulator/platform-faults.js';
import { createTestClock } from '../../clock.js';
import { aRight, noon } from './right.js';

const clock = createTestClock();
const motto = createMottoSimulator({ clock });
beforeEach(() => { motto.reset(); });

const sinkOf = (more: Partial<MottoOptions> = {}): ReturnType<typeof mottoSink> =>
  mottoSink({ projectId: motto.projectId, token: motto.token, fetch: motto.fetch, clock, perSecond: false, ...more });
const count = (call: MottoCall): number => motto.requests.filter((request) => request.call === call).length;
const codeOf = (applied: Applied): string => ('problem' in applied ? `${applied.outcome} ${applied.problem.code}` : applied.outcome);

const answers: readonly (readonly [what: string, fault: PlatformFault<MottoCall>, code: string])[] = [
  ['400', { kind: 'status', status: 400 }, 'stuck rejected'],
  ['401', { kind: 'status', status: 401 }, 'again credentials'],
  ['403', { kind: 'status', status: 403 }, 'stuck credentials'],
  ['404', { kind: 'status', status: 404 }, 'stuck rejected'],
  ['409', { kind: 'status', status: 409 }, 'again conflict'],
  ['412', { kind: 'status', status: 412 }, 'stuck rejected'],
  ['429', { kind: 'status', status: 429, retryAfter: 0 }, 'again limited'],
  ['500', { kind: 'status', status: 500 }, 'again service'],
  ['503', { kind: 'status', status: 503 }, 'again service'],
  ['a page of HTML', { kind: 'html' }, 'again malformed'],
  ['an empty answer', { kind: 'empty' }, 'again malformed'],
  ['JSON of another shape', { kind: 'json', body: [] }, 'again malformed'],
  ['JSON that says something else', { kind: 'json', body: { ok: true } }, 'again malformed'],
  ['a redirect', { kind: 'redirect' }, 'stuck redirected'],
  ['a reset', { kind: 'reset' }, 'again network'],
  ['a lost reply', { kind: 'lost-reply' }, 'again network'],
];
for (const [what, fault, code] of answers) {
  for (const call of ['list', 'upsert'] as const) {
    test(`${what} in the middle (${call}) is ${code}, and the next assertion mends it`, async () => {
      const sink = sinkOf();
      motto.fault({ ...fault, call, times: 1 });
      assert.equal(codeOf(await sink.grant(aRight())), code);
      assert.match(codeOf(await sink.grant(aRight())), /^(applied|unchanged)$/);
      motto.fault({ ...fault, call, times: 1 });
      assert.equal(codeOf(await sink.revoke(aRight())), code);
      assert.match(codeOf(await sink.revoke(aRight())), /^(applied|unchanged)$/);
      assert.ok(!motto.mayWatch('702813501', 'cinema'));
      assert.equal(motto.entitlements.length, 1);
    });
  }
}

for (const kind of ['hang', 'trickle'] as const) {
  test(`a ${kind} ends at the deadline, as a timeout`, async () => {
    motto.fault({ kind, call: 'upsert', times: 1 });
    const said = sinkOf().grant(aRight());
    await clock.tick(8000);
    assert.equal(codeOf(await said), 'again timeout');
    assert.equal(clock.waiting, 0);
  });
}

test('a slow answer is waited for, and a doubled delivery leaves one row', async () => {
  motto.fault({ kind: 'latency', ms: 5000, call: 'upsert', times: 1 });
  const said = sinkOf().grant(aRight());
  await clock.tick(5000);
  assert.equal(codeOf(await said), 'applied');
  motto.fault({ kind: 'twice', call: 'upsert', times: 1 });
  assert.equal(codeOf(await sinkOf().grant(aRight({ validUntil: noon + 9 }))), 'applied');
  assert.equal(motto.entitlements.length, 1);
});

test('after 429 nobody calls this project before Retry-After has passed', async () => {
  const sink = sinkOf();
  motto.fault({ kind: 'status', status: 429, retryAfter: 30, call: 'list', times: 1 });
  const said = await sink.grant(aRight());
  assert.ok(said.outcome === 'again' && said.problem.retryAfter === 30);
  const before = motto.requests.length;
  assert.equal(codeOf(await sink.revoke(aRight({ account: 'another' }))), 'again limited');
  assert.equal(motto.requests.length, before);
  await clock.tick(30_000);
  assert.equal(codeOf(await sink.grant(aRight())), 'applied');
});

test('the body of a refusal is kept as text for an operator, the user’s address is not', async () => {
  motto.fault({ kind: 'status', status: 400, message: 'reader@example.com may not', call: 'upsert' });
  const said = await sinkOf().grant(aRight());
  assert.ok('problem' in said && said.problem.message === 'answered 400: invalid_argument [left out] may not');
});

test('M10: somebody else’s row is left alone, by grant and by revoke', async () => {
  motto.put({ user_id: '702813501', offer_id: 'cinema', source_type: 'motto', source_id: 'sale-1', expiration_time: '2027-01-01T00:00:00Z' });
  const before = motto.entitlements;
  const foreign = { outcome: 'foreign', observed: { remoteId: null, active: true, validUntil: Date.UTC(2027, 0, 1) / 1000, owner: 'other' } };
  assert.deepEqual(await sinkOf().grant(aRight()), foreign);
  assert.deepEqual(await sinkOf().revoke(aRight()), foreign);
  assert.deepEqual(motto.entitlements, before);
  assert.equal(count('upsert'), 0);
});

test('an operator may have it taken over', async () => {
  motto.put({ user_id: '702813501', offer_id: 'cinema', source_type: 'motto' });
  assert.equal(codeOf(await sinkOf({ takeOver: true }).grant(aRight())), 'applied');
  assert.deepEqual(motto.entitlements.map(({ source_type: source }) => source), ['cleeng']);
});

test('a row without a source is ours to write', async () => {
  motto.put({ user_id: '702813501', offer_id: 'cinema' });
  assert.equal(codeOf(await sinkOf().grant(aRight())), 'applied');
});

test('M12: beside Motto’s own Cleeng integration nothing starts and nothing is written', async () => {
  motto.integrate();
  await assert.rejects(sinkOf().start!(), /Motto's own Cleeng integration/);
  assert.equal(codeOf(await sinkOf().grant(aRight())), 'stuck misconfigured');
  assert.equal(count('upsert'), 0);
});

for (const [what, prepare] of [
  ['the API does not tell', () => { motto.habits({ tellsIntegrations: false }); }],
  ['the account may not look', () => { motto.fault({ kind: 'status', status: 403, call: 'integrations' }); }],
] as const) {
  test(`where ${what} of integrations, an operator has to`, async () => {
    prepare();
    await assert.rejects(sinkOf().start!(), /cleengIntegration: "none"/);
    const told = sinkOf({ cleengIntegration: 'none' });
    await told.start!();
    assert.equal(codeOf(await told.grant(aRight())), 'applied');
  });
}

test('what an operator has said does not count against an integration that is seen', async () => {
  motto.integrate();
  await assert.rejects(sinkOf({ cleengIntegration: 'none' }).start!(), /Motto's own Cleeng integration/);
});

test('a wrong token keeps from starting; a Motto that is down does not, and is asked before the first write', async () => {
  await assert.rejects(sinkOf({ token: 'another-token-0123' }).start!(), { message: /^motto: refuses the token \(answered 401: unauthenticated invalid token\)$/ });
  const sink = sinkOf();
  motto.fault({ kind: 'status', status: 503, call: 'integrations', times: 2 });
  await sink.start!();
  assert.equal(codeOf(await sink.grant(aRight())), 'again service');
  motto.integrate();
  assert.equal(codeOf(await sink.grant(aRight())), 'stuck misconfigured');
});

test('a project that the token does not reach keeps from starting, and is not taken for one without integrations', async () => {
  const advice = /^motto: does not let this token into project the-lampp; look at projectId, .* \(answered 403: permission_denied no access to this project\)$/;
  await assert.rejects(sinkOf({ projectId: 'the-lampp' }).start!(), { message: advice });
  motto.fault({ kind: 'status', status: 404, call: 'offers' });
  motto.habits({ tellsIntegrations: false });
  await assert.rejects(sinkOf().start!(), { message: /does not let this token into project the-lamp; .*answered 404/ });
});

test('it is tried by reading: the token, the project, the offers that rows name, and their limits', async () => {
  const rows = ['cinema', 'cinemaa', 'harbour'].map((target) => ({ offers: ['S1'], sink: 'motto', target, row: {} }));
  const inspect = async (more: Partial<MottoOptions> = {}) => sinkOf(more).inspect!(rows);
  assert.deepEqual(await inspect(), { targets: true, complaints: [
    { code: 'no-product', message: 'project the-lamp has no offer cinemaa', target: 'cinemaa', known: ['cinema', 'festival', 'harbour'] },
    { code: 'misconfigured', message: 'offer harbour has no concurrency_limit; write concurrencyLimit, a number or "unlimited"', target: 'harbour' },
  ] });
  assert.deepEqual((await inspect({ concurrencyLimit: 2 })).complaints.map(({ target }) => target), ['cinemaa']);
  assert.deepEqual((await inspect({ token: 'another-token-0123' })).complaints, [{ code: 'credentials', message: 'refuses the token (answered 401: unauthenticated invalid token)' }]);
  motto.fault({ kind: 'reset' });
  assert.deepEqual(await inspect(), { targets: false, complaints: [{ code: 'network', message: 'could not be reached, or the connection broke' }] });
  assert.equal(count('upsert'), 0);
});

test('a token may be a function, asked before each call', async () => {
  const tokens = ['another-token-0123', motto.token];
  const sink = sinkOf({ token: () => tokens.shift() ?? motto.token });
  assert.equal(codeOf(await sink.grant(aRight())), 'again credentials');
  assert.equal(codeOf(await sink.grant(aRight())), 'applied');
});

test('an offer that the project does not have is for a person', async () => {
  assert.equal(codeOf(await sinkOf().grant(aRight({ target: 'nothing' }))), 'stuck no-product');
  assert.equal(codeOf(await sinkOf({ concurrencyLimit: 1 }).grant(aRight({ target: 'nothing' }))), 'stuck rejected');
});

test('a project that the token may not see is for a person', async () => {
  assert.equal(codeOf(await sinkOf({ projectId: 'another', cleengIntegration: 'none' }).grant(aRight())), 'stuck credentials');
});

test('a call that is given up rejects with the reason of its signal', async () => {
  const [own, reason] = [new AbortController(), new Error('stopping')];
  motto.fault({ kind: 'hang', call: 'list' });
  const said = sinkOf().grant(aRight(), { signal: own.signal });
  await clock.tick(10);
  own.abort(reason);
  await assert.rejects(said, reason);
});

const wrong: readonly (readonly [Partial<MottoOptions>, RegExp])[] = [
  [{ projectId: '' }, /projectId takes/], [{ projectId: 'a/b' }, /projectId takes/], [{ token: '' }, /motto: token is not set/], [{ token: 'undefined' }, /token is not set/],
  [{ base: 'http://api.example.com', fetch: undefined }, /base takes an https address/], [{ concurrencyLimit: 0 }, /concurrencyLimit takes/], [{ perSecond: 0 }, /perSecond takes/],
];
for (const [options, message] of wrong) {
  test(`refuses ${JSON.stringify(options)}`, () => { assert.throws(() => sinkOf(options), (error) => error instanceof TypeError && message.test(error.message)); });
}

test('a mapping’s row may say concurrencyLimit and lifetime, and nothing else', () => {
  const { readRow, facet } = sinkOf();
  for (const row of [{}, { concurrencyLimit: 2 }, { concurrencyLimit: 'unlimited', lifetime: 'perpetual' }]) assert.equal(readRow(row), row);
  for (const row of [{ concurrencyLimit: '2' }, { concurrencyLimit: 0 }, { lifetime: 'long' }, { concurency: 2 }]) assert.throws(() => readRow(row), TypeError);
  assert.equal(facet({}), '');
});

const step = fc.record({
  act: fc.constantFrom('grant' as const, 'revoke' as const, 'observe' as const),
  days: fc.integer({ min: 1, max: 40 }),
  transactionId: fc.constantFrom('T1', 'T2', 'T3'),
  fault: fc.constantFrom(undefined, 'lost-reply' as const, 'twice' as const, 'reset' as const, 'status' as const, 'html' as const),
  call: fc.constantFrom('list' as const, 'upsert' as const),
});
const habits = fc.record({ leftOut: fc.constantFrom('cleared' as const, 'kept' as const), key: fc.constantFrom('triple' as const, 'triple-and-source' as const) });

test('whatever was granted, revoked and lost before, it ends where the last assertion that got through says', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), habits, async (steps, ways) => {
    motto.reset();
    motto.habits(ways);
    const sinks = [sinkOf(), sinkOf()];
    for (const [index, { act, days, transactionId, fault, call }] of steps.entries()) {
      if (fault) motto.fault({ kind: fault, call, times: 1 });
      const right = aRight({ validUntil: noon + days * 86_400, transactionId });
      await sinks[index % 2]![act](right).catch(() => undefined);
      motto.mend();
    }
    const { days, transactionId } = steps.at(-1)!;
    const right = aRight({ validUntil: noon + days * 86_400, transactionId });
    await sinks[0]!.grant(right);
    assert.ok(motto.mayWatch('702813501', 'cinema'));
    assert.ok(motto.entitlements.some(({ expiration_time: end, source_id: id }) => id === transactionId && Date.parse(end!) === right.validUntil! * 1000));
    await sinks[1]!.revoke(right);
    assert.ok(!motto.mayWatch('702813501', 'cinema'));
    if (ways.key === 'triple') assert.ok(motto.entitlements.length === 1);
  }), { numRuns: 200 });
});
