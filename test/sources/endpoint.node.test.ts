import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointSource, type EndpointOptions, type Source } from '../../src/sources/index.js';
import { denied, suffers, unknown } from './faults.js';
import { createService, monthly, origin, type Service } from './service.js';

const question = `${origin}/3.1/entitlements/customer_id/{customerId}/offer_id/{offerId}`;
const make = ({ simulator: { fetch, publisherToken }, clock }: Service, more: Partial<EndpointOptions> = {}): Source =>
  endpointSource({ question, headers: { 'X-Publisher-Token': publisherToken }, fetch, clock, ...more });

suffers('an own endpoint', {
  endpoint: 'core-entitlement',
  open: make,
  rows: {
    '401': [{ kind: 'status', status: 401 }, unknown('credentials', { status: 401 })],
    '402': [{ kind: 'status', status: 402 }, denied('not-entitled')],
    '403': [{ kind: 'status', status: 403 }, denied('not-entitled')],
    '404': [{ kind: 'status', status: 404 }, denied('unknown-offer')],
    '"true"': [{ kind: 'json', body: { accessGranted: 'true' } }, unknown('malformed', { status: 200 })],
    '201': [{ kind: 'json', status: 201, body: { accessGranted: true } }, unknown('service', { status: 201 })],
  },
});

test('a function may word the question as it likes', async () => {
  const asked: [string, RequestInit][] = [];
  const source = endpointSource({
    question: ({ customerId }, offerId) => new Request('https://crm.example/access', { method: 'POST', headers: { 'X-Key': 'k' }, body: `${customerId} ${offerId}` }),
    fetch: async (url, init) => {
      asked.push([url, init]);
      return Response.json({ accessGranted: true, expiresAt: 5 });
    },
  });
  assert.deepEqual(await source.check({ customerId: '7' }, monthly), { source: 'endpoint', status: 'granted', expiresAt: 5 });
  const [url, { method, headers, body }] = asked[0]!;
  assert.deepEqual([url, method, (headers as Headers).get('x-key'), new TextDecoder().decode(body as ArrayBuffer)], ['https://crm.example/access', 'POST', 'k', `7 ${monthly}`]);
});

test('a function that throws is unknown', async () => {
  const source = make(createService(), { question: () => { throw new Error('database'); } });
  assert.deepEqual(await source.check({ customerId: '7' }, monthly), { source: 'endpoint', ...unknown('service') });
});

test('about offers that are not its own it abstains, and is not asked', async () => {
  const service = createService();
  const source = make(service, { offers: (offerId) => offerId.startsWith('own-') });
  assert.deepEqual(await source.check({ customerId: '7' }, monthly), { source: 'endpoint', status: 'abstain' });
  assert.equal(service.simulator.requests.length, 0);
});

const wrong: [string, Partial<EndpointOptions>, RegExp][] = [
  ['no placeholder', { question: 'https://crm.example/access' }, /question takes an address with \{offerId\}/],
  ['an unknown placeholder', { question: 'https://crm.example/{offerId}/{email}' }, /question takes an address with/],
  ['a placeholder in the host', { question: 'https://{offerId}.example/' }, /placeholders in path or query/],
  ['http', { question: 'http://crm.example/{offerId}' }, /question takes an https address/],
  ['a header that is not set', { question: 'https://crm.example/{offerId}', headers: { 'X-Key': 'Bearer undefined' } }, /headers: X-Key is not set/],
];
for (const [name, options, words] of wrong) {
  test(`${name} is refused when the source is made`, () => {
    assert.throws(() => endpointSource(options as EndpointOptions), { name: 'TypeError', message: words });
  });
}

for (const [status, reason] of [[402, 'not-entitled'], [403, 'not-entitled'], [404, 'unknown-offer']] as const) {
  test(`a ${status} with a page is somebody in between, with nothing or JSON the endpoint's own denial`, async () => {
    const say = (body: string): Source => endpointSource({ question: 'https://crm.example/{offerId}', fetch: async () => new Response(body, { status }) });
    assert.deepEqual(await say('<h1>Forbidden</h1>').check({ customerId: '7' }, monthly), { source: 'endpoint', ...unknown('service', { status }) });
    for (const body of ['', '{}']) assert.deepEqual(await say(body).check({ customerId: '7' }, monthly), { source: 'endpoint', status: 'denied', reason, expiresAt: null });
  });
}
