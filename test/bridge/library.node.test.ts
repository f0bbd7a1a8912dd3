import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBridge, createMapping, openMemory, openBridgeStore, coreSource } from '../../src/bridge/index.js';
import { createPlatforms } from '../../src/simulator/platforms.js';
import { createSimulator } from '../../src/simulator/index.js';
import { createTestClock } from '../clock.js';
import { event, monthly } from './mapping.js';
import { realSinks } from './publisher.js';
import { createPlatform } from './sink.js';

const { sink } = createPlatform('tv', createTestClock());

test('a mapping is made of rights as they are thought of, and knows what no list shows', () => {
  const mapping = createMapping([sink], [
    { offers: [monthly], sink: 'tv', target: 'premium' }, { offers: [event], sink: 'tv', target: 'premium' },
    { offers: ['S100000009_DE'], sink: 'tv', target: 'archive', byTag: true },
  ]);
  assert.deepEqual(mapping, {
    rows: [{ offers: [monthly, event], sink: 'tv', target: 'premium', row: {} }, { offers: ['S100000009_DE'], sink: 'tv', target: 'archive', row: {} }],
    offers: [monthly, event, 'S100000009_DE'], unlisted: [event, 'S100000009_DE'],
  });
});

test('a right that cannot be is refused by its number', () => {
  const premium = { offers: [monthly], sink: 'tv', target: 'premium' };
  const strict = { ...sink, readRow: () => { throw new TypeError('devise is no field'); } };
  assert.throws(() => createMapping([sink], [premium, { ...premium, sink: 'radio' }]), /mapping: right 2: there is no sink radio/);
  assert.throws(() => createMapping([sink], [{ ...premium, offers: [] }]), /right 1: offers is empty/);
  assert.throws(() => createMapping([strict], [premium]), /right 1: devise is no field/);
  assert.throws(() => createMapping([sink], [premium, { ...premium, row: { country: 'DE' } }]), /right 2: it is that of right 1 too, and they disagree about country/);
});

test('a bridge of a program’s own writes nothing beside Motto’s own integration, though nobody has started the sink', async (t) => {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  const platforms = createPlatforms(simulator, clock);
  const sinks = realSinks({ ...simulator, ...platforms }, 'http://lamp.test', async (url, init) => platforms.fetch(new Request(url, init)), clock);
  const mapping = createMapping(sinks, ['motto', 'rmg'].map((name) => ({ offers: [monthly], sink: name, target: name === 'motto' ? 'cinema' : 'LAMP_CINEMA' })));
  const database = await openMemory();
  t.after(async () => database.close());
  const store = await openBridgeStore({ database, clock });
  const source = coreSource({ base: 'http://lamp.test/3.1', fetch: simulator.fetch, publisherToken: simulator.publisherToken, clock });
  const bridge = createBridge({ publisherId: simulator.publisherId, environment: 'sandbox', store, source, sinks, mapping, clock, log: () => undefined });
  platforms.motto.integrate();
  await bridge.sweep();
  const watches = (): boolean[] => [platforms.motto.mayWatch('702813501', 'cinema'), platforms.rmg.mayWatch('702813501', 'the-long-tide')];
  assert.deepEqual([watches(), platforms.motto.entitlements, (await bridge.clear()).map(({ sink: name }) => name)], [[false, true], [], ['motto']]);
  platforms.motto.integrate(false);
  await clock.tick(60_000);
  assert.deepEqual(await bridge.clear(), []);
  while (await bridge.runOnce());
  assert.deepEqual(watches(), [true, true]);
});
