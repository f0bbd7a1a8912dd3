import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaStoreSource } from '../../src/sources/index.js';
import { denied, suffers, unknown } from './faults.js';
import { createService, monthly, origin } from './service.js';

async function open() {
  const service = createService();
  const { clock, simulator: { fetch } } = service;
  return { ...service, source: mediaStoreSource({ base: origin, fetch, clock }), owner: await service.subject('owner') };
}

test('the customer’s own token decides, past its end in a grace period too', async () => {
  const { source, owner, subject } = await open();
  assert.equal((await source.check(owner, monthly)).status, 'granted');
  assert.equal((await source.check(await subject('grace'), monthly)).status, 'granted');
  const denied = await source.check(await subject('nobody'), monthly);
  assert.deepEqual(denied, { source: 'mediastore', status: 'denied', reason: 'not-entitled', expiresAt: null });
});

suffers('MediaStore', {
  endpoint: 'entitlements',
  open: ({ simulator: { fetch }, clock }) => mediaStoreSource({ base: origin, fetch, clock }),
  rows: {
    '401': [{ kind: 'status', status: 401 }, unknown('unauthorized', { status: 401 })],
    '402': [{ kind: 'status', status: 402 }, denied('not-entitled')],
    '403': [{ kind: 'status', status: 403 }, denied('not-entitled')],
    '403 for a country': [{ kind: 'status', status: 403, message: 'Offer is blocked for country FR' }, denied('blocked-country')],
    '404': [{ kind: 'status', status: 404 }, denied('unknown-offer')],
    '"true"': [{ kind: 'json', body: { responseData: { accessGranted: 'true' } } }, unknown('malformed', { status: 200 })],
    '1': [{ kind: 'json', body: { responseData: { accessGranted: 1 } } }, unknown('malformed', { status: 200 })],
    'an inherited yes': [{ kind: 'json', body: JSON.parse('{"responseData":{"__proto__":{"accessGranted":true}}}') as unknown }, unknown('malformed', { status: 200 })],
  },
});

test('without a token nobody is asked, and it is not the reader’s fault', async () => {
  const { simulator, source } = await open();
  const said = await source.check({ customerId: '702813501' }, monthly);
  assert.deepEqual(said, { source: 'mediastore', status: 'unknown', problem: { code: 'credentials' } });
  assert.equal(simulator.requests.length, 0);
});

const wrong: [object, RegExp][] = [
  [{}, /mediaStoreSource: write environment/], [{ environment: 'test' }, /write environment/], [{ base: 'ftp://x.example' }, /base takes an https/],
  [{ base: 'http://x.example' }, /base takes an https/], [{ base: 'https://u:p@x.example' }, /without a user/], [{ base: 'x' }, /base takes an address/],
  [{ environment: 'sandbox', deadline: 0 }, /deadline takes milliseconds/],
];
for (const [options, words] of wrong) {
  test(`${JSON.stringify(options)} is refused when the source is made`, () => {
    assert.throws(() => mediaStoreSource(options), { name: 'TypeError', message: words });
  });
}

for (const status of [402, 403, 404]) {
  test(`a ${status} that is no JSON is somebody in between, not a denial`, async () => {
    for (const body of ['<h1>Forbidden</h1>', '']) {
      const source = mediaStoreSource({ base: origin, fetch: async () => new Response(body, { status }) });
      assert.deepEqual(await source.check({ customerId: '7', jwt: 'a.b.c' }, monthly), { source: 'mediastore', ...unknown('service', { status }) });
    }
  });
}
