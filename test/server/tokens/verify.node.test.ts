import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, test } from 'node:test';
import { exportSPKI, importJWK } from 'jose';
import { createKeys } from '../../../src/server/tokens/jwks.js';
import { Refusal } from '../../../src/server/answering/refusal.js';
import { verifyToken, type Identity, type TokenRules } from '../../../src/server/tokens/verify.js';
import { createTestClock } from '../../clock.js';
import { base64url, createSigner, parts, type Signer } from '../signer.js';

const clock = createTestClock();
const now = clock.now() / 1000;
const good = { customerId: 702813501, publisherId: 123456789, exp: now + 900 };
let signer: Signer;
let stranger: Signer;
before(async () => { [signer, stranger] = await Promise.all([createSigner('k1'), createSigner('k1')]); });

const verify = async (jwt: string, rules: Partial<TokenRules> = {}): Promise<Identity> => {
  const fetch = async (): Promise<Response> => Response.json({ keys: [signer.jwk] });
  const keys = createKeys({ url: 'https://auth.example/jwks.json', fetch, clock, log: () => undefined });
  return verifyToken(jwt, { keys, clock, publisherId: '123456789', ...rules });
};
const refusalOf = async (jwt: string, rules?: Partial<TokenRules>): Promise<string> => {
  try {
    return `verified as ${JSON.stringify(await verify(jwt, rules))}`;
  } catch (error) {
    return error instanceof Refusal ? error.message : String(error);
  }
};

for (const [name, claims, customerId = '702813501'] of [
  ['a number for the customer', good],
  ['digits for the customer', { ...good, customerId: '702813501' }],
  ['digits for the publisher', { ...good, publisherId: '123456789' }],
  ['the publisher as broadcasterId', { customerId: 702813501, broadcasterId: 123456789, exp: good.exp }],
  ['24 hours to live', { ...good, exp: now + 24 * 3600 }],
  ['an end within the minute of tolerance', { ...good, exp: now - 59 }],
  ['a beginning within it', { ...good, nbf: now + 59 }],
] as const) {
  test(`a token with ${name} is read`, async () => {
    assert.deepEqual(await verify(await signer.sign(claims)), { customerId, expiresAt: claims.exp });
  });
}

for (const [name, claims, code = 'no-token'] of [
  ['another publisher', { ...good, publisherId: 987654321 }],
  ['no publisher', { customerId: 702813501, exp: good.exp }],
  ['two publishers of which one is another', { ...good, broadcasterId: 987654321 }],
  ['an object for the publisher', { ...good, publisherId: { toString: '123456789' } }],
  ['a list for the publisher', { ...good, publisherId: ['123456789'] }],
  ['no customer', { publisherId: 123456789, exp: good.exp }],
  ['true for the customer', { ...good, customerId: true }],
  ['a fraction for the customer', { ...good, customerId: 7.5 }],
  ['less than nothing for the customer', { ...good, customerId: -7 }],
  ['a customer beyond what a number can hold', JSON.stringify(good).replace('702813501', '9007199254740993')],
  ['a path for the customer', { ...good, customerId: '../7' }],
  ['a list for the customer', { ...good, customerId: [702813501] }],
  ['a customer inherited by __proto__', `{"__proto__":{"customerId":702813501},"publisherId":123456789,"exp":${good.exp}}`],
  ['no end', { customerId: 702813501, publisherId: 123456789 }],
  ['its end as a string', { ...good, exp: String(good.exp) }],
  ['null for its end', { ...good, exp: null }],
  ['an end beyond all numbers', `{"customerId":702813501,"publisherId":123456789,"exp":1e999}`],
  ['its end in milliseconds', { ...good, exp: good.exp * 1000 }],
  ['more than 25 hours to live', { ...good, exp: now + 25 * 3600 + 1 }],
  ['its end behind it', { ...good, exp: now - 61 }, 'token-expired'],
  ['its beginning before it', { ...good, nbf: now + 61 }],
  ['a list instead of claims', '[1]'],
  ['claims that are no JSON', '{"customerId":'],
] as const) {
  test(`a token with ${name} is refused, whoever signed it`, async () => {
    assert.equal(await refusalOf(await signer.sign(claims)), `401 ${code}`);
  });
}

