import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportJWK, generalDecrypt, generateKeyPair } from 'jose';
import { deriveKek } from '../../src/sealed/kek.js';
import { generateMaster, parseEnvelope, readMasters, seal, unseal, type SealOptions } from '../../src/sealed/index.js';
import { masters, offer, other, sealed, secrets } from './sealed.js';

const asset = 'news/one.html';
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const parsed = async (...args: Parameters<typeof sealed>) => parseEnvelope(JSON.stringify(await sealed(...args)));

test('jose opens what was sealed, for each of its offers', async () => {
  const { envelope } = await parsed('<p>Premium</p>', { offers: [offer, other] });
  for (const name of [offer, other]) {
    const kek = await deriveKek(masters, { epoch: 'e2', kind: 'offer', name }, asset);
    assert.equal(text((await generalDecrypt(envelope as never, kek!)).plaintext), '<p>Premium</p>');
  }
});

const strangers: [what: string, recipient: Parameters<typeof deriveKek>[1], asset: string][] = [
  ['another offer', { epoch: 'e2', kind: 'offer', name: other }, asset],
  ['a tag of that name', { epoch: 'e2', kind: 'tag', name: offer }, asset],
  ['another epoch', { epoch: 'e1', kind: 'offer', name: offer }, asset],
  ['another asset', { epoch: 'e2', kind: 'offer', name: offer }, 'news/two.html'],
  ['letters moved from the offer to the asset', { epoch: 'e2', kind: 'offer', name: offer.slice(0, -1) }, `E${asset}`],
];
for (const [what, recipient, name] of strangers) {
  test(`the key of ${what} opens nothing`, async () => {
    const { envelope } = await parsed('<p>Premium</p>');
    const kek = await deriveKek(masters, recipient, name);
    await assert.rejects(generalDecrypt(envelope as never, kek!), { code: 'ERR_JWE_DECRYPTION_FAILED' });
  });
}

test('an envelope is sealed with the newest master and opens with any listed', async () => {
  const { e1, e2 } = secrets;
  const old = parseEnvelope(JSON.stringify(await sealed('Premium', { masters: readMasters({ e1 }) })));
  assert.equal(old.envelope.recipients[0]?.header.kid, `e1.${offer}`);
  assert.equal(text(await unseal(old, masters)), 'Premium');
  assert.equal((await parsed('Premium')).envelope.recipients[0]?.header.kid, `e2.${offer}`);
  await assert.rejects(unseal(old, readMasters({ e2 })), /none of the masters opens it; it was sealed under e1/);
});

test('no two envelopes have a key or a nonce in common', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => sealed('Premium')));
  for (const part of [all.map(({ iv }) => iv), all.map(({ ciphertext }) => ciphertext), all.map(({ recipients }) => recipients[0]?.encrypted_key)]) {
    assert.equal(new Set(part).size, 20);
  }
});

test('the edition is the same for the same content, and tells nothing without the master', async () => {
  const ver = async (...args: Parameters<typeof sealed>): Promise<string> => (await parsed(...args)).header.ver;
  const first = await ver('Premium');
  assert.equal(await ver('Premium'), first);
  const others = [ver('premium'), ver('Premium', { asset: 'b' }), ver('Premium', { cty: 'text/plain' }), ver('Premium', { masters: readMasters({ e2: generateMaster() }) })];
  assert.equal(new Set([first, ...(await Promise.all(others))]).size, 5);
});

const contents: [what: string, content: string | Uint8Array, options: Partial<SealOptions>][] = [
  ['nothing', '', {}],
  ['one megabyte', new Uint8Array(1_000_000).map((_, at) => at % 251), {}],
  ['text that was compressed', 'Ebbe und Flut, größer als gedacht. '.repeat(1000), { gzip: true }],
  ['text in many scripts', 'Ælfgifu 潮 🌊 \u0000 </script>', {}],
];
for (const [what, content, options] of contents) {
  test(`the build opens ${what} again`, async () => {
    const bytes = await unseal(await parsed(content, options), masters);
    assert.deepEqual(Buffer.from(bytes), Buffer.from(content));
  });
}

test('compressing makes a long text short', async () => {
  assert.ok((await sealed('tide '.repeat(10_000), { gzip: true })).ciphertext.length < 1000);
});

