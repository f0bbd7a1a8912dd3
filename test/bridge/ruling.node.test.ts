import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsMore, rule, type Noted } from '../../src/bridge/ruling.js';
import type { Statement, Verdict } from '../../src/sources/source.js';

const words: Readonly<Record<string, Statement>> = {
  granted: { status: 'granted', expiresAt: 100 },
  longer: { status: 'granted', expiresAt: 200 },
  ever: { status: 'granted', expiresAt: null },
  denied: { status: 'denied', reason: 'not-entitled' },
  abstain: { status: 'abstain' },
  gone: { status: 'denied', reason: 'unknown-offer' },
  unknown: { status: 'unknown', problem: { code: 'network' } },
};
const offers = ['a', 'b'];
/** What was said of `a` and `b`; an empty word was not asked. */
const say = (line: string): Map<string, Verdict> => new Map(line.split(' ').flatMap((word, index) =>
  (words[word] ? [[offers[index]!, { source: 'core', ...words[word] }]] : [])));

const active: Noted = { want: 'active', offerId: 'a', expiresAt: 50 };
const rulings: [string, Noted, object][] = [
  ['granted denied', undefined, { status: 'active', offerId: 'a', expiresAt: 100 }],
  ['granted longer', undefined, { status: 'active', offerId: 'b', expiresAt: 200 }],
  ['ever longer', undefined, { status: 'active', offerId: 'a', expiresAt: null }],
  ['unknown granted', undefined, { status: 'active', offerId: 'b', expiresAt: 100 }],
  ['denied denied', active, { status: 'inactive' }],
  ['denied unknown', active, { status: 'unknown', problem: { code: 'network' } }],
  ['abstain denied', active, { status: 'abstained', offers: ['a'] }],
  ['gone denied', active, { status: 'abstained', offers: ['a'] }],
  ['abstain unknown', active, { status: 'unknown', problem: { code: 'network' } }],
  ['- -', active, { status: 'active', offerId: 'a', expiresAt: 50 }],
  ['- denied', active, { status: 'active', offerId: 'a', expiresAt: 50 }],
  ['- unknown', active, { status: 'active', offerId: 'a', expiresAt: 50 }],
  ['- longer', active, { status: 'active', offerId: 'b', expiresAt: 200 }],
  ['- -', { ...active, want: 'inactive' }, { status: 'inactive' }],
  ['- denied', undefined, { status: 'inactive' }],
];
for (const [line, noted, ruling] of rulings) {
  test(`${line}, ${noted ? `noted ${noted.want}` : 'nothing noted'}: the right is ${(ruling as { status: string }).status}`, () => {
    assert.deepEqual(rule(offers, say(line), noted), ruling);
  });
}

test('when the offer that carried a right is denied, the others are asked about too', () => {
  assert.equal(needsMore(offers, say('denied -'), active), true);
  assert.equal(needsMore(offers, say('denied granted'), active), false);
  assert.equal(needsMore(offers, say('- denied'), active), false);
  assert.equal(needsMore(offers, say('denied -'), { ...active, want: 'inactive' }), false);
});

test('a right that stood by an offer which the mapping no longer names is asked about', () => {
  assert.equal(needsMore(offers, say('- -'), { ...active, offerId: 'c' }), true);
});
