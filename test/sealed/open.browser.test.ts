import { expect } from '@open-wc/testing';
import { exportJWK, generateKeyPair } from 'jose';
import type { Envelope, SealOptions } from '../../src/sealed/index.js';
import { createKeyRequest, openSealed, readSealed, textOf, type Sealed } from '../../src/sealed/open.js';
import { unpack } from '../../src/sealed/unpack.js';
import { customerId, keyTo, now, offer, other, release, sealed, type Lies } from './sealed.js';

const read = (envelope: object): Sealed => readSealed(JSON.stringify(envelope));

/** Whether something rejects or throws. */
const fails = async (run: () => Promise<unknown>): Promise<boolean> => {
  try {
    await run();
    return false;
  } catch {
    return true;
  }
};

const bytes = (length: number): Uint8Array => new Uint8Array(length).map((_, at) => (at * 7) % 251);
const contents: [what: string, content: Uint8Array, options: Partial<SealOptions>][] = [
  ['nothing', bytes(0), {}],
  ['nothing, compressed', bytes(0), { gzip: true }],
  ['one byte', bytes(1), {}],
  ['a page', bytes(30_000), {}],
  ['a page, compressed', bytes(30_000), { gzip: true }],
  ['a megabyte', bytes(1_000_000), { cty: 'application/pdf' }],
];
for (const [what, content, options] of contents) {
  it(`${what}, sealed with jose, opens with WebCrypto`, async () => {
    const envelope = await sealed(content, options);
    const packed = await openSealed(read(envelope), await keyTo(envelope));
    const opened = new Uint8Array(read(envelope).header.ce ? await unpack(packed) : packed);
    expect(opened.length).to.equal(content.length);
    expect(opened.every((byte, at) => byte === content[at])).to.equal(true);
  });
}

it('text comes back in its own letters', async () => {
  const envelope = await sealed('<p>Ælfgifu 潮 🌊</p>');
  expect(textOf(await openSealed(read(envelope), await keyTo(envelope)))).to.equal('<p>Ælfgifu 潮 🌊</p>');
});

it('the key cannot be exported', async () => {
  const key = await keyTo(await sealed('Premium'));
  expect(key.extractable).to.equal(false);
  expect(key.usages).to.deep.equal(['decrypt']);
  for (const format of ['raw', 'jwk'] as const) expect(await fails(async () => crypto.subtle.exportKey(format, key))).to.equal(true);
});

