import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSimulator } from '../../src/simulator/index.js';
import { createCoreApi } from '../../src/sources/core-api.js';
import { createCatalogue, type Catalogue } from '../../src/sources/core-offers.js';

const catalogue = (fetch: typeof globalThis.fetch): Catalogue =>
  createCatalogue(createCoreApi({ base: 'https://core.example/3.1', publisherToken: createSimulator().publisherToken, fetch }));

test('an offer is known by its own id and by that of a localisation, and any other is not', async () => {
  const { knows } = catalogue(createSimulator().fetch);
  assert.deepEqual(await Promise.all(['S100000001', 'S100000001_DE', 'S100000001_US', 'S100000001_FR', 'S199999999_DE', 'S199999999'].map(async (id) => knows(id))), [true, true, true, false, false, false]);
});

test('a service that names offers without their country alone is asked for the whole offer', async () => {
  const simulator = createSimulator();
  const { knows } = catalogue(async (input, init) => {
    const refuses = /offers\/\w+_\w\w$/.test(new Request(input, init).url);
    return refuses ? Response.json({ message: 'Offer not found' }, { status: 404 }) : simulator.fetch(new Request(input, init));
  });
  assert.deepEqual([await knows('S100000001_US'), await knows('S100000001_FR')], [true, false]);
});

for (const kind of ['html', 'reset', 'status', 'empty'] as const) {
  test(`whether an offer is known cannot be told where the answer is ${kind}`, async () => {
    const simulator = createSimulator();
    simulator.fault({ kind, endpoint: 'core-offers' });
    const { knows, ids } = catalogue(simulator.fetch);
    assert.deepEqual([await knows('S100000001_DE'), await ids()], [null, []]);
  });
}

test('all ids are listed, localisations too', async () => {
  const ids = await catalogue(createSimulator().fetch).ids();
  for (const id of ['S100000001', 'S100000001_DE', 'S100000001_US', 'R100000006_DE']) assert.ok(ids.includes(id), id);
});
