import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readAsset, writeAsset } from '../../../src/server/content/asset.js';
import { readOffersTable } from '../../../src/server/content/assets.js';

const names: [string, string][] = [
  ['news/one.html', 'news/one.html'], ['one', 'one'], ['a%20b.html', 'a b.html'], ['%C3%A4.html', 'ä.html'],
  ['films/a%28b%29.mp4', 'films/a(b).mp4'], ['a+b', 'a+b'], ['a..b', 'a..b'], ['a;v=1/b', 'a;v=1/b'],
];
for (const [path, asset] of names) {
  test(`the path ${path} speaks of the asset ${asset}`, () => {
    assert.equal(readAsset(path), asset);
  });
}

const noNames = [
  '', '/', '//', '/a', 'a/', 'a//b', '.', '..', './a', '../a', 'a/..', 'a/../b', 'a/./b', '%2e%2e/a', '%2E%2e', 'a/%2e%2e/b', '.env', 'a/.git/config',
  '%2eenv', '..a', '...', 'a%2fb', 'a%2Fb', '..%2f..%2fetc%2fpasswd', 'a%5cb', '..%5c..%5cetc', 'a\\b', 'a%00', '%00', 'a%00.html', 'a%0a', 'a%7f', 'a%01b',
  '%252e%252e/a', '%25', '%252f', 'a%25b', '%', '%2', '%zz', '%c0%ae%c0%ae/a', '%c0%af', '%ff', '%ed%a0%80', 'a/%', 'x'.repeat(256), 'x/'.repeat(600) + 'x',
];
for (const path of noNames) {
  test(`the path ${JSON.stringify(path.slice(0, 40))} speaks of no asset`, () => {
    assert.equal(readAsset(path), undefined);
  });
}

test('a path never speaks of anything but plain segments, whatever it holds', () => {
  const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('.', '..', '/', '%2e', '%2f', '%5c', '%00', '%25', '\\', '~', 'a'));
  fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
    const asset = readAsset(pieces.join(''));
    if (asset === undefined) return;
    for (const segment of asset.split('/')) assert.match(segment, /^(?!\.)[^\u0000-\u001f\u007f%\\/]+$/);
  }), { numRuns: 1000 });
});

test('an asset is read back as it was written', () => {
  const segment = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((text) => readAsset(encodeURIComponent(text)) !== undefined);
  fc.assert(fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), (segments) => {
    assert.equal(readAsset(writeAsset(segments.join('/'))), segments.join('/'));
  }));
});

const table = readOffersTable({
  'news/one.html': ['S123456789_US'],
  'news/(new) one.html': ['A1'],
  'news/*.html': ['A2', 'A3', 'A2'],
  'films/**': ['P123456789'],
  'films/one/late.mp4': ['A4'],
  '{podcasts,radio}/[0-9]*.mp3': ['A5'],
  'raw/(a|b)*': ['A6'],
});
const listed: [string, string[] | undefined][] = [
  ['news/one.html', ['S123456789_US']], ['news/two.html', ['A2', 'A3']], ['news/(new) one.html', ['A1']], ['news/deep/one.html', undefined],
  ['films/one/index.m3u8', ['P123456789']], ['films/one/late.mp4', ['P123456789']], ['films', undefined], ['films/', undefined], ['Films/one', undefined],
  ['films/.hidden', undefined], ['films/../news/one.html', undefined], ['radio/7.mp3', ['A5']], ['radio/x.mp3', undefined], ['raw/a1', undefined], ['raw/(a|b)1', ['A6']], ['other', undefined],
];
for (const [asset, offers] of listed) {
  test(`${asset} ${offers ? `opens with ${offers.join(' or ')}` : 'is not listed'}`, () => {
    assert.deepEqual(table.offersOf(asset), offers);
  });
}

test('the offers of a table are each named once', () => {
  assert.deepEqual(table.offers, ['S123456789_US', 'A1', 'A2', 'A3', 'P123456789', 'A4', 'A5', 'A6']);
});

test('the table itself, and what is hidden, is not listed by any pattern', () => {
  const everything = readOffersTable({ '**': ['A1'], '**/.git/*': ['A1'] });
  assert.deepEqual(['offers.json', '.env', 'a/.git/config', 'a/offers.json'].map((asset) => everything.offersOf(asset)), [undefined, undefined, undefined, ['A1']]);
});

const wrong: [string, unknown, RegExp][] = [
  ['no object', 'offers.json', /assets: this is no offers table\. Write \{/],
  ['a list', [], /no offers table/],
  ['null', null, /no offers table/],
  ['one offer without a list', { 'a.html': 'S123456789_US' }, /"a\.html" has no list of offers\. Write "a\.html": \[/],
  ['an empty list', { 'a.html': [] }, /"a\.html" names no offer/],
  ['a number for an offer', { 'a.html': [1] }, /"a\.html" names 1, which is no offer id/],
  ['an offer with a slash', { 'a.html': ['S1/..'] }, /names "S1\/\.\."/],
  ['a name with a slash at its front', { '/a.html': ['S1'] }, /"\/a\.html" begins as a path does/],
  ['a pattern with ./ at its front', { './a/**': ['S1'] }, /"\.\/a\/\*\*" begins as a path does/],
  ['a name that is encoded', { 'a%20b.html': ['S1'] }, /"a%20b\.html" can be no asset/],
  ['a name that climbs', { 'a/../b.html': ['S1'] }, /can be no asset/],
  ['a negation', { '!a.html': ['S1'] }, /"!a\.html" excludes instead of naming/],
  ['a number, which JavaScript puts first', { '**': ['S1'], '12': ['S2'] }, /"12" is a number.*Write "\[1\]2"/],
];
for (const [name, value, message] of wrong) {
  test(`an offers table with ${name} is refused with what to write`, () => {
    assert.throws(() => readOffersTable(value), (error: Error) => error instanceof TypeError && message.test(error.message));
  });
}

test('no table opens an asset that it does not list', () => {
  const segment = fc.stringMatching(/^[a-z0-9]{1,6}$/);
  fc.assert(fc.property(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.array(segment, { minLength: 1, maxLength: 3 }), (one, other) => {
    const [listedName, asked] = [`x/${one.join('/')}`, `x/${other.join('/')}`];
    assert.equal(readOffersTable({ [listedName]: ['A1'] }).offersOf(asked) !== undefined, listedName === asked);
  }));
});
