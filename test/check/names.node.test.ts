import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as names from '../../src/check/names.js';
import { destination } from '../../src/elements/destination.js';
import { readAttributes } from '../../src/script.js';
import { createConfig, type Configuration } from '../../src/stores/config.js';
import { isAccessWord } from '../../src/stores/known.js';
import type { World } from '../../src/stores/world.js';

const sorted = (list: Iterable<unknown>): unknown[] => [...list].sort();
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const tags = readdirSync('src/elements').flatMap((file) => /^(cleeng-\w+)\.ts$/.exec(file)?.[1] ?? []);

for (const tag of tags) {
  test(`knows the attributes of <${tag}>`, async () => {
    const module = (await import(`../../src/elements/${tag}.js`)) as Record<string, { observedAttributes?: string[] }>;
    const element = Object.values(module).find(({ observedAttributes }) => observedAttributes);
    assert.deepEqual(sorted(names.attributes[tag] ?? []), sorted(element?.observedAttributes ?? []));
  });
}

for (const tag of tags) {
  test(`knows the slots of <${tag}>`, () => {
    const documented = readFileSync(`src/elements/${tag}.ts`, 'utf8').matchAll(/@slot ([a-z][a-z-]*) -/g);
    assert.deepEqual(sorted(names.slots[tag] ?? []), sorted(Array.from(documented, ([, slot]) => slot)));
  });
}

test('knows the words that attributes take', () => {
  const source = readFileSync('src/elements/cleeng-gate.ts', 'utf8');
  for (const [name, words] of Object.entries(names.words['cleeng-gate'] ?? {})) {
    const property = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    assert.match(source, new RegExp(`declare ${property}: ${words.map((word) => `'${word}'`).join(' \\| ')}`));
  }
});

test('knows the access words', () => {
  assert.deepEqual(names.accessWords.filter((word) => !isAccessWord(word)), []);
  const source = readFileSync('src/stores/known.ts', 'utf8');
  const { 1: union = '' } = /type AccessWord = ([^;]*);/.exec(source) ?? [];
  assert.deepEqual(sorted(names.accessWords), sorted(Array.from(union.matchAll(/'([\w-]+)'/g), ([, word]) => word)));
});

test('knows the options of the script tag', () => {
  const everything = new Proxy({}, { has: () => true }) as DOMStringMap;
  const read = Object.keys(readAttributes({ dataset: everything } as HTMLScriptElement));
  assert.deepEqual(sorted(names.options), sorted(read.map(kebab)));
});

test('knows the options that only a script can give', () => {
  let list = '';
  const config = createConfig({} as World, (topic, _written, known = '') => { if (topic === 'unknown-setting') list = known; });
  config.configure({ nonsense: true } as Configuration);
  assert.deepEqual(sorted([...names.options, ...names.scriptOptions]), sorted(list.split(', ').map(kebab)));
});

test('knows the words that options take', () => {
  const source = readFileSync('src/stores/config.ts', 'utf8');
  for (const [option, words] of Object.entries(names.optionWords)) {
    assert.match(source, new RegExp(`^  ${option}\\?: ${words.map((word) => `'${word}'`).join(' \\| ')};`, 'm'));
  }
});

test('knows the words of a condition', () => {
  const { 1: body = '' } = /^function wordOf.*?\{\n(.*?)^\}/ms.exec(readFileSync('src/elements/when.ts', 'utf8')) ?? [];
  const words = new Set(Array.from(body.matchAll(/[?:] '([a-z-]+)'/g), ([, word]) => word));
  assert.deepEqual(sorted(words), sorted([...names.conditions.alone, ...names.conditions.withOffers]));
});

test('knows the placeholders of a URL template', (context) => {
  const href = 'https://news.example.com/?couponCode=spring';
  const page = { location: new URL(href), document: { documentElement: { lang: 'en' } } };
  for (const [name, value] of Object.entries(page)) Object.defineProperty(globalThis, name, { value, configurable: true });
  context.after(() => { for (const name of Object.keys(page)) Reflect.deleteProperty(globalThis, name); });
  const filled = (name: string): string => destination(undefined, `https://shop.example.com/{${name}}`, { trusted: [], locale: undefined }, 'S123456789')?.slice(25) ?? '';
  for (const name of names.placeholders) assert.notEqual(filled(name), '', name);
  assert.equal(filled('customerId'), '');
  const values = readFileSync('src/elements/destination.ts', 'utf8').matchAll(/^ {4}(\w+): \(\) =>/gm);
  assert.deepEqual(sorted(Array.from(values, ([, name]) => name)), sorted(names.placeholders));
});
