import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { engines } from './databases.js';
import { createPublisher, type Publisher } from './publisher.js';

const open = async (t: TestContext): Promise<Publisher> => {
  const { clock, store } = await engines[0]!.fresh(t);
  return createPublisher(clock, store);
};

/** Lets time go by in small steps until it is so; milliseconds that it took. */
async function until({ clock }: Publisher, what: () => boolean): Promise<number> {
  const since = clock.now();
  while (!what() && clock.now() - since < 60_000) {
    await clock.tick(10);
    for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => { setImmediate(resolve); });
  }
  return clock.now() - since;
}

test('a purchase opens the film at Motto and at Rights Manager in under two seconds, at 150 ms for each call', async (t) => {
  const publisher = await open(t);
  publisher.slow(150);
  const running = publisher.run();
  publisher.simulator.purchase('nobody', 'monthly');
  const took = await until(publisher, () => publisher.watches('nobody').every(Boolean));
  assert.ok(took < 2000, `took ${took} ms`);
  const closing = running.close();
  await until(publisher, () => publisher.clock.waiting === 0);
  await closing;
});

test('a sweep over both platforms finds whoever holds the offer, and shuts whoever does not hold it any more', async (t) => {
  const { bridge, simulator, watches } = await open(t);
  await bridge.sweep();
  const names = ['owner', 'grace', 'trial', 'cancelled', 'apple', 'nobody', 'expired'] as const;
  assert.deepEqual(names.map(watches), [...Array.from({ length: 5 }, () => [true, true]), [false, false], [false, false]]);
  simulator.refund('owner', 'monthly');
  await bridge.sweep();
  assert.deepEqual([watches('owner'), watches('trial')], [[false, false], [true, true]]);
});

test('a right at Motto says where it was bought, and Rights Manager keeps one row', async (t) => {
  const { simulator, platforms: { motto, rmg }, bridge, watches } = await open(t);
  simulator.purchase('nobody', 'monthly');
  await simulator.delivered();
  await bridge.runOnce();
  simulator.renew('nobody', 'monthly');
  await simulator.delivered();
  await bridge.runOnce();
  assert.deepEqual([watches('nobody'), motto.entitlements.length, rmg.rows().length], [[true, true], 1, 1]);
  assert.deepEqual([motto.entitlements[0]?.origin_country_code, motto.entitlements[0]?.source_type], ['DE', 'cleeng']);
});
