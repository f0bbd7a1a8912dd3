import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CustomerName } from '../../src/simulator/index.js';
import { accessibleTags, jsonRpcSource, type JsonRpcOptions, type Source } from '../../src/sources/index.js';
import { denied, suffers, unknown } from './faults.js';
import { createService, monthly, origin, type Service } from './service.js';

const base = `${origin}/3.0/json-rpc`;
const owner = { customerId: '702813501' };

/** The operator's table of tokens. */
const resolver = ({ simulator }: Service) => {
  const names = new Map(Object.entries(simulator.customers).map(([name, { id }]) => [String(id), simulator.customerToken(name as CustomerName)]));
  return async ({ customerId }: { customerId: string }): Promise<string | null> => names.get(customerId) ?? null;
};
const make = (service: Service, more: Partial<JsonRpcOptions> = {}): Source =>
  jsonRpcSource({ base, fetch: service.simulator.fetch, clock: service.clock, customerToken: resolver(service), ...more });

const malformed = unknown('malformed', { status: 200 });
const error = (code: unknown): object => [{ result: null, id: '1', error: { code, message: 'x' }, jsonrpc: '2.0' }];
const result = (said: unknown, more: object = {}): object => [{ result: said, id: '1', error: null, jsonrpc: '2.0', ...more }];

suffers('the legacy API', {
  endpoint: 'rpc',
  open: make,
  rows: {
    '401': [{ kind: 'status', status: 401 }, unknown('credentials', { status: 401 })],
    '402': [{ kind: 'status', status: 402 }, unknown('service', { status: 402 })],
    '403': [{ kind: 'status', status: 403 }, unknown('service', { status: 403 })],
    '404': [{ kind: 'status', status: 404 }, unknown('service', { status: 404 })],
    'error 1, customer token': [{ kind: 'json', body: error(1) }, unknown('credentials')],
    'error 3, publisher token': [{ kind: 'json', body: error(3) }, unknown('credentials')],
    'error 11, arguments': [{ kind: 'json', body: error(11) }, unknown('malformed')],
    'error 14, addresses': [{ kind: 'json', body: error(14) }, denied('too-many-devices')],
    'error 14 in words': [{ kind: 'json', body: error('14') }, denied('too-many-devices')],
    'error 16, arguments': [{ kind: 'json', body: error(16) }, unknown('malformed')],
    'error 999': [{ kind: 'json', body: error(999) }, unknown('service')],
    'an error without a number': [{ kind: 'json', body: [{ id: '1', error: { message: 'x' } }] }, malformed],
    'an error beside a yes': [{ kind: 'json', body: result({ accessGranted: true }, { error: { code: 1 } }) }, unknown('credentials')],
    '"true"': [{ kind: 'json', body: result({ accessGranted: 'true' }) }, malformed],
    'nothing said': [{ kind: 'json', body: result({ grantType: 'direct-purchase' }) }, malformed],
    'another id': [{ kind: 'json', body: result({ accessGranted: true }, { id: '2' }) }, malformed],
    'two replies to one call': [{ kind: 'json', body: [...(result({ accessGranted: false }) as []), ...(result({ accessGranted: true }) as [])] }, malformed],
  },
});

test('an offer that the legacy API does not know is left to others', async () => {
  assert.deepEqual(await make(createService()).check(owner, 'S999999999_DE'), { source: 'json-rpc', status: 'abstain' });
});

const replies: [string, unknown][] = [
  ['a string id', result({ accessGranted: true })],
  ['a number', result({ accessGranted: true }, { id: 1 })],
  ['no error member', [{ id: '1', result: { accessGranted: true } }]],
  ['no array', { id: '1', result: { accessGranted: true }, 'json-rpc': '2.0' }],
];
for (const [name, body] of replies) {
  test(`a reply with ${name} is understood`, async () => {
    const service = createService();
    service.simulator.fault({ kind: 'json', body, endpoint: 'rpc' });
    assert.equal((await make(service).check(owner, monthly)).status, 'granted');
  });
}

test('how access was come by is kept as evidence', async () => {
  const service = createService();
  const tag = await make(service).check({ customerId: '702813504' }, 'A100000007_DE');
  assert.deepEqual('evidence' in tag && tag.evidence, { grantType: 'tag', purchasedDirectly: false });
});

/** What the service is sent, read from the wire. */
function spied(service: Service) {
  const sent: { params: Record<string, unknown>; id: unknown; jsonrpc: string }[][] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    sent.push(JSON.parse(init.body as string) as typeof sent[number]);
    return service.simulator.fetch(url, init);
  };
  return { sent, fetch };
}

test('a bare id stays bare and a country stays on', async () => {
  const service = createService();
  const { sent, fetch } = spied(service);
  const source = make(service, { fetch });
  const said = [await source.check(owner, 'S100000001'), await source.check(owner, 'S100000001_DE'), await source.check(owner, 'S100000001_US')];
  assert.deepEqual(said.map(({ status }) => status), ['granted', 'granted', 'denied']);
  assert.deepEqual(sent.map(([call]) => call?.params.offerId), ['S100000001', 'S100000001_DE', 'S100000001_US']);
});

