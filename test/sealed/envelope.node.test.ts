import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnvelope, type Envelope } from '../../src/sealed/index.js';
import { sealed } from './sealed.js';

const good = await sealed('<p>Premium</p>');
const [recipient] = good.recipients;
const encode = (header: object): string => Buffer.from(JSON.stringify(header)).toString('base64url');
const header = parseEnvelope(JSON.stringify(good)).header;
const withHeader = (change: object): string => JSON.stringify({ ...good, protected: encode({ ...header, ...change }) });
const withRecipient = (change: object, inHeader: object = {}): string =>
  JSON.stringify({ ...good, recipients: [{ ...recipient, header: { ...recipient!.header, ...inHeader }, ...change }] });
const changed = (change: object): string => JSON.stringify({ ...good, ...change });

test('an envelope is read with what its header says', () => {
  const { envelope, header } = parseEnvelope(JSON.stringify(good));
  assert.deepEqual(envelope, good);
  assert.deepEqual({ ...header, ver: '' }, { enc: 'A256GCM', typ: 'sealed+jwe', cty: 'text/html', asset: 'news/one.html', ver: '' });
});

const wrong: [what: string, source: string, words: RegExp][] = [
  ['no JSON', '<script>', /it is not JSON/],
  ['a list', '[]', /not a JSON object/],
  ['a compact JWE', '"a.b.c.d.e"', /not a JSON object/],
  ['a member of another format', changed({ aad: '' }), /"aad", which is not among/],
  ['shared headers', changed({ unprotected: { alg: 'dir' } }), /"unprotected"/],
  ['a prototype', `{"__proto__":${JSON.stringify(good)}}`, /"__proto__"/],
  ['no recipients', changed({ recipients: [] }), /no recipients/],
  ['recipients that are no list', changed({ recipients: {} }), /no recipients/],
  ['33 recipients', changed({ recipients: Array<unknown>(33).fill(recipient) }), /33 recipients, more than 32/],
  ['a recipient that is none', changed({ recipients: [null] }), /no "kid"/],
  ['another algorithm', withRecipient({}, { alg: 'RSA1_5' }), /alg/],
  ['a password', withRecipient({}, { alg: 'PBES2-HS512+A256KW' }), /alg/],
  ['the key itself', withRecipient({}, { alg: 'dir' }), /alg/],
  ['a recipient that is a path', withRecipient({}, { kid: '../e1.S1' }), /no name of a recipient/],
  ['an epoch of the prototype', withRecipient({}, { kid: '__proto__.S1' }), /no name of a recipient/],
  ['a partner without a key', withRecipient({}, { alg: 'ECDH-ES+A256KW', kid: 'crawler' }), /no "epk"/],
  ['a key that is too short', withRecipient({ encrypted_key: 'AAAA' }), /not 40 bytes/],
  ['a key that is spelt otherwise', withRecipient({ encrypted_key: `${recipient!.encrypted_key.slice(0, -1)}_` }), /not 40 bytes/],
  ['padding', changed({ ciphertext: 'AA==' }), /"ciphertext" is no base64url/],
  ['another alphabet', changed({ ciphertext: 'A+/A' }), /"ciphertext" is no base64url/],
  ['bits too many', changed({ ciphertext: 'AB' }), /"ciphertext" is no base64url/],
  ['no content', changed({ ciphertext: undefined }), /"ciphertext" is no base64url/],
  ['a cut tag', changed({ tag: good.tag.slice(0, 8) }), /"tag" is not 16 bytes/],
  ['a long nonce', changed({ iv: 'A'.repeat(22) }), /"iv" is not 12 bytes/],
  ['a header that is no JSON', changed({ protected: 'AAAA' }), /"protected" does not hold JSON/],
  ['compression inside', withHeader({ zip: 'DEF' }), /"zip", which is not among/],
  ['critical extensions', withHeader({ crit: ['b64'] }), /"crit"/],
  ['an algorithm in the header', withHeader({ alg: 'dir' }), /"alg"/],
  ['another type', withHeader({ typ: 'JWE' }), /"typ"/],
  ['another cipher', withHeader({ enc: 'A128CBC-HS256' }), /"enc"/],
  ['a media type that is none', withHeader({ cty: 'text' }), /"cty"/],
  ['no asset', withHeader({ asset: '' }), /"asset"/],
  ['an asset with a line break', withHeader({ asset: 'a\nb' }), /"asset"/],
  ['no edition', withHeader({ ver: 1 }), /"ver"/],
  ['another coding', withHeader({ ce: 'br' }), /"ce"/],
];
for (const [what, source, words] of wrong) {
  test(`an envelope with ${what} is refused in words`, () => {
    assert.throws(() => parseEnvelope(source), { name: 'EnvelopeError', message: words });
  });
}

const names: [kid: string, fine: boolean][] = [
  ['e1.S100000001_DE', true], ['e1.tag-gold', true], ['e1.tag-news: local', true], ['2026-11.S1', false],
  ['e1.', false], ['.S1', false], ['e1', false], ['e1.tag-', false], ['e1.tag- gold', false], ['e1.S1/../x', false], ['e1.S1.S2', false], [`e1.${'S'.repeat(65)}`, false],
];
for (const [kid, fine] of names) {
  test(`"${kid}" is ${fine ? 'a' : 'no'} name of a recipient`, () => {
    const parse = (): { envelope: Envelope } => parseEnvelope(withRecipient({}, { kid }));
    if (fine) assert.equal(parse().envelope.recipients[0]?.header.kid, kid);
    else assert.throws(parse, /no name of a recipient/);
  });
}
