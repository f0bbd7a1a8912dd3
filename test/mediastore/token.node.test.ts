import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksLikeJwt, readClaims } from '../../src/mediastore/token.js';

const part = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const jwt = (claims: unknown): string => `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;

test('claims are read whether customerId is a number or a string', () => {
  for (const customerId of [702813501, '702813501']) {
    assert.equal(readClaims(jwt({ customerId, publisherId: 123456789, exp: 1 }))?.customerId, '702813501');
  }
});

test('the publisher is read from publisherId or broadcasterId', () => {
  assert.equal(readClaims(jwt({ customerId: 1, publisherId: 5, exp: 1 }))?.publisherId, '5');
  assert.equal(readClaims(jwt({ customerId: 1, broadcasterId: '6', exp: 1 }))?.publisherId, '6');
});

test('the e-mail and the end of a token are read', () => {
  const claims = readClaims(jwt({ customerId: 1, exp: 99, email: 'a@example.com' }));
  assert.deepEqual(claims, { customerId: '1', publisherId: null, expiresAt: 99, email: 'a@example.com' });
});

test('claims are read in every alphabet, and where base64url differs from base64', () => {
  for (const email of ['Zoë@exämple.com', '用户@例え.jp', '~~~???>>>@example.com']) {
    const token = jwt({ customerId: 1, exp: 1, email });
    assert.equal(readClaims(token)?.email, email);
  }
  assert.match(jwt({ customerId: 1, exp: 1, email: '~~~???>>>@example.com' }), /[-_]/);
});

const hostile: [string, unknown][] = [
  ['nothing', undefined], ['null', null], ['a number', 7], ['an object', {}], ['the empty string', ''],
  ['two parts', 'a.b'], ['five parts', 'a.b.c.d.e'], ['base64url of no JSON', `a.${part('{')}.c`],
  ['an array', jwt([1])], ['a string', jwt('"x"')], ['no customer', jwt({ exp: 1 })],
  ['a negative customer', jwt({ customerId: -1, exp: 1 })], ['a fractional customer', jwt({ customerId: 1.5, exp: 1 })],
  ['a customer of letters', jwt({ customerId: 'x', exp: 1 })], ['an object for a customer', jwt({ customerId: { toString: 1 }, exp: 1 })],
  ['no end', jwt({ customerId: 1 })], ['an end in words', jwt({ customerId: 1, exp: 'soon' })],
  ['claims from the prototype', jwt('{"__proto__":{"customerId":1,"exp":1}}')],
  ['8 kB and more', `a.${'b'.repeat(8192)}.c`], ['a line break', `${jwt({ customerId: 1, exp: 1 })}\n`], ['a blank', 'a.b c.d'],
];
for (const [name, value] of hostile) {
  test(`${name} is no customer token`, () => { assert.equal(readClaims(value), null); });
}

test('a token of three base64url parts under 8 kB may be sent', () => {
  assert.ok(looksLikeJwt('a-_.b.c'));
  for (const bad of ['a.b', 'a.b.c=', 'a b.c.d', `a.b.${'c'.repeat(8200)}`, 7]) assert.equal(looksLikeJwt(bad), false);
});
