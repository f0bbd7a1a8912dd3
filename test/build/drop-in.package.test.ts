import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const integrity = JSON.parse(readFileSync('dist/integrity.json', 'utf8')) as Record<string, string>;
const parts = Object.keys(integrity).filter((name) => /^cleeng-gate\.\w+\.js$/.test(name));
const script = readFileSync('dist/cleeng-gate.js', 'utf8');
const digest = (algorithm: string, file: string): string => `${algorithm}-${createHash(algorithm).update(readFileSync(`dist/${file}`)).digest('base64')}`;

test('the hashes are those of the files beside them', () => {
  const labels = readdirSync('dist/labels').map((name) => `labels/${name}`);
  const built = [...readdirSync('dist').filter((name) => /^cleeng-(?:gate|library)\./.test(name)), ...labels];
  assert.deepEqual(Object.keys(integrity).sort(), built.sort());
  for (const [file, hash] of Object.entries(integrity)) assert.equal(hash, digest('sha384', file));
});

test('the drop-in file imports nothing by itself, and its parts nothing at all', () => {
  const imports = /(^|[;}\s])import\s*[{*\w"'`]|\bfrom\s*["'`]|\bimport\s*\(\s*["'`]/;
  assert.doesNotMatch(script, imports);
  for (const part of parts) assert.doesNotMatch(readFileSync(`dist/${part}`, 'utf8'), new RegExp(`${imports.source}|\\bimport\\s*\\(`));
});

test('the drop-in file knows the hash of each part', () => {
  assert.ok(parts.length > 0);
  for (const part of parts) assert.ok(script.includes(part) && script.includes(digest('sha256', part)), part);
});

test('the drop-in file knows the hash of the index of labels, and the index that of each language', () => {
  assert.ok(script.includes(digest('sha256', 'labels/index.json')));
  const index = JSON.parse(readFileSync('dist/labels/index.json', 'utf8')) as Record<string, string>;
  for (const [name, hash] of Object.entries(index)) assert.equal(integrity[`labels/${name}.json`], hash);
});

test('the drop-in file asks no process for its environment', () => {
  assert.doesNotMatch(script, /\bprocess\b/);
});

test('the drop-in file carries no development build', () => {
  assert.doesNotMatch(script, /Lit is in dev mode|dev-mode/);
});

test('the manifest describes the tag for editors', () => {
  const manifest = readFileSync('dist/custom-elements.json', 'utf8');
  assert.match(manifest, /"tagName": "cleeng-gate"/);
  assert.doesNotMatch(manifest, /"privacy": "private"/);
});