const header = { alg: 'RS256', typ: 'JWT', kid: 'k1' };
for (const [name, bad] of [
  ['crit', { ...header, crit: ['b64'] }],
  ['b64', { ...header, b64: true }],
  ['an empty crit', { ...header, crit: [] }],
  ['jku', { ...header, jku: 'https://evil.example/jwks.json' }],
  ['x5u', { ...header, x5u: 'https://evil.example/cert' }],
  ['x5c', { ...header, x5c: ['MIIB'] }],
  ['zip', { ...header, zip: 'DEF' }],
  ['a null for zip', { ...header, zip: null }],
  ['a number for kid', { ...header, kid: 1 }],
  ['the kid of no key', { ...header, kid: 'k2' }],
  ['__proto__ for kid', { ...header, kid: '__proto__' }],
  ['no alg', { kid: 'k1' }],
  ['alg in small letters', { ...header, alg: 'rs256' }],
  ['RS384', { ...header, alg: 'RS384' }],
  ['PS256', { ...header, alg: 'PS256' }],
  ['a list of algs', { ...header, alg: ['RS256'] }],
  ['bytes that are not UTF-8', Buffer.from('{"alg":"RS256","kid":"k1","x":"\xff"}', 'latin1')],
  ['a string for a header', '"RS256"'],
  ['null for a header', 'null'],
] as const) {
  test(`a header with ${name} is refused, whoever signed it`, async () => {
    assert.equal(await refusalOf(await signer.sign(good, bad)), '401 no-token');
  });
}

test('a key inside the token is no key', async () => {
  assert.equal(await refusalOf(await stranger.sign(good, { ...header, jwk: stranger.jwk })), '401 no-token');
});

test('a signature by another key of the same name is none', async () => {
  assert.equal(await refusalOf(await stranger.sign(good)), '401 no-token');
});

test('alg none is refused, in any spelling and with or without a signature', async () => {
  for (const alg of ['none', 'None', 'NONE']) {
    assert.equal(await refusalOf(`${parts(good, { ...header, alg })}.`), '401 no-token');
    assert.equal(await refusalOf(await signer.sign(good, { ...header, alg })), '401 no-token');
  }
});

test('a public key is no secret for HS256', async () => {
  const key = await importJWK(signer.jwk, 'RS256', { extractable: true });
  for (const secret of [await exportSPKI(key as CryptoKey), JSON.stringify(signer.jwk), signer.jwk.n!, '']) {
    for (const alg of ['HS256', 'RS256']) {
      const input = parts(good, { ...header, alg });
      assert.equal(await refusalOf(`${input}.${base64url(createHmac('sha256', secret).update(input).digest())}`), '401 no-token');
    }
  }
});

test('claims that were changed, or a signature that was cut, are refused', async () => {
  const [first = '', claims = '', signature = ''] = (await signer.sign(good)).split('.');
  const richer = base64url(JSON.stringify({ ...good, customerId: 1 }));
  for (const jwt of [`${first}.${richer}.${signature}`, `${first}.${claims}.${signature.slice(0, -4)}`, `${first}.${claims}.${'A'.repeat(342)}`, `${first}.${claims}.`, `${first}.${claims}`, '', '..']) {
    assert.equal(await refusalOf(jwt), '401 no-token', jwt.slice(-20));
  }
});

for (const [name, rules, claims, head] of [
  ['issuer', { issuer: 'cleeng' }, { iss: 'cleeng' }, header],
  ['audience', { audience: 'paper' }, { aud: ['paper', 'film'] }, header],
  ['typ', { typ: 'at+jwt' }, {}, { ...header, typ: 'at+jwt' }],
] as const) {
  test(`a configured ${name} is demanded`, async () => {
    assert.equal(await refusalOf(await signer.sign({ ...good, iss: 'other', aud: 'other' }), rules), '401 no-token');
    assert.equal(await refusalOf(await signer.sign(good), rules), '401 no-token');
    assert.equal((await verify(await signer.sign({ ...good, ...claims }, head), rules)).customerId, '702813501');
  });
}