test('a partner opens it with a key pair of their own, and readers as before', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES+A256KW', { extractable: true });
  const envelope = await parsed('Premium', { partners: { crawler: await exportJWK(publicKey) } });
  assert.equal(text((await generalDecrypt(envelope.envelope as never, privateKey)).plaintext), 'Premium');
  assert.equal(text(await unseal(envelope, masters)), 'Premium');
  await assert.rejects(sealed('x', { partners: { crawler: await exportJWK(privateKey) } }), /"crawler" is a private one/);
});

test('a tag is a recipient where somebody can say who may see it', async () => {
  const kid = async (options: Partial<SealOptions>): Promise<string | undefined> => (await sealed('x', { offers: [], tags: ['gold'], ...options })).recipients[0]?.header.kid;
  assert.equal(await kid({ tagOffers: { gold: [offer] } }), 'e2.tag-gold');
  assert.equal(await kid({ accessibleTags: true }), 'e2.tag-gold');
});

const wrong: [what: string, options: Partial<SealOptions>, words: RegExp][] = [
  ['no offer', { offers: [] }, /name at least one offer/],
  ['an offer that is none', { offers: ['S1/../S2'] }, /"S1\/\.\.\/S2" is no offer id/],
  ['an offer that looks like a tag', { offers: ['tag-gold'] }, /no "tag-" in front/],
  ['33 offers', { offers: Array.from({ length: 33 }, (_, at) => `S${at}`) }, /33 offers and tags are more than 32/],
  ['a tag that nobody can look up', { tags: ['gold'] }, /nothing says who may see the tag "gold"/],
  ['a tag that the table lacks', { tags: ['gold'], tagOffers: { silver: [offer] } }, /no offer for the tag "gold"/],
  ['a tag that the table inherits', { tags: ['constructor'], tagOffers: {} }, /no offer for the tag "constructor"/],
  ['no asset', { asset: '' }, /asset is a name/],
  ['a media type that is none', { cty: 'html' }, /cty is a media type/],
  ['a partner with a dot', { partners: { 'e1.S1': {} } }, /"e1.S1" is no name/],
  ['a partner on another curve', { partners: { crawler: { kty: 'RSA' } } }, /not on P-256/],
];
for (const [what, options, words] of wrong) {
  test(`sealing for ${what} is refused in words`, async () => {
    await assert.rejects(sealed('x', options), { name: 'TypeError', message: words });
  });
}

const secret = generateMaster();
const wrongMasters: [what: string, option: Parameters<typeof readMasters>[0], words: RegExp][] = [
  ['none', {}, /there is none/],
  ['an empty variable', '', /each is <epoch>:<secret>/],
  ['a secret alone', secret, /each is <epoch>:<secret>/],
  ['an unset variable', 'undefined', /each is <epoch>:<secret>/],
  ['an epoch that is a number', { 1: secret }, /the name of an epoch is a letter/],
  ['an epoch twice', `e1:${secret},e1:${secret}`, /"e1" is listed twice/],
  ['a short secret', `e1:${secret.slice(2)}`, /"e1" is not 32 bytes/],
  ['bytes too many', { e1: new Uint8Array(33) }, /"e1" is not 32 bytes/],
];
for (const [what, option, words] of wrongMasters) {
  test(`masters with ${what} are refused, and no secret is quoted`, () => {
    assert.throws(() => readMasters(option), ({ name, message }: Error) => {
      assert.deepEqual([name, message.includes(secret.slice(2))], ['TypeError', false]);
      return words.test(message);
    });
  });
}

test('masters are read alike from a variable, from an object and from bytes', async () => {
  const envelope = await parsed('Premium');
  const { e1, e2 } = secrets;
  const options: Parameters<typeof readMasters>[0][] = [` e1:${e1}, e2:${e2} `, { e1, e2 }, { e2: new Uint8Array(Buffer.from(e2, 'base64url')) }];
  for (const option of options) {
    const read = readMasters(option);
    assert.equal(read.newest, 'e2');
    assert.equal(text(await unseal(envelope, read)), 'Premium');
  }
});

test('a direct call seals as well', async () => {
  const envelope = await seal(new Uint8Array([1, 2]), { masters, asset: 'map.pdf', offers: [offer] });
  assert.equal(parseEnvelope(JSON.stringify(envelope)).header.cty, 'application/octet-stream');
});
