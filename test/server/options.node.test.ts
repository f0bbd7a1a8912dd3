import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuard, type GuardOptions } from '../../src/server/index.js';
import { readOptions } from '../../src/server/options.js';

const good = { environment: 'sandbox', publisherId: '123456789', log: () => undefined } as const;
const secrets = (...some: unknown[]) => ({ webhook: { secrets: some } });

for (const [option, wrong, message] of [
  ['environment', { environment: undefined }, /"environment" is "production" or "sandbox"/],
  ['environment', { environment: 'staging' }, /"environment" is "production" or "sandbox"/],
  ['publisherId', { publisherId: undefined }, /"publisherId" is the publisher's number/],
  ['publisherId', { publisherId: 'paper' }, /"publisherId" is the publisher's number.*digits/],
  ['publisherId', { publisherId: -1 }, /"publisherId"/],
  ['apiBase', { apiBase: 'mediastore' }, /"apiBase" is an absolute URL/],
  ['apiBase', { apiBase: 'http://mediastore.example' }, /"apiBase" must begin with https/],
  ['apiBase', { apiBase: 'https://user:word@mediastore.example' }, /"apiBase" is an absolute URL without user/],
  ['jwksUrl', { jwksUrl: 'http://auth.example/jwks.json' }, /"jwksUrl" must begin with https/],
  ['jwksUrl', { jwksUrl: 'file:///etc/keys' }, /"jwksUrl" is an absolute URL/],
  ['sources', { sources: [] }, /"sources" names at least one source/],
  ['sources', { sources: [{}] }, /"sources\[0\]" is a source/],
  ['combine', { combine: 'some' }, /"combine" is "any", "all" or "first-definite"/],
  ['assets', { assets: { 'a.html': [] } }, /a\.html.*names no offer/],
  ['assets', { assets: { 'a.html': ['a b'] } }, /a\.html.*no offer id/],
  ['cache', { cache: {} }, /"cache" is a storage made by createStorage/],
  ['allowedOrigins', { allowedOrigins: ['*'] }, /"allowedOrigins\[0\]" is an origin/],
  ['allowedOrigins', { allowedOrigins: ['null'] }, /"allowedOrigins\[0\]" is an origin/],
  ['allowedOrigins', { allowedOrigins: ['https://www.example.com/'] }, /"allowedOrigins\[0\]" is an origin/],
  ['allowedOrigins', { allowedOrigins: 'https://www.example.com' }, /"allowedOrigins"/],
  ['cookie', { cookie: 'yes' }, /"cookie" is true or false/],
  ['webhook', secrets(), /"webhook.secrets" holds at least one secret/],
  ['webhook', secrets(''), /"webhook.secrets\[0\]" has 16 to 64 bytes/],
  ['webhook', secrets('undefined'), /"webhook.secrets\[0\]" is the text of an unset variable/],
  ['webhook', secrets(undefined), /"webhook.secrets\[0\]" is a string; an unset variable is none/],
  ['webhook', secrets('x'.repeat(15)), /16 to 64 bytes/],
  ['webhook', secrets('x'.repeat(65)), /16 to 64 bytes/],
  ['webhook', { webhook: { secrets: ['x'.repeat(32)], encoding: 'base32' } }, /"webhook.encoding" is "hex" or "base64"/],
  ['webhook', { webhook: { secrets: ['x'.repeat(32)], header: 'a b' } }, /"webhook.header" is the name of a header/],
  ['trustProxy', { trustProxy: true }, /"trustProxy" is a number of proxies/],
  ['trustProxy', { trustProxy: -1 }, /"trustProxy" is 0 or more/],
  ['base', { base: 'guard' }, /"base" is a path such as "\/guard"/],
  ['base', { base: '/guard/' }, /"base" is a path such as "\/guard"/],
  ['clock', { clock: Date }, /"clock" has now\(\) and after\(\)/],
  ['log', { log: console }, /"log" is a function/],
  ['allowedOrigin', { allowedOrigin: [] }, /there is no option "allowedOrigin"/],
] as const) {
  test(`${option}: ${JSON.stringify(wrong)} is refused in words`, () => {
    assert.throws(() => createGuard({ ...good, ...wrong } as unknown as GuardOptions), ({ name, message: said }: Error) => {
      assert.match(said, message);
      return name === 'TypeError';
    });
  });
}

test('no secret is ever quoted', () => {
  assert.throws(() => createGuard({ ...good, webhook: { secrets: ['hush hush'] } }), ({ message }: Error) => !message.includes('hush'));
});

for (const [environment, apiBase, jwksUrl] of [
  ['sandbox', 'https://mediastoreapi-sandbox.cleeng.com', 'https://auth.api.sandbox.cleeng.com/.well-known/jwks.json'],
  ['production', 'https://mediastoreapi.cleeng.com', 'https://auth.api.cleeng.com/.well-known/jwks.json'],
] as const) {
  test(`${environment} has its own hosts`, () => {
    const settings = readOptions({ ...good, environment });
    assert.deepEqual([settings.apiBase, settings.jwksUrl], [apiBase, jwksUrl]);
  });
}

test('http is allowed on this machine, and where a fetch was passed in', () => {
  assert.equal(readOptions({ ...good, apiBase: 'http://localhost:4000/mediastore/' }).apiBase, 'http://localhost:4000/mediastore');
  assert.equal(readOptions({ ...good, apiBase: 'http://mediastore.test', fetch: async () => new Response() }).apiBase, 'http://mediastore.test');
});
