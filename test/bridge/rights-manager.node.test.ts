import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rmgSink } from '../../src/bridge/sinks/rmg.js';
import { createRightsManager } from '../../src/simulator/rmg.js';
import { map, monthly, yearly } from './mapping.js';
import { createWorld, day, hour, idOf } from './world.js';

const operatorBase = 'https://operator.example:8443';

/** What may happen between the publisher, Cleeng and the platform. */
const happening = fc.oneof(
  fc.constantFrom('buy monthly', 'buy yearly', 'end monthly', 'end yearly', 'event', 'sweep', 'tokens', 'two at once').map((what) => ({ what })),
  fc.record({ what: fc.constant('wait'), hours: fc.constantFrom(1, 30, 200) }),
  fc.record({
    what: fc.constant('trouble'), kind: fc.constantFrom('lost-reply', 'twice', 'reset', 'empty', 'html', 'status'),
    call: fc.constantFrom('create', 'update', 'list', 'token'), times: fc.integer({ min: 1, max: 3 }),
  }),
);

const habits = fc.record({
  archivedIds: fc.constantFrom('free', 'taken'), unknownId: fc.constantFrom<'no-match' | 404>('no-match', 404),
  duplicate: fc.constantFrom(409, 400), listShape: fc.constantFrom('envelope', 'array'), refusesToken: fc.constantFrom(401, 403),
});

test('whatever happens, once it has settled the film is open at Rights Manager for whoever has paid, and shut for whoever has not', async (t) => {
  await fc.assert(fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 16 }), habits, fc.boolean(), async (story, more, isArchivable) => {
    const world = await createWorld(t);
    const { clock, simulator, event, drain, again, store } = world;
    const platform = createRightsManager({ clock });
    platform.habits(more);
    const customer = idOf(simulator, 'nobody');
    for (const id of Object.values(simulator.customers).map(({ id }) => String(id))) platform.addAccount(id);
    platform.addProduct({ id: 'premium', type: 'SUBSCRIPTION', contents: ['film'] });
    const { username, password, clientId } = platform.operator;
    const sink = rmgSink({ base: operatorBase, tenant: platform.tenant, environment: 'sandbox', publisherId: simulator.publisherId, username, password, clientId, fetch: platform.fetch, clock, perSecond: false });
    const mapping = map({ offers: [monthly, yearly], sink: 'rmg', target: 'premium', row: sink.readRow({ isArchivable }) });
    const bridges = [again({ sinks: [sink], mapping }), again({ sinks: [sink], mapping })];
    const { offers } = simulator;
    const does: Record<string, () => unknown> = {
      'buy monthly': () => { simulator.grant('nobody', 'monthly'); },
      'buy yearly': () => { simulator.grant('nobody', 'yearly'); },
      'end monthly': () => { simulator.refund('nobody', 'monthly'); },
      'end yearly': () => { simulator.refund('nobody', 'yearly'); },
      'event': async () => { await event('nobody'); await drain(bridges[0]); },
      'sweep': async () => bridges[1]!.sweep({ spread: 1 }),
      'tokens': () => { platform.revokeTokens(); },
      'two at once': async () => { await event('nobody'); await Promise.all(bridges.map(async (bridge) => bridge.runOnce())); },
    };
    for (const one of story) {
      if ('hours' in one) await clock.tick(one.hours * hour);
      else if ('kind' in one) platform.fault({ kind: one.kind, call: one.call, times: one.times });
      else await does[one.what]!();
      await drain(bridges[0]);
    }
    platform.mend();
    for (let sweeps = 0; sweeps < 3; sweeps++) {
      await clock.tick(2 * hour);
      await bridges[0]!.sweep();
      await drain(bridges[0]);
    }
    const grants = async (offer: string): Promise<boolean> => {
      const answer = await simulator.fetch(`http://cleeng.test/3.1/entitlements/customer_id/${customer}/offer_id/${offer}`, { headers: { 'X-Publisher-Token': simulator.publisherToken } });
      return ((await answer.json()) as { accessGranted: boolean }).accessGranted;
    };
    const paid = (await grants(offers.monthly.id)) || (await grants(offers.yearly.id));
    const rows = platform.rows().filter(({ accountId, status }) => accountId === customer && status === 'SUBSCRIBED');
    assert.deepEqual([platform.mayWatch(customer, 'film'), rows.length > 1], [paid, false], JSON.stringify({ rows, right: await store.rights(customer) }));
  }), { numRuns: 6 });
});

test('an archived row that can never be used again is followed by another, and a refund shuts that one', async (t) => {
  const { clock, simulator, event, drain, again, store } = await createWorld(t);
  const platform = createRightsManager({ clock });
  platform.habits({ archivedIds: 'taken' });
  const customer = idOf(simulator, 'nobody');
  platform.addAccount(customer);
  platform.addProduct({ id: 'premium', type: 'SUBSCRIPTION', contents: ['film'] });
  const { username, password, clientId } = platform.operator;
  const sink = rmgSink({ base: operatorBase, tenant: platform.tenant, environment: 'sandbox', publisherId: simulator.publisherId, username, password, clientId, fetch: platform.fetch, clock, perSecond: false });
  const bridge = again({ sinks: [sink], mapping: map({ offers: [monthly], sink: 'rmg', target: 'premium', row: { isArchivable: true } }) });
  for (const [index, generation] of [0, 1, 2].entries()) {
    simulator.grant('nobody', 'monthly');
    await event('nobody');
    await drain(bridge);
    assert.deepEqual([platform.mayWatch(customer, 'film'), (await store.rights(customer))[0]?.generation], [true, generation], String(index));
    simulator.refund('nobody', 'monthly');
    await event('nobody');
    await drain(bridge);
    assert.equal(platform.mayWatch(customer, 'film'), false);
    await clock.tick(9 * day);
    assert.equal(platform.archived().length, index + 1);
  }
});
