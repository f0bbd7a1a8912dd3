import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { map, monthly } from './mapping.js';
import { createWorld, day } from './world.js';

const article = 'A100000007_DE';
const premium = { offers: [monthly, article], sink: 'tv', target: 'premium', row: { lifetime: 'perpetual' } };
const all = { offers: [monthly], sink: 'radio', target: 'all' };

/** Two customers with a right on the radio and one for ever on television, before the file says something else. */
async function before(t: TestContext) {
  const world = await createWorld(t, { mapping: map(premium, all) });
  world.simulator.grant('nobody', 'article');
  await world.event('owner', 'nobody');
  await world.drain();
  return { ...world, open: () => [world.opens(world.tv, 'owner'), world.opens(world.tv, 'nobody')] };
}

test('rights of a sink that is there no longer are told of, out of reach, and left in the end', async (t) => {
  const { again, radio, open, clock, store, drain } = await before(t);
  const less = again({ sinks: [radio.sink], mapping: map(all) });
  const [tv, ...more] = await less.orphans();
  assert.deepEqual([tv, more], [{ sink: 'tv', target: 'premium', reachable: false, rights: 2, forever: 1 }, []]);
  await less.sweep();
  await assert.rejects(less.dismiss({ sink: 'tv' }, 'revoke'), /the sink tv is not there/);
  assert.equal(await less.dismiss({ sink: 'tv' }, 'leave'), 2);
  assert.deepEqual([await less.orphans(), open()], [[], [true, true]]);
  await clock.tick(day);
  await drain(less);
  assert.deepEqual((await store.rights('702813501')).map(({ sink }) => sink), ['radio']);
});

test('a sink that is put back without rights revokes what it gave, when a person says so', async (t) => {
  const { again, open, drain, bridge } = await before(t);
  const back = again({ mapping: map(all) });
  assert.deepEqual([(await bridge.orphans()).length, (await back.rehearse()).orphans], [0, 2]);
  assert.equal(await back.dismiss({ sink: 'tv', target: 'premium' }, 'revoke'), 2);
  await drain(back);
  assert.deepEqual([open(), await back.orphans()], [[false, false], []]);
  await assert.rejects(back.dismiss({ sink: 'tv' }, 'revoke'), /no right at tv is without a row/);
});

test('a right that a row gives with other words, or for another device, is an orphan only where the sink says so', async (t) => {
  const { again } = await before(t);
  const orphansOf = async (row: object) => (await again({ mapping: map({ ...premium, row: { ...row } }, all) }).orphans()).length;
  assert.deepEqual([await orphansOf({ concurrencyLimit: 2 }), await orphansOf({ device: 'box' })], [0, 1]);
});
