import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (name: string): string => readFileSync(`dist/${name}`, 'utf8');
const imports = (name: string): string[] => [...read(name).matchAll(/\bfrom\s*["']([^"']+)["']|\bimport\s*["']([^"']+)["']/g)].map(([, from, bare]) => from ?? bare ?? '');

test('the library and its part take what they share from the gate beside them, and nothing else', () => {
  assert.deepEqual(imports('cleeng-library.js'), ['./cleeng-gate.js']);
  assert.deepEqual(imports('cleeng-library.owned.js'), ['./cleeng-gate.js']);
});

test('the library knows the hash of its part', () => {
  assert.ok(read('cleeng-library.js').includes(createHash('sha256').update(read('cleeng-library.owned.js')).digest('base64')));
});

test('the library brings neither Lit nor stores of its own', () => {
  assert.doesNotMatch(read('cleeng-library.js') + read('cleeng-library.owned.js'), /litElementVersions|Symbol\.for|accessGranted/);
});

test('the manifest describes the library for editors', () => {
  const manifest = JSON.parse(read('custom-elements.json')) as { modules: { declarations: { tagName?: string; members?: { name: string }[] }[] }[] };
  const library = manifest.modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName === 'cleeng-library');
  assert.deepEqual(library?.members?.map(({ name }) => name), ['filter']);
});
