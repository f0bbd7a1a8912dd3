import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { en, type Label } from '../../src/elements/labels/en.js';
import { languages } from '../../src/elements/labels/languages.js';
import type { Labels } from '../../src/elements/labels/labels.js';
import { libraryEn, ownedEn } from '../../src/elements/labels/library.en.js';

const folder = new URL('../../src/elements/labels/', import.meta.url);
const english: Labels = { ...en, ...libraryEn, ...ownedEn };
const keys = Object.keys(english) as (keyof Labels)[];
const tags = readdirSync(folder).flatMap((name) => /^((?!en\b)[a-z]{2,3}(?:-\w+)*)\.ts$/.exec(name)?.[1] ?? []);

const load = async (tag: string): Promise<Labels> => ((await import(new URL(`${tag}.ts`, folder).href)) as { default: Labels }).default;

const formsOf = (label: Label): [category: Intl.LDMLPluralRule, text: string][] =>
  typeof label === 'string' ? [['other', label]] : (Object.entries(label) as [Intl.LDMLPluralRule, string][]);
const textsOf = (label: Label): string[] => formsOf(label).map(([, text]) => text);
const placeholdersOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
const wordsOf = (text: string): string[] => text.replace(/\{\w+\}/g, '').match(/\p{L}+/gu) ?? [];

/** Whether one number alone takes this form, so that it may be a word in it: the dual, say. */
function isOneNumber(tag: string, category: Intl.LDMLPluralRule): boolean {
  const rules = new Intl.PluralRules(tag);
  return Array.from({ length: 300 }, (_, count) => rules.select(count)).filter((chosen) => chosen === category).length === 1;
}

/** The letters of one script: those of Unicode, where Japanese, Korean and Chinese have more than one name. */
const scripts: Readonly<Record<string, string>> = { Jpan: '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}', Kore: '\\p{scx=Hang}', Hans: '\\p{scx=Han}', Hant: '\\p{scx=Han}' };
function lettersOf(tag: string): RegExp {
  const { script = '' } = new Intl.Locale(tag).maximize();
  return new RegExp(`^[${scripts[script] ?? `\\p{scx=${script}}`}]+$`, 'u');
}

/** The characters of a national charset of two bytes, which is what its country writes with. */
function characters(charset: string, firstLead: number, lastLead: number, firstTrail: number): Set<string> {
  const decoder = new TextDecoder(charset);
  const all = new Set<string>();
  for (let lead = firstLead; lead <= lastLead; lead++) {
    for (let trail = firstTrail; trail < 0xff; trail++) all.add(decoder.decode(Uint8Array.of(lead, trail)));
  }
  return all;
}

/** What a compositor of the country would mark. The key is the tag, or `''` for every language. */
const misprints: Readonly<Record<string, RegExp>> = {
  '': /['"`]|\.\.\.|\s{2}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
  'ar': /[,;?]/u,
  'fa': /[,;?يك]/u,
  'el': /[?;]/u,
  'fr': /(?<![\u00a0\u202f])[:;?!]/u,
  'hi': /\.$/u,
  'ja': /[,.:;?!()]|\p{L} | \p{L}/u,
  'ro': /[şţŞŢ]/u,
  'th': /\.$/u,
  'zh-Hans': /[,.:;?!()]|\p{L} | \p{L}/u,
  'zh-Hant': /[,.:;?!()]|\p{L} | \p{L}/u,
};

test('there are at least twenty-four languages, and those that were promised', () => {
  for (const tag of ['ar', 'fa', 'he', 'hi', 'ja', 'ko', 'tr', 'uk', 'zh-Hans', 'zh-Hant']) assert.ok(tags.includes(tag), tag);
  assert.ok(tags.length + 1 >= 24, `${tags.length} and English`);
  assert.deepEqual([...languages].sort(), [...tags].sort());
});

test('the simplified Chinese texts are in characters of the mainland, the traditional ones in those of Taiwan', async () => {
  const charsets = [['zh-Hans', characters('gbk', 0xb0, 0xf7, 0xa1)], ['zh-Hant', characters('big5', 0xa4, 0xf9, 0x40)]] as const;
  for (const [tag, known] of charsets) {
    const used = Object.values(await load(tag)).flatMap(textsOf).flatMap((text) => text.match(/\p{sc=Han}/gu) ?? []);
    assert.deepEqual(used.filter((character) => !known.has(character)), [], tag);
  }
});

for (const tag of tags) {
  test(`${tag} is named as the web names languages, and Intl knows its plurals`, () => {
    assert.deepEqual(Intl.getCanonicalLocales(tag), [tag]);
    assert.deepEqual(Intl.PluralRules.supportedLocalesOf(tag), [tag]);
  });

  test(`${tag} has every text, in the order of English, and no other`, async () => {
    const translated = Object.keys(await load(tag));
    // The texts of the library's list stand between its others, and are loaded apart from them in English alone.
    for (const group of [en, libraryEn, ownedEn]) assert.deepEqual(translated.filter((key) => key in group), Object.keys(group));
    assert.equal(translated.length, keys.length);
  });

  test(`${tag} has all plural forms where English has two`, async () => {
    const expected = [...new Intl.PluralRules(tag).resolvedOptions().pluralCategories].sort();
    for (const [key, label] of Object.entries(await load(tag))) {
      if (typeof english[key as keyof Labels] === 'string') assert.equal(typeof label, 'string', key);
      else assert.deepEqual(formsOf(label).map(([category]) => category).sort(), expected, key);
    }
  });

  test(`${tag} leaves room for what English does`, async () => {
    for (const [key, label] of Object.entries(await load(tag))) {
      const expected = textsOf(english[key as keyof Labels]).map(placeholdersOf)[0];
      for (const [category, text] of formsOf(label)) {
        if (typeof label !== 'string' && !/[{}]/.test(text) && isOneNumber(tag, category)) continue;
        assert.deepEqual(placeholdersOf(text), expected, `${key} (${category})`);
      }
    }
  });

  test(`${tag} is set as its country sets texts`, async () => {
    const letters = lettersOf(tag);
    for (const [key, text] of Object.entries(await load(tag)).flatMap(([name, label]) => textsOf(label).map((one) => [name, one] as const))) {
      assert.equal(text, text.trim().normalize('NFC'), key);
      assert.notEqual(text, '', key);
      for (const word of wordsOf(text)) assert.match(word, letters, key);
      for (const misprint of [misprints[''], misprints[tag]]) assert.doesNotMatch(text.replace(/\{\w+\}/g, '…'), misprint ?? /$^/, key);
    }
  });

  test(`${tag} has translated every text of two words or more`, async () => {
    const labels = await load(tag);
    const long = keys.filter((key) => textsOf(english[key]).some((text) => wordsOf(text).length > 1));
    const forgotten = long.filter((key) => textsOf(labels[key]).some((text) => textsOf(english[key]).includes(text)));
    assert.deepEqual(forgotten, []);
  });
}
