import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { among, fetchFrameworks } from '../../.config/frameworks.mjs';

/** A project of someone else, with the built package in it. */
const project = realpathSync(mkdtempSync(join(tmpdir(), 'cleeng-gate-')));

const install = (name: string, from: string): void => {
  const place = join(project, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(from, 'node_modules', name), place);
};

before(() => {
  for (const part of ['dist', 'package.json']) cpSync(part, join(project, 'node_modules/cleeng-gate', part), { recursive: true });
  for (const name of ['lit', 'nanostores', 'react', '@types/react']) install(name, process.cwd());
});

after(() => rmSync(project, { recursive: true }));

const compilerOptions = {
  target: 'ES2022', module: 'ESNext', moduleResolution: 'bundler', lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  strict: true, exactOptionalPropertyTypes: true, noEmit: true, jsx: 'react-jsx', types: [],
};

const tsc = [join(process.cwd(), 'node_modules/typescript/bin/tsc'), '-p', '.'];

/** What a checker says of a file of the project; empty if it has nothing to say. */
function verdict(file: string, content: string, checker: readonly string[]): string {
  writeFileSync(join(project, file), content);
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file], vueCompilerOptions: { strictTemplates: true } }));
  const { status, stdout, stderr } = spawnSync(process.execPath, checker, { cwd: project, encoding: 'utf8' });
  return status === 0 ? '' : stdout + stderr;
}

for (const [door, what] of [
  ['define', "document.querySelector('cleeng-gate')!.access === 'granted';\n document.body.addEventListener('cleeng-buy', (event) => event.checkoutUrl);"],
  ['library', "document.querySelector('cleeng-library')!.filter = 'locked';\n document.body.addEventListener('cleeng-library-change', (event) => event.locked);"],
]) {
  test(`importing cleeng-gate/${door} alone tells TypeScript of the tag and its events`, () => {
    assert.equal(verdict('page.ts', `import 'cleeng-gate/${door}';\n ${what}`, tsc), '');
  });
}

suite('React', () => {
  const check = (jsx: string): string => verdict('story.tsx', `
    import type {} from 'cleeng-gate/jsx';
    import type { CleengBuyEvent, CleengGate } from 'cleeng-gate';
    import { useRef, useState } from 'react';
    ${jsx}`, tsc);

  test('takes the examples of the README as they stand', () => {
    const examples = Array.from(readFileSync('README.md', 'utf8').matchAll(/```tsx\n(.*?)```/gs), ([, example = '']) => example);
    assert.equal(examples.length, 2);
    // What a React project has besides: the bundler's types, and those of react-dom.
    writeFileSync(join(project, 'bundler.d.ts'), "declare module '*.css';\ndeclare module 'react-dom/client' { export function createRoot(place: Element): { render(node: unknown): void }; }");
    for (const example of examples) assert.equal(verdict('example.tsx', `/// <reference path="./bundler.d.ts" />\n${example}`, tsc), '');
  });

  test('takes the tags with their attributes, properties and events', () => {
    assert.equal(check(`
      export function Story() {
        const gate = useRef<CleengGate>(null);
        const [going, setGoing] = useState<string | null>(null);
        const buy = (event: CleengBuyEvent) => { event.preventDefault(); setGoing(event.checkoutUrl); };
        return (
          <cleeng-gate key="gate" ref={gate} className="story" data-cleeng-when="signed-in"
            offer-id="S123456789_US" loading="lazy" on-failure="lock" preview-as="denied" oncleeng-buy={buy}
            oncleeng-access-change={(event) => { console.log(event.access === 'granted', event.fromCache); }}>
            <p slot="preview">{going}</p>
            <template><p>Premium</p></template>
          </cleeng-gate>
        );
      }
      export const byProperties = <cleeng-gate offerId="S123456789_US" onFailure="open" />;
      export const shelf = <cleeng-library filter="unlocked" oncleeng-library-change={(event) => { console.log(event.unlocked > 0); }} />;`), '');
  });

  test('refuses unknown words, unknown attributes and the handler of another event', () => {
    assert.equal(check(`
      // @ts-expect-error no such word
      export const slow = <cleeng-gate loading="slow" />;
      // @ts-expect-error no such word
      export const ask = <cleeng-gate on-failure="ask" />;
      // @ts-expect-error no such word
      export const locked = <cleeng-gate preview-as="locked" />;
      // @ts-expect-error no such attribute
      export const offer = <cleeng-gate offer="S123456789_US" />;
      // @ts-expect-error no such word
      export const open = <cleeng-library filter="open" />;
      // @ts-expect-error another event
      export const login = <cleeng-gate oncleeng-login={(event: CleengBuyEvent) => { event.preventDefault(); }} />;`), '');
  });
});

