import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Applied } from '../../../src/bridge/sink.js';
import type { PlatformFault } from '../../../src/simulator/platform-faults.js';
import type { RmgCall } from '../../../src/simulator/rmg.js';
import { account, film, openPlatform, type Platform } from './rmg.js';

/** Waits for an assertion while the clock goes on, so that hanging calls come to their deadline. */
async function settle(open: Platform, work: Promise<Applied>): Promise<Applied> {
  const state = { done: false };
  const watched = work.finally(() => { state.done = true; });
  for (let seconds = 0; !state.done && seconds < 60; seconds++) await open.clock.tick(1000);
  return watched;
}

const faults: readonly (readonly [PlatformFault<RmgCall>, 'again' | 'stuck', string])[] = [
  [{ kind: 'reset' }, 'again', 'network'],
  [{ kind: 'hang' }, 'again', 'timeout'],
  [{ kind: 'trickle' }, 'again', 'timeout'],
  [{ kind: 'latency', ms: 9000 }, 'again', 'timeout'],
  [{ kind: 'lost-reply' }, 'again', 'network'],
  [{ kind: 'html' }, 'again', 'malformed'],
  [{ kind: 'empty' }, 'again', 'malformed'],
  [{ kind: 'json', body: { success: true } }, 'again', 'malformed'],
  [{ kind: 'redirect' }, 'stuck', 'redirected'],
  [{ kind: 'status', status: 408 }, 'again', 'timeout'],
  [{ kind: 'status', status: 429, retryAfter: 30 }, 'again', 'limited'],
  [{ kind: 'status', status: 500 }, 'again', 'service'],
  [{ kind: 'status', status: 502 }, 'again', 'service'],
  [{ kind: 'status', status: 503, retryAfter: 30 }, 'again', 'service'],
  [{ kind: 'status', status: 400 }, 'stuck', 'rejected'],
  [{ kind: 'status', status: 403 }, 'stuck', 'credentials'],
  [{ kind: 'status', status: 401 }, 'stuck', 'credentials'],
  [{ kind: 'status', status: 422 }, 'stuck', 'rejected'],
];
for (const call of ['update', 'create'] as const) {
  for (const [fault, outcome, code] of faults) {
    test(`${fault.kind} ${fault.status ?? ''} at ${call} is ${outcome} with ${code}, and is asked once, or twice for a token`, async () => {
      const open = openPlatform();
      open.platform.fault({ ...fault, call });
      const applied = await settle(open, open.sink.grant(open.right()));
      assert.equal(applied.outcome, outcome);
      assert.equal(applied.problem.code, code);
      assert.equal(applied.problem.retryAfter, fault.retryAfter);
      assert.equal(open.requests(call).length, code === 'credentials' ? 2 : 1);
      assert.doesNotMatch(JSON.stringify(applied), /simulated-password|[\da-f]{48}/);
      // The platform may have asked for quiet.
      await open.clock.tick(31_000);
      open.platform.mend();
      if (code === 'credentials') await open.clock.tick(60_000);
      assert.match((await settle(open, open.sink.grant(open.right()))).outcome, /^(applied|unchanged)$/);
      assert.equal(open.platform.rows().length, 1);
      assert.equal(open.platform.mayWatch(account, film), true);
    });
  }
}

test('a refusal of a revocation leaves nothing said to be revoked', async () => {
  for (const [fault, outcome] of faults) {
    const open = openPlatform();
    await open.sink.grant(open.right());
    open.platform.fault({ ...fault, call: 'update' });
    assert.equal((await settle(open, open.sink.revoke(open.right()))).outcome, outcome);
    open.platform.mend();
    await open.clock.tick(91_000);
    await settle(open, open.sink.revoke(open.right()));
    assert.equal(open.platform.mayWatch(account, film), false);
  }
});

test('one request that arrives twice makes one entitlement', async () => {
  for (const call of ['update', 'create'] as const) {
    for (const duplicate of [409, 400] as const) {
      const open = openPlatform();
      open.platform.habits({ duplicate });
      open.platform.fault({ kind: 'twice', call });
      for (let count = 0; count < 2; count++) assert.match((await open.sink.grant(open.right())).outcome, /^(applied|unchanged)$/);
      assert.equal(open.platform.rows().length, 1);
      assert.match((await open.sink.revoke(open.right())).outcome, /^(applied|unchanged)$/);
      assert.equal(open.platform.mayWatch(account, film), false);
    }
  }
});

test('two workers at once make one entitlement, and the next assertion settles it', async () => {
  const open = openPlatform();
  const two = [open.sink, open.another()];
  await Promise.all(two.map(async (sink, index) => sink.grant(open.right({ validUntil: open.now() + 100_000 + index }))));
  assert.equal(open.platform.rows().length, 1);
  assert.match((await open.sink.grant(open.right())).outcome, /^(applied|unchanged)$/);
  assert.equal(Date.parse(open.platform.rows()[0]!.expiryDate) / 1000, open.now() + 172_800);
});

const kinds = ['lost-reply', 'twice', 'reset', 'status', 'empty', 'html'] as const;
const trouble = fc.record({ kind: fc.constantFrom(...kinds), call: fc.constantFrom('token', 'create', 'update', 'list'), times: fc.constantFrom(1, 2) } satisfies Record<string, fc.Arbitrary<unknown>>);
const step = fc.record({ want: fc.boolean(), hours: fc.integer({ min: 0, max: 400 }), troubles: fc.array(trouble, { maxLength: 3 }), worker: fc.constantFrom(0, 1) });
const habits = fc.record({
  unknownId: fc.constantFrom<'no-match' | 404>('no-match', 404), duplicate: fc.constantFrom(409, 400), emptyList: fc.constantFrom(200, 404),
  listShape: fc.constantFrom('envelope', 'array'), archivedIds: fc.constantFrom('free', 'taken'), refusesToken: fc.constantFrom(401, 403),
});

test('any assertions in any trouble, repeated until they are applied, leave what was asserted last and no second entitlement', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), habits, fc.boolean(), async (steps, more, isArchivable) => {
    const open = openPlatform();
    const workers = [open.sink, open.another()];
    open.platform.habits(more);
    // A list that is empty for everybody cannot be told from a tenant that is none.
    open.platform.addAccount('another');
    const validFrom = open.now();
    let generation = 0;
    for (const { want, hours, troubles, worker } of steps) {
      const other = await workers[1]!.grant(open.right({ account: 'another', generation: 99, validUntil: open.now() + 1e8 }));
      assert.match(other.outcome, /^(applied|unchanged)$/);
      for (const { kind, call, times } of troubles) open.platform.fault({ kind, call, times });
      let applied: Applied = { outcome: 'archived' };
      for (let count = 0; !['applied', 'unchanged'].includes(applied.outcome); count++) {
        assert.ok(count < 30, `never settled: ${JSON.stringify(applied)}`);
        const right = open.right({ row: { isArchivable }, generation, validFrom });
        applied = await settle(open, workers[(worker + count) % 2]![want ? 'grant' : 'revoke'](right));
        if (applied.outcome === 'archived') generation++;
        if (count === 12) open.platform.mend();
      }
      assert.equal(open.platform.mayWatch(account, film), want);
      assert.ok(open.platform.rows().filter((row) => row.accountId === account && row.status === 'SUBSCRIBED').length <= 1);
      open.platform.mend();
      await open.clock.tick(hours * 3_600_000);
    }
  }), { numRuns: 150 });
});
