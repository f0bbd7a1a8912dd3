import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sealGates, { type BuildOptions, type EleventyConfig } from '../../src/eleventy.js';
import { generateMaster, parseEnvelope } from '../../src/sealed/index.js';

const folder = mkdtempSync(join(tmpdir(), 'cleeng-gate-eleventy-'));
after(() => rmSync(folder, { recursive: true }));
const masters = `e1:${generateMaster()}`;
const page = '<!doctype html><cleeng-gate offer-id="S1"><template>Premium</template></cleeng-gate>';
const scripts = /<script type="application\/jose\+json">(.*?)<\/script>/g;

type Transform = Parameters<EleventyConfig['addTransform']>[1];

/** Calls the plugin, its transform and its end of a build as Eleventy does. */
function eleventy(options?: BuildOptions): { transform: (url: string | false, outputPath: string | false, content?: string) => Promise<string>; done: () => Promise<void> } {
  let transform!: Transform;
  let done!: () => Promise<void>;
  sealGates({ addTransform: (_name, given) => void (transform = given), on: (_event, given) => void (done = given) }, { masters, ...options });
  return { transform: async (url, outputPath, content = page) => transform.call({ page: { url, outputPath } }, content), done };
}

for (const [url, output, asset] of [['/', './_site/index.html', 'index.html#1'], ['/news/one/', './_site/news/one/index.html', 'news/one/index.html#1'], ['/404.html', './_site/404.html', '404.html#1']] as const) {
  test(`the page at ${url} is sealed as ${asset}`, async () => {
    const html = await eleventy().transform(url, output);
    const [[, json]] = [...html.matchAll(scripts)] as [RegExpExecArray];
    assert.equal(parseEnvelope(json!).header.asset, asset);
    assert.equal(html.replace(scripts, '*'), page.replace(/<template>.*<\/template>/, '*'));
  });
}

for (const [url, output] of [['/feed.xml', './_site/feed.xml'], [false, false], ['/x/', false]] as const) {
  test(`what goes to ${String(output)} is no page and stays`, async () => {
    assert.equal(await eleventy().transform(url, output), page);
  });
}

test('with a record, a later build gives the same page', async () => {
  const record = join(folder, 'record.json');
  const first = eleventy({ record });
  const html = await first.transform('/', './_site/index.html');
  await first.done();
  assert.equal(await eleventy({ record }).transform('/', './_site/index.html'), html);
});

test('a gate that leaks fails the build, with its place', async () => {
  await assert.rejects(eleventy().transform('/one/', './_site/one/index.html', page.replace('</cleeng', 'Leak</cleeng')), /^PageError: one\/index\.html:1:\d+ this stands beside/);
});
