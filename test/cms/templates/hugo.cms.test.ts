import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { absent, hugo as engine } from '../debian.js';
import { endBrowser } from '../reading.js';
import { honest, hostile, isFree, isGated, premium, settings, teaser, type Article } from './article.js';
import { createWorkshop, type Workshop } from './workshop.js';

const skip = absent(engine);
after(endBrowser);

const gate = ({ offer, heading }: Article): string => `{{< cleeng-gate offer=\`${offer}\` heading=\`${heading}\` >}}
{{< cleeng-preview >}}${teaser} lasts *eleven* minutes.{{< /cleeng-preview >}}

${premium} is *what* follows.
{{< /cleeng-gate >}}`;
const page = (article: Article, body = `Before the gate.\n\n<!--more-->\n\n${gate(article)}`): string => `---\ntitle: ${JSON.stringify(article.title)}\n---\n${body}`;

const site = {
  'config.json': JSON.stringify({
    baseURL: 'https://example.com/', title: 'The Causeway', disableKinds: ['taxonomy', 'term'],
    params: { cleeng: { ...settings } },
  }),
  'layouts/_default/single.html': '<!doctype html><html><head><title>{{ .Title }}</title>{{ partial "cleeng-gate-head.html" . }}</head><body>{{ .Content }}</body></html>',
  'layouts/_default/list.html': '<!doctype html><html><head><title>{{ .Title }}</title>{{ partial "cleeng-gate-head.html" . }}</head><body>{{ range .Site.RegularPages }}<p>{{ .Title }}: {{ .Summary }}</p>{{ end }}</body></html>',
  'content/free.md': page({ ...honest, title: 'Free' }, 'For everybody.'),
};

async function build(t: TestContext, files: Record<string, string>): Promise<Workshop> {
  const workshop = createWorkshop(t, 'hugo', { ...site, ...files });
  await workshop.run('hugo');
  return workshop;
}

test('Hugo builds a gate, its tags and its statement, and none of them for a free page', { skip }, async (t) => {
  const workshop = await build(t, { 'content/tides.md': page(honest), 'content/hostile.md': page(hostile) });
  await isGated(workshop.read('public/tides/index.html'), honest);
  await isGated(workshop.read('public/hostile/index.html'), hostile);
  await isFree(workshop.read('public/free/index.html'));
});

test('Hugo quotes no premium text in lists and in its own feed', { skip }, async (t) => {
  const workshop = await build(t, { 'content/tides.md': page(honest) });
  for (const path of ['public/index.html', 'public/index.xml']) {
    assert.match(workshop.read(path), /Before the gate/);
    assert.doesNotMatch(workshop.read(path), new RegExp(premium), path);
  }
});

test('Hugo gives a feed of whole articles the preview instead of the gate', { skip }, async (t) => {
  const feed = '<rss version="2.0"><channel>{{ range .Site.RegularPages }}<item><description>{{ .Content | html }}</description></item>{{ end }}</channel></rss>';
  const workshop = await build(t, { 'content/tides.md': page(honest), 'layouts/_default/rss.xml': feed });
  assert.match(workshop.read('public/index.xml'), new RegExp(teaser));
  assert.doesNotMatch(workshop.read('public/index.xml'), new RegExp(`${premium}|cleeng-gate`));
});

for (const [mistake, files, advice] of [
  ['a gate without a summary of its own above', { 'content/tides.md': page(honest, gate(honest)) }, /Put <!--more--> above the gate/],
  ['a gate without an offer', { 'content/tides.md': page(honest, `<!--more-->\n{{< cleeng-gate >}}${premium}{{< /cleeng-gate >}}`) }, /needs an offer/],
  ['a preview outside a gate', { 'content/tides.md': page(honest, '{{< cleeng-preview >}}x{{< /cleeng-preview >}}') }, /stands inside cleeng-gate/],
] as const) {
  test(`Hugo refuses ${mistake}, and says where and what to write`, { skip }, async (t) => {
    await assert.rejects(build(t, files), ({ stderr, stdout }: { stderr: string; stdout: string }) => advice.test(stderr + stdout) && /tides\.md/.test(stderr + stdout));
  });
}
