import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { generateMaster, parseEnvelope, readMasters, unseal } from '../../../src/sealed/index.js';
import { absentFromCache, folderOf } from '../registry.js';
import { createWorkshop } from './workshop.js';

const skip = absentFromCache('@11ty/eleventy');
const masters = `e1:${generateMaster()}`;
const plugin = pathToFileURL(resolve('src/eleventy.ts')).href;
const page = (premium: string): string => `---\npermalink: news/one/\n---\n<!doctype html><cleeng-gate offer-id="S1"><p slot="preview">{{ page.url }}</p><template>{{ "${premium}" | upcase }}</template></cleeng-gate>`;

const site = {
  'package.json': '{ "type": "module" }',
  'eleventy.config.js': `import sealGates from '${plugin}';\nexport default (config) => { config.addPlugin(sealGates, { masters: '${masters}', record: 'record.json' }); };`,
  'one.liquid': page('premium'),
};

test('Eleventy seals what its templates have rendered, and the same again when nothing changed', { skip }, async (t) => {
  const workshop = createWorkshop(t, 'eleventy', site);
  const build = async (): Promise<string> => {
    await workshop.run(process.execPath, '--import', pathToFileURL(resolve('node_modules/tsx/dist/loader.mjs')).href, join(folderOf('@11ty/eleventy'), 'cmd.cjs'), '--quiet');
    return workshop.read('_site/news/one/index.html');
  };
  const html = await build();
  const [, json = ''] = /<script type="application\/jose\+json">(.*?)<\/script>/.exec(html) ?? [];
  const parsed = parseEnvelope(json);
  assert.equal(parsed.header.asset, 'news/one/index.html#1');
  assert.equal(new TextDecoder().decode(await unseal(parsed, readMasters(masters))), 'PREMIUM');
  assert.match(html, /<p slot="preview">\/news\/one\/<\/p>/);
  assert.equal(await build(), html);
});