suite('of the checkers that are fetched', { skip: fetchFrameworks() ?? false }, () => {
  const binary = (path: string): string => join(among, '../node_modules', path);
  before(() => { for (const name of ['vue', 'svelte']) install(name, dirname(among)); });

  const inVue = (template: string): string => verdict('Story.vue', `
    <script setup lang="ts">
    import type {} from 'cleeng-gate/vue';
    import type { CleengBuyEvent } from 'cleeng-gate';
    const offer = 'S123456789_US';
    const buy = (event: CleengBuyEvent): void => { event.preventDefault(); console.log(offer, event.checkoutUrl); };
    </script>
    <template>${template}</template>`, [binary('vue-tsc/bin/vue-tsc.js'), '-p', '.']);

  test('Vue takes the tag with its attributes and events', () => {
    assert.equal(inVue(`
      <cleeng-gate class="story" :offer-id="offer" loading="lazy" :on-failure.attr="'lock'" @cleeng-buy="buy"
        @cleeng-access-change="(event) => console.log(event.access === 'granted', event.fromCache)">
        <p slot="preview">Teaser</p>
        <p>Premium</p>
      </cleeng-gate>`), '');
  });

  test('Vue refuses unknown words, unknown attributes and the handler of another event', () => {
    assert.equal(inVue(`
      <!-- @vue-expect-error no such word -->
      <cleeng-gate loading="slow" />
      <!-- @vue-expect-error no such word -->
      <cleeng-gate :on-failure.attr="'ask'" />
      <!-- @vue-expect-error no such attribute -->
      <cleeng-gate offer="S123456789_US" />
      <!-- @vue-expect-error another event -->
      <cleeng-gate @cleeng-login="buy" />`), '');
  });

  const inSvelte = (markup: string): string => verdict('Story.svelte', `
    <script lang="ts">
      import type {} from 'cleeng-gate/svelte';
      import type { CleengBuyEvent, CleengGate } from 'cleeng-gate';
      const offer = 'S123456789_US';
      const buy = (event: CleengBuyEvent): void => { event.preventDefault(); console.log(offer, event.checkoutUrl); };
      export const strict = (gate: CleengGate): void => { gate.onFailure = 'lock'; };
    </script>
    ${markup}`, [binary('svelte-check/bin/svelte-check'), '--workspace', '.', '--tsconfig', './tsconfig.json']);

  test('Svelte takes the tag with its attributes and events', () => {
    assert.equal(inSvelte(`
      <cleeng-gate class="story" offer-id={offer} loading="lazy" oncleeng-buy={buy} {@attach strict}
        oncleeng-access-change={(event) => console.log(event.access === 'granted', event.fromCache)}>
        <p slot="preview">Teaser</p>
        <p>Premium</p>
      </cleeng-gate>`), '');
  });

  for (const [what, attribute] of [['unknown words', 'loading="slow"'], ['unknown attributes', 'offer="S123456789_US"'], ['the handler of another event', 'oncleeng-login={buy}']] as const) {
    test(`Svelte refuses ${what}`, () => {
      assert.match(inSvelte(`<cleeng-gate ${attribute}></cleeng-gate>`), /svelte-check found 1 error\b/);
    });
  }
});
