import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outOfTime } from '../../../src/bridge/turns.js';
import { engines } from '../databases.js';
import { applied, claimNext, intention, someRight } from './rights.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const problem = { code: 'service', status: 503, message: 'The service is away.' };

for (const { name, skip, fresh } of engines) {
  test(`${name}: nobody is due before somebody is marked`, { skip }, async (t) => {
    const { store } = await fresh(t);
    assert.equal(await store.claim('worker', 60_000), null);
  });

  test(`${name}: a delivery is kept and marks its customer`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    await store.receive({ sha256: 'aa', topic: 'transactionCreated', body: bytes('{}') }, '7');
    const claim = await claimNext(store);
    assert.deepEqual(claim, {
      customerId: '7', seq: 1, fence: 1, until: clock.now() + 60_000, cause: 'event', sweep: null, basis: null, askedAt: null, attempts: 0, problem: null,
      since: clock.now() / 1000,
    });
    assert.deepEqual((await store.deliveries('7', 5)).map(({ topic, body }) => [topic, new TextDecoder().decode(body)]), [['transactionCreated', '{}']]);
  });

  test(`${name}: a delivery about nobody is kept and marks nobody`, { skip }, async (t) => {
    const { store } = await fresh(t);
    await store.receive({ sha256: 'aa', topic: 'offerUpdated', body: bytes('{}') }, null);
    assert.equal(await store.claim('worker', 60_000), null);
  });

  test(`${name}: equal bodies are copies and mark again`, { skip }, async (t) => {
    const { store, database, schema } = await fresh(t);
    const delivery = { sha256: 'aa', topic: 'subscriptionCanceled', body: bytes('{}') };
    await store.receive(delivery, '7');
    const claim = await claimNext(store);
    await store.receive(delivery, '7');
    assert.equal(await store.finish(claim, {}), 'still-due');
    assert.equal((await claimNext(store)).seq, 2);
    assert.equal((await database.query(`SELECT copies FROM ${schema}.inbox`)).rows[0]!.copies, 2);
  });

  test(`${name}: a thousand marks of one customer are one round`, { skip }, async (t) => {
    const { store } = await fresh(t);
    for (let count = 0; count < 1000; count++) await store.mark(['7'], 'event');
    const claim = await claimNext(store);
    assert.equal(claim.seq, 1000);
    assert.equal(await store.finish(claim, {}), 'done');
    assert.equal(await store.claim('worker', 60_000), null);
  });

  test(`${name}: the one that is due longest goes first, but one with an event before a whole sweep`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    await store.mark(['3', '1', '1', '2'], 'sweep', { sweep: 's' });
    await clock.tick(1000);
    await store.mark(['9'], 'sweep', { sweep: 's' });
    await clock.tick(1000);
    await store.mark(['8'], 'event');
    assert.equal((await claimNext(store)).customerId, '8');
    const rest = [await claimNext(store), await claimNext(store), await claimNext(store), await claimNext(store)].map(({ customerId }) => customerId);
    assert.deepEqual([rest.slice(0, 3).sort(), rest[3]], [['1', '2', '3'], '9']);
  });

  test(`${name}: a customer who is held is nobody else's until the lease ends`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    await store.mark(['7'], 'event');
    const first = await claimNext(store);
    assert.equal(await store.claim('other', 60_000), null);
    await clock.tick(60_000);
    const second = await claimNext(store, 60_000, 'other');
    assert.equal(second.fence, first.fence + 1);
    assert.equal(second.seq, first.seq);
  });

  test(`${name}: whoever lost the lease writes nothing, and its end marks the customer again`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    await store.mark(['7'], 'event');
    const lost = await claimNext(store);
    await store.intend(lost, intention('active'));
    await clock.tick(60_000);
    const held = await claimNext(store, 60_000, 'other');
    const before = await store.rights('7');
    assert.equal(await store.intend(lost, intention('inactive')), false);
    assert.equal(await store.intend(lost, intention('active', { key: 'key-2' })), false);
    assert.equal(await store.record(lost, 'key-1', applied), false);
    assert.equal(await store.hold(lost, ['key-1'], 'time'), false);
    assert.deepEqual(await store.rights('7'), before);
    assert.equal(await store.finish(lost, { basis: 'stale', problem: 'stale' }), 'lost');
    assert.equal(await store.finish(held, {}), 'still-due');
    const again = await claimNext(store);
    assert.deepEqual([again.cause, again.basis, again.attempts], ['event', null, 0]);
  });

  test(`${name}: a customer who was done when the lost round ended is marked again all the same`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    await store.mark(['7'], 'event');
    const lost = await claimNext(store);
    await clock.tick(60_000);
    assert.equal(await store.finish(await claimNext(store), {}), 'done');
    await clock.tick(5000);
    assert.equal(await store.finish(lost, {}), 'lost');
    assert.equal((await claimNext(store)).cause, 'event');
  });

  test(`${name}: rounds that run out of time are one go, until there is a new mark`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    const late = { problem: outOfTime, dueAt: clock.now() };
    const begun = clock.now() / 1000;
    await store.mark(['7'], 'event');
    const sinces: number[] = [];
    for (let rounds = 0; rounds < 3; rounds++) {
      const claim = await claimNext(store);
      sinces.push(claim.since - begun);
      if (rounds === 1) await store.mark(['7'], 'event');
      await clock.tick(5000);
      await store.finish(claim, late);
    }
    await store.finish(await claimNext(store), {});
    await clock.tick(5000);
    await store.mark(['7'], 'event');
    assert.deepEqual([...sinces, (await claimNext(store)).since - begun], [0, 0, 10, 20]);
  });

  test(`${name}: a worker that died anywhere leaves the customer due`, { skip }, async (t) => {
    const { store, clock, again } = await fresh(t);
    await store.mark(['7'], 'event');
    const steps = [
      async () => undefined,
      async (claim: Awaited<ReturnType<typeof claimNext>>) => store.intend(claim, intention('active')),
      async (claim: Awaited<ReturnType<typeof claimNext>>) => store.record(claim, 'key-1', applied),
    ];
    for (let count = 1; count <= steps.length; count++) {
      const claim = await claimNext(store);
      for (const step of steps.slice(0, count)) await step(claim);
      await clock.tick(60_000);
    }
    const restarted = await again();
    const claim = await claimNext(restarted);
    assert.deepEqual([claim.cause, claim.seq, claim.fence], ['event', 1, 4]);
    assert.equal((await restarted.rights('7'))[0]!.have, 'active');
  });

  test(`${name}: a round that failed is repeated when it says, and at once after another event`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    await store.mark(['7'], 'event');
    assert.equal(await store.finish(await claimNext(store), { problem: 'service', dueAt: clock.now() + 5000 }), 'still-due');
    assert.equal(await store.claim('worker', 60_000), null);
    await clock.tick(5000);
    const second = await claimNext(store);
    assert.deepEqual([second.attempts, second.problem, second.cause], [1, 'service', 'event']);
    await store.finish(second, { problem: 'service', dueAt: clock.now() + 10_000 });
    await store.mark(['7'], 'event');
    const third = await claimNext(store);
    assert.equal(third.attempts, 2);
    await store.mark(['7'], 'event');
    await store.finish(third, { problem: 'service', dueAt: clock.now() + 20_000 });
    assert.equal((await claimNext(store)).attempts, 3, 'marked during the round: not put off');
  });

  test(`${name}: a failed round whose event was answered is repeated as a sweep's, unless an event came meanwhile`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    await store.mark(['7'], 'event');
    await store.finish(await claimNext(store), { answered: true, problem: 'sink', dueAt: clock.now() });
    const second = await claimNext(store);
    assert.deepEqual([second.cause, second.sweep], ['sweep', null]);
    await store.mark(['7'], 'event');
    await store.finish(second, { answered: true, problem: 'sink', dueAt: clock.now() });
    assert.equal((await claimNext(store)).cause, 'event');
  });

  test(`${name}: when a right's time comes, the customer is due by time`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    await store.mark(['7'], 'event');
    assert.equal(await store.finish(await claimNext(store), { basis: 'b', askedAt: 1_780_000_000, dueAt: clock.now() + 86_400_000 }), 'done');
    await clock.tick(86_399_000);
    assert.equal(await store.claim('worker', 60_000), null);
    await clock.tick(1000);
    const claim = await claimNext(store);
    assert.deepEqual([claim.cause, claim.basis, claim.askedAt], ['time', 'b', 1_780_000_000]);
    assert.equal(await store.finish(claim, { basis: null }), 'done');
    assert.deepEqual((await store.customer('7'))!.basis, null);
    assert.equal((await store.customer('7'))!.dueAt, null);
  });

  test(`${name}: a mark for later never puts off what was due before`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    await store.mark(['7'], 'event');
    await store.mark(['7'], 'sweep', { dueAt: clock.now() + 3_600_000 });
    assert.equal((await claimNext(store)).cause, 'event');
  });

  test(`${name}: a clock that was set back leaves nobody leased for ever`, { skip }, async (t) => {
    const { store, database, clock, schema } = await fresh(t);
    await store.mark(['7'], 'event');
    await claimNext(store);
    await database.query(`UPDATE ${schema}.customer SET lease_until = $1`, [new Date(clock.now() + 86_400_000)]);
    assert.equal((await claimNext(store)).fence, 2);
  });

  test(`${name}: what is wanted is written before the sink is called, and then what it said`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    const now = Math.floor(clock.now() / 1000);
    await store.mark(['7'], 'event');
    const claim = await claimNext(store);
    const right = someRight({ transactionId: 'T1', subscriptionId: '5', transactionDate: 1_779_000_000, country: 'US' });
    assert.equal(await store.intend(claim, { sink: 'motto', right, want: 'active', expiresAt: 1_789_000_000 }), true);
    const row = {
      ...right, sink: 'motto', want: 'active', have: 'unknown', remoteId: null, haveAt: null, wantAt: now, wantBy: 'event',
      expiresAt: 1_789_000_000, problem: null, unsentSince: now, heldBy: null,
    };
    assert.deepEqual(await store.rights('7'), [row]);
    await clock.tick(1000);
    assert.equal(await store.record(claim, 'key-1', applied), true);
    assert.deepEqual(await store.rights('7'), [{ ...row, have: 'active', haveAt: now + 1, remoteId: 'remote-1', unsentSince: null }]);
  });

  test(`${name}: each answer of a sink has its note`, { skip }, async (t) => {
    const { store } = await fresh(t);
    await store.mark(['7'], 'event');
    const claim = await claimNext(store);
    const observed = { remoteId: 'theirs', active: true, validUntil: null, owner: 'other' } as const;
    const note = async (answer: Parameters<typeof store.record>[2]) => {
      await store.intend(claim, intention('inactive'));
      await store.record(claim, 'key-1', answer);
      const { have, remoteId, problem: words, generation, unsentSince } = (await store.rights('7'))[0]!;
      return [have, remoteId, words, generation, unsentSince !== null];
    };
    assert.deepEqual(await note({ outcome: 'again', problem }), ['unknown', null, 'service (503): The service is away.', 0, true]);
    assert.deepEqual(await note({ outcome: 'stuck', problem: { code: 'no-account', message: 'No such account.' } }), ['stuck', null, 'no-account: No such account.', 0, true]);
    assert.deepEqual(await note(applied), ['inactive', 'remote-1', null, 0, false]);
    assert.deepEqual(await note({ outcome: 'unchanged', remoteId: null }), ['inactive', 'remote-1', null, 0, false]);
    assert.deepEqual(await note({ outcome: 'foreign', observed }), ['foreign', 'theirs', null, 0, false]);
    assert.deepEqual(await note({ outcome: 'archived' }), ['unknown', null, null, 1, true]);
  });

  test(`${name}: since when a right is wanted moves only where what is wanted does`, { skip }, async (t) => {
    const { store, clock } = await fresh(t);
    const now = Math.floor(clock.now() / 1000);
    await store.mark(['7'], 'event');
    const claim = await claimNext(store);
    const wanted = async (want: 'active' | 'inactive', as: 'event' | 'sweep') => {
      await store.intend({ ...claim, cause: as }, intention(want));
      const { wantAt, wantBy } = (await store.rights('7'))[0]!;
      await clock.tick(1000);
      return [wantAt - now, wantBy];
    };
    assert.deepEqual(await wanted('active', 'event'), [0, 'event']);
    assert.deepEqual(await wanted('active', 'sweep'), [0, 'event']);
    assert.deepEqual(await wanted('inactive', 'sweep'), [2, 'sweep']);
  });
}