it('a question shows the public half of a key alone, and asks for the gate\'s own offers first', async () => {
  const envelope = await sealed('Premium', { offers: ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9', other] });
  const { asset, epk, candidates } = (await createKeyRequest(read(envelope), [other]))[0] as { asset: string; epk: object; candidates: { kid: string }[] };
  expect(asset).to.equal('news/one.html');
  expect(Object.keys(epk)).to.deep.equal(['kty', 'crv', 'x', 'y']);
  expect(candidates.map(({ kid }) => kid)).to.deep.equal([`e2.${other}`, 'e2.A1', 'e2.A2', 'e2.A3', 'e2.A4', 'e2.A5', 'e2.A6', 'e2.A7']);
});

it('partners are not asked for', async () => {
  const { publicKey } = await generateKeyPair('ECDH-ES+A256KW', { extractable: true });
  const envelope = await sealed('Premium', { partners: { crawler: await exportJWK(publicKey) } });
  const { candidates } = (await createKeyRequest(read(envelope)))[0] as { candidates: unknown[] };
  expect(candidates).to.have.length(1);
});

const flip = (text: string, at = 0): string => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
const relabel = (envelope: Envelope, change: object): Envelope => {
  const header = { ...readSealed(JSON.stringify(envelope)).header, ...change };
  return { ...envelope, protected: btoa(JSON.stringify(header)).replaceAll('=', '') };
};
const damages: [what: string, damage: (envelope: Envelope) => object][] = [
  ['whose type was changed', (envelope) => relabel(envelope, { cty: 'text/javascript' })],
  ['whose asset was changed', (envelope) => relabel(envelope, { asset: 'news/two.html' })],
  ['whose edition was changed', (envelope) => relabel(envelope, { ver: '2' })],
  ['whose coding was changed', (envelope) => relabel(envelope, { ce: 'gzip' })],
  ['that was cut', (envelope) => ({ ...envelope, ciphertext: envelope.ciphertext.slice(0, -4) })],
  ['that was emptied', (envelope) => ({ ...envelope, ciphertext: '' })],
  ['with one other byte', (envelope) => ({ ...envelope, ciphertext: flip(envelope.ciphertext) })],
  ['with another tag', (envelope) => ({ ...envelope, tag: flip(envelope.tag) })],
  ['with half a tag', (envelope) => ({ ...envelope, tag: envelope.tag.slice(0, 11) })],
  ['with another nonce', (envelope) => ({ ...envelope, iv: flip(envelope.iv) })],
  ['whose end went from content to tag', ({ ciphertext, tag, ...envelope }) => ({ ...envelope, ciphertext: ciphertext.slice(0, -4), tag: ciphertext.slice(-4) + tag })],
];
for (const [what, damage] of damages) {
  it(`a file ${what} does not open`, async () => {
    const envelope = await sealed(bytes(300));
    const key = await keyTo(envelope);
    expect(await fails(async () => openSealed(read(damage(envelope)), key))).to.equal(true);
  });
}

const strange: [what: string, source: string][] = [
  ['no JSON', '<!doctype html>'], ['null', 'null'], ['a list', '[]'], ['an empty object', '{}'],
  ['a JWE of another type', JSON.stringify({ protected: btoa('{"enc":"A256GCM","typ":"JWE"}'), recipients: [] })],
  ['a JWE with another cipher', JSON.stringify({ protected: btoa('{"enc":"A128GCM","typ":"sealed+jwe"}').replaceAll('=', ''), recipients: [] })],
];
for (const [what, source] of strange) {
  it(`${what} is no sealed file`, () => {
    expect(() => readSealed(source)).to.throw();
  });
}

const lies: [what: string, lies: Lies][] = [
  ['for another asset', { claims: { asset: 'news/two.html' } }],
  ['for another recipient', { claims: { kid: `e2.${other}` } }],
  ['for another customer', { claims: { sub: '1' } }],
  ['for a customer that is a number', { claims: { sub: Number(customerId) } }],
  ['that has ended', { claims: { exp: now - 61 } }],
  ['without an end', { claims: { exp: undefined } }],
  ['without a key', { claims: { k: undefined } }],
  ['with half a key', { claims: { k: 'A'.repeat(22) } }],
  ['of another type', { header: { typ: 'JWT' } }],
  ['with another cipher', { header: { enc: 'A128GCM' } }],
  ['with another algorithm', { header: { alg: 'ECDH-ES+A256KW' } }],
];
for (const [what, lie] of lies) {
  it(`an answer ${what} gives no key`, async () => {
    const envelope = await sealed('Premium');
    expect(await fails(async () => keyTo(envelope, lie))).to.equal(true);
  });
}

it('an answer to one question does not answer another', async () => {
  const file = read(await sealed('Premium'));
  const [one, two] = [await createKeyRequest(file), await createKeyRequest(file)];
  const answer = await release(one[0]);
  expect(await fails(async () => two[1](answer, now, customerId))).to.equal(true);
  expect((await one[1](answer, now, customerId)).type).to.equal('secret');
});

for (const answer of ['', '{}', 'a.b.c', '....', 'e30.e30.e30.e30.e30', 'e30..AA.AA.AA.AA']) {
  it(`"${answer}" is no answer`, async () => {
    const [, keyFrom] = await createKeyRequest(read(await sealed('Premium')));
    expect(await fails(async () => keyFrom(answer, now, customerId))).to.equal(true);
  });
}

it('a clock may be a minute off', async () => {
  const [body, keyFrom] = await createKeyRequest(read(await sealed('Premium')));
  expect((await keyFrom(await release(body), now + 359, customerId)).type).to.equal('secret');
});

it('the key of one file opens no other, not even of the same name', async () => {
  const [one, two] = [await sealed('Premium'), await sealed('Premium')];
  const key = await keyTo(one);
  expect(await fails(async () => openSealed(read(two), key))).to.equal(true);
});

it('what unpacks to more than its limit stops there', async () => {
  const envelope = await sealed('tide '.repeat(1_000_000), { gzip: true });
  const packed = await openSealed(read(envelope), await keyTo(envelope));
  expect(await fails(async () => unpack(packed, 100_000))).to.equal(true);
  expect((await unpack(packed)).byteLength).to.equal(5_000_000);
});

it('what is larger than 32 MB is not even decrypted', async () => {
  const envelope = await sealed('Premium');
  const key = await keyTo(envelope);
  const { decrypt } = crypto.subtle;
  let decrypted = 0;
  crypto.subtle.decrypt = async (...about) => {
    decrypted++;
    return decrypt.apply(crypto.subtle, about);
  };
  try {
    const long = { ...read(envelope), ciphertext: 'A'.repeat(43_000_000) };
    expect([await fails(async () => openSealed(long, key)), decrypted]).to.deep.equal([true, 0]);
    expect([await fails(async () => openSealed({ ...long, ciphertext: 'AAAA' }, key)), decrypted]).to.deep.equal([true, 1]);
  } finally {
    Reflect.deleteProperty(crypto.subtle, 'decrypt');
  }
});

const openDatabase = async (): Promise<IDBDatabase> => {
  const request = indexedDB.open('sealed-test', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('keys');
  return done(request);
};
const done = async <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });

it('a key that was kept in IndexedDB opens its file without the guard, and is no more readable than before', async () => {
  const envelope = await sealed('Premium', { offers: [offer] });
  const [database, fetched] = [await openDatabase(), await keyTo(envelope)];
  await done(database.transaction('keys', 'readwrite').objectStore('keys').put(fetched, 'news/one.html'));
  const key = await done<CryptoKey>(database.transaction('keys').objectStore('keys').get('news/one.html') as IDBRequest<CryptoKey>);
  expect(textOf(await openSealed(read(envelope), key))).to.equal('Premium');
  expect(await fails(async () => crypto.subtle.exportKey('raw', key))).to.equal(true);
});