test('what is asked in one turn travels in one array', async () => {
  const service = createService();
  const { sent, fetch } = spied(service);
  const source = make(service, { fetch });
  const said = await Promise.all([source.check(owner, monthly), source.check({ customerId: '702813502' }, monthly), source.check(owner, 'S999999999')]);
  assert.deepEqual(said.map(({ status }) => status), ['granted', 'denied', 'abstain']);
  assert.deepEqual(sent.map((calls) => calls.map(({ id, jsonrpc }) => [id, jsonrpc])), [[[1, '2.0'], [2, '2.0'], [3, '2.0']]]);
});

test('an array holds twenty calls at most', async () => {
  const service = createService();
  const { sent, fetch } = spied(service);
  const source = make(service, { fetch });
  await Promise.all(Array.from({ length: 45 }, async () => source.check(owner, monthly)));
  assert.deepEqual(sent.map(({ length }) => length), [20, 20, 5]);
});

test('one who leaves takes nobody along', async () => {
  const service = createService();
  const source = make(service);
  const abort = new AbortController();
  const [left, stayed] = [source.check(owner, monthly, { signal: abort.signal }), source.check(owner, monthly)];
  abort.abort(new Error('gone'));
  await assert.rejects(left, /gone/);
  assert.equal((await stayed).status, 'granted');
});

test('an address is sent only when the operator asks for it, since it takes one of four', async () => {
  const service = createService();
  const { sent, fetch } = spied(service);
  const quiet = make(service, { fetch });
  const telling = make(service, { fetch, sendAddress: true });
  await quiet.check({ ...owner, address: '192.0.2.1' }, monthly);
  await telling.check(owner, monthly);
  assert.ok(sent.every(([call]) => !('ipAddress' in call!.params)));
  const said = [];
  for (const last of [1, 2, 3, 4, 5]) said.push(await telling.check({ ...owner, address: `192.0.2.${last}` }, monthly));
  assert.deepEqual(said.map(({ status }) => status), ['granted', 'granted', 'granted', 'granted', 'denied']);
});

const resolvers: [string, () => Promise<string | null>, string][] = [
  ['no token', async () => null, 'credentials'],
  ['an error', async () => Promise.reject(new Error('database')), 'service'],
];
for (const [name, customerToken, code] of resolvers) {
  test(`a resolver with ${name} is unknown (${code}), and nobody is asked`, async () => {
    const service = createService();
    assert.deepEqual(await make(service, { customerToken }).check(owner, monthly), { source: 'json-rpc', ...unknown(code) });
    assert.equal(service.simulator.requests.length, 0);
  });
}

test('a resolver that does not answer is a timeout', async () => {
  const service = createService();
  const asked = make(service, { customerToken: async () => new Promise(() => undefined) }).check(owner, monthly);
  await service.clock.tick(3000);
  assert.deepEqual(await asked, { source: 'json-rpc', ...unknown('timeout') });
});

test('without a resolver there is no such source', () => {
  assert.throws(() => jsonRpcSource({ environment: 'sandbox' } as JsonRpcOptions), /customerToken takes a function/);
});

const tagsOf = (service: Service, publisherToken = service.simulator.publisherToken) =>
  accessibleTags({ base, fetch: service.simulator.fetch, clock: service.clock, customerToken: resolver(service), publisherToken });

test('a customer’s tags are told', async () => {
  const tags = tagsOf(createService());
  assert.deepEqual([await tags({ customerId: '702813504' }), await tags({ customerId: '702813502' })], [['news', 'film'], []]);
});

test('tags that cannot be had throw', async () => {
  const service = createService();
  await assert.rejects(tagsOf(service, 'another-token-of-a-fitting-length')(owner), { code: 'refused' });
  await assert.rejects(tagsOf(service)({ customerId: '5' }), { code: 'refused' });
  service.simulator.fault({ kind: 'json', endpoint: 'rpc', body: result({ tags: ['news', 5] }) });
  await assert.rejects(tagsOf(service)(owner), { code: 'malformed' });
  assert.throws(() => tagsOf(service, 'undefined'), /accessibleTags: publisherToken is not set/);
});

test('finding the token of a customer ends with the question', async () => {
  const leaving = new AbortController();
  let told: AbortSignal | undefined;
  const source = jsonRpcSource({
    environment: 'sandbox', fetch: async () => Promise.reject(new Error('asked')),
    customerToken: async (_, signal) => new Promise((_resolve, reject) => {
      told = signal;
      signal.addEventListener('abort', () => { reject(signal.reason); });
    }),
  });
  const asked = source.check({ customerId: '7' }, 'S100000001_DE', { signal: leaving.signal });
  await new Promise((resolve) => { setImmediate(resolve); });
  leaving.abort(new Error('left'));
  await assert.rejects(asked, /left/);
  assert.equal(told?.aborted, true);
});
