import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { check } from '../../src/check/check.js';
import { describe } from '../../src/cli/findings.js';
import { createPages } from '../../demo/pages.js';
import { pageWith } from './page.js';

/** What would make a pipeline fail, in words that find it. The hints that a page may leave are its author's choice. */
const problems = (source: string, address?: URL): string[] =>
  check(source, address).filter(({ severity }) => severity !== 'hint').map(({ line, rule, message }) => `${line} ${rule}: ${message}`);

const pages = createPages({ '/': 'demo/paper' });
const paths = readdirSync('demo/paper', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html') && !path.startsWith('parts'));

for (const path of paths) {
  test(`finds nothing wrong with the demo's ${path}`, async () => {
    const address = new URL(path, 'http://localhost/');
    const response = await pages(new Request(address));
    assert.deepEqual(problems(await response.text(), address), []);
  });
}

test('finds the gates of the demo', async () => {
  const response = await pages(new Request('http://localhost/articles/bread-at-low-water.html'));
  const source = (await response.text()).replace('offer-id=', 'offer=');
  assert.deepEqual(check(source).filter(({ severity }) => severity === 'error').map(({ rule }) => rule), ['offer-id-missing']);
});

const readme = readFileSync('README.md', 'utf8');
const examples = Array.from(readme.matchAll(/^```html\n(.*?)^```/gms), ([, example = '']) => example);

/** What the first example puts into the head, with the library; the others go on from there. */
const head = (examples[0] ?? '').split('\n\n')[0]?.replace('cleeng-gate.js', 'cleeng-library.js') ?? '';

for (const [index, example] of examples.entries()) {
  test(`finds nothing wrong with example ${index + 1} of the README`, () => {
    // The hash changes with every build; the README says where it stands.
    const source = (/<script\b/.test(example) ? example : `${head}\n${example}`).replace('(the value in integrity.json)', `sha384-${'a'.repeat(64)}`);
    assert.deepEqual(problems(source), []);
  });
}

test('prints what the README shows', () => {
  const gate = `<!-- The story -->
<cleeng-gate on-failur="lock" class="premium" offer-id="S123456789_US">
  <p slot="preview">Teaser</p>
  <section slot="promt">Log in</section>
  <template>Premium</template>
</cleeng-gate>`;
  const findings = check(pageWith({ gate })).map((finding) => ({ file: 'story.html', ...finding }));
  assert.ok(readme.includes(`\`\`\`\n${describe(findings, 1, false)}\n\`\`\`\n`), describe(findings, 1, false));
});
