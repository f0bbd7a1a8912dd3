import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const integrity = JSON.parse(readFileSync('dist/integrity.json', 'utf8')) as Record<string, string>;
const script = readFileSync('dist/cleeng-gate.js', 'utf8');

test('the hashes are those of the files beside them', () => {
  assert.deepEqual(Object.keys(integrity).sort(), ['cleeng-gate.css', 'cleeng-gate.js']);
  for (const [file, hash] of Object.entries(integrity)) {
    const digest = createHash('sha384').update(readFileSync(`dist/${file}`)).digest('base64');
    assert.equal(hash, `sha384-${digest}`);
  }
});

test('the drop-in file fetches no further module', () => {
  assert.doesNotMatch(script, /(^|[;}\s])import\s*[{*\w"'`]|\bfrom\s*["'`]|\bimport\s*\(/);
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
