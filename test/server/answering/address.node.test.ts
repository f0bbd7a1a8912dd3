import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coreSource, createGuard, jsonRpcSource, mediaStoreSource, type GuardOptions, type Source } from '../../../src/server/index.js';
import { createSimulator } from '../../../src/simulator/index.js';
import { clientAddress } from '../../../src/server/answering/address.js';
import { createTestClock } from '../../clock.js';
import { bearer, host } from '../guarded.js';

/** All that a source sends when the guard is asked from an address; proxies add more of them. */
async function sent(make: (options: Pick<GuardOptions, 'fetch' | 'clock'> & { base: string; token: string; publisherToken: string }) => Source, more: Partial<GuardOptions> = {}): Promise<string> {
  const clock = createTestClock();
  const simulator = createSimulator({ clock });
  const told: string[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    told.push(JSON.stringify([url, init.headers, init.body]));
    return simulator.fetch(url, init);
  };
  const { publisherId, publisherToken } = simulator;
  const source = make({ base: 'http://mediastore.test', fetch, clock, token: simulator.customerToken('owner'), publisherToken });
  const guard = createGuard({
    environment: 'sandbox', publisherId, jwksUrl: 'http://mediastore.test/.well-known/jwks.json', fetch: simulator.fetch, clock, log: () => undefined, sources: [source], ...more,
  });
  const headers = { ...bearer((await simulator.signIn('owner')).jwt), 'X-Forwarded-For': '198.51.100.7' };
  const response = await guard(new Request(`${host}/guard/entitlements/S100000001_DE`, { headers }), { address: '192.0.2.1' });
  assert.equal(response.status, 200);
  await guard.close();
  return told.join();
}

const rows: [string, Parameters<typeof sent>, RegExp][] = [
  ['MediaStore', [(options) => mediaStoreSource(options)], /^((?!192\.0\.2|198\.51).)*$/],
  ['the Core API', [(options) => coreSource({ ...options, base: `${options.base}/3.1` })], /^((?!192\.0\.2|198\.51).)*$/],
  ['the legacy API, unasked', [(options) => jsonRpcSource({ ...options, base: `${options.base}/3.0/json-rpc`, customerToken: async () => options.token })], /^((?!192\.0\.2|198\.51).)*$/],
  ['the legacy API, asked to', [(options) => jsonRpcSource({ ...options, base: `${options.base}/3.0/json-rpc`, customerToken: async () => options.token, sendAddress: true })], /ipAddress\W+192\.0\.2\.1/],
  ['the legacy API, behind one proxy', [(options) => jsonRpcSource({ ...options, base: `${options.base}/3.0/json-rpc`, customerToken: async () => options.token, sendAddress: true }), { trustProxy: 1 }], /ipAddress\W+198\.51\.100\.7/],
];
for (const [name, asked, words] of rows) {
  test(`${name} is told ${words.source.startsWith('^') ? 'no' : 'the'} address of the reader`, async () => {
    assert.match(await sent(...asked), words);
  });
}

for (const [hop, address] of [['192.0.2.1:4711', '192.0.2.1'], ['[2001:db8::1]:4711', '2001:db8::1'], ['2001:db8::1', '2001:db8::1'], ['[2001:db8::1]', '2001:db8::1']] as const) {
  test(`a proxy that writes ${hop} means ${address}`, () => {
    assert.equal(clientAddress(new Request(host, { headers: { 'X-Forwarded-For': hop } }), undefined, 1), address);
  });
}
