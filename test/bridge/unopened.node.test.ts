import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { OfferName } from '../../src/simulator/index.js';
import { map, monthly, yearly } from './mapping.js';
import { createWorld, idOf, type World } from './world.js';

const rental = 'R100000006_DE';
let transactions = 0;

/** A purchase, which Cleeng tells of at once. */
async function buy({ simulator, store, clock }: World, offer: OfferName): Promise<void> {
  simulator.grant('nobody', offer);
  const data = {
    customerId: Number(idOf(simulator, 'nobody')), offerId: simulator.offers[offer].id, transactionId: `T${++transactions}`,
    transactionDate: Math.floor(clock.now() / 1000), transactionCountry: 'DE',
  };
  const body = new TextEncoder().encode(JSON.stringify({ topic: 'transactionCreated', data }));
  await store.receive({ sha256: createHash('sha256').update(body).digest('hex'), topic: 'transactionCreated', body }, idOf(simulator, 'nobody'));
}

/** Lets so many seconds go by, with a look for work in each. */
async function pass({ clock, drain }: World, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await clock.tick(1000);
    await drain();
  }
}

for (const [offer, row] of [['monthly', { offers: [monthly, yearly], sink: 'tv', target: 'premium' }], ['rental', { offers: [rental], sink: 'tv', target: 'premium' }]] as const) {
  test(`a purchase (${offer}) of which Cleeng tells before it grants is asked about again, and opens`, async (t) => {
    const world = await createWorld(t, { mapping: map(row) });
    world.simulator.lag({ entitlements: 20_000, ownership: 30_000 });
    await buy(world, offer);
    const [round] = await world.drain();
    assert.deepEqual([round?.outcome, round?.problem], ['still-due', 'cleeng: purchase without access']);
    await pass(world, 20);
    assert.equal(world.opens(world.tv, 'nobody'), false);
    await pass(world, 20);
    assert.equal(world.opens(world.tv, 'nobody'), true);
    assert.deepEqual((await world.bridge.status()).failing, 0);
  });
}

test('a purchase that opens nothing is let go after a quarter of an hour, and a dozen looks', async (t) => {
  const world = await createWorld(t, { mapping: map({ offers: [rental], sink: 'tv', target: 'premium' }) });
  world.simulator.lag({ entitlements: 86_400_000 });
  await buy(world, 'rental');
  await world.drain();
  await pass(world, 1800);
  assert.deepEqual((await world.bridge.status()).failing, 0);
  assert.ok(world.checks() <= 12, `${world.checks()} questions`);
});

test('what a purchase opened and has ended since is not waited for', async (t) => {
  const world = await createWorld(t);
  await buy(world, 'monthly');
  await world.drain();
  world.simulator.terminate('nobody', 'monthly');
  await world.event('nobody');
  const [round] = await world.drain();
  assert.deepEqual([round?.outcome, round?.revoked, round?.problem], ['done', 2, undefined]);
});

test('another plan that is not there yet opens what the old one no longer does', async (t) => {
  const world = await createWorld(t);
  await buy(world, 'monthly');
  await world.drain();
  world.simulator.lag({ entitlements: 10_000 });
  world.simulator.refund('nobody', 'monthly');
  await buy(world, 'yearly');
  await world.drain();
  await pass(world, 20);
  assert.equal(world.opens(world.tv, 'nobody'), true);
});
