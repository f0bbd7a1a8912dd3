import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { endBrowser, read } from '../reading.js';
import { absentFromCache, folderOf } from '../registry.js';
import { honest, hostile, isFree, isGated, premium, settings, teaser, type Article } from './article.js';
import { createWorkshop } from './workshop.js';

const skip = absentFromCache('@11ty/eleventy');
after(endBrowser);

const page = ({ title, offer, heading }: Article): string => `---
title: ${JSON.stringify(title)}
layout: page.njk
tags: post
---
Before the gate.

{% cleengGate '${offer}', '${heading}' %}
{% cleengPreview %}${teaser} lasts *eleven* minutes.{% endcleengPreview %}

${premium} is *what* follows.
{% endcleengGate %}

After the gate.
`;

const { scriptHash, styleHash, ...rest } = settings;
const options = { ...rest, hashes: { 'cleeng-gate.js': scriptHash, 'cleeng-gate.css': styleHash } };
const head = (filter: string): string => `<!doctype html><html><head><title></title>{{ content | ${filter} | safe }}</head><body>{{ content | safe }}</body></html>`;

const site = {
  'package.json': '{ "type": "module" }',
  'eleventy.config.js': `import cleengGate from './cleeng-gate.js';\nexport default (config) => { config.addPlugin(cleengGate, ${JSON.stringify(options)}); };`,
  '_includes/page.njk': head('cleengHead(title)'),
  'tides.md': page(honest),
  'hostile.md': page(hostile),
  'tides-close.md': page(honest).replace('gate.\n\n{%', 'gate.\n{%').replace('%}\n\nAfter', '%}\nAfter'),
  'tides-in-nunjucks.njk': page(honest).replaceAll('*', ''),
  'free.md': '---\nlayout: page.njk\n---\nFor everybody.',
  'feed.njk': '---\npermalink: feed.xml\neleventyExcludeFromCollections: true\n---\n{% for post in collections.post %}<item>{{ post.content | cleengPreviewOnly }}</item>{% endfor %}',
};

test('Eleventy builds a gate, its tags and its statement from Markdown and from Nunjucks', { skip }, async (t) => {
  const workshop = createWorkshop(t, 'eleventy', site);
  await workshop.run(process.execPath, join(folderOf('@11ty/eleventy'), 'cmd.cjs'), '--quiet');
  for (const name of ['tides', 'tides-close', 'tides-in-nunjucks']) await isGated(workshop.read(`_site/${name}/index.html`), honest);
  for (const name of ['tides', 'tides-close']) assert.doesNotMatch(workshop.read(`_site/${name}/index.html`), /<p>\s*<\/?(?:cleeng-gate|template)|<\/(?:cleeng-gate|template)>\s*<\/p>/);
  await isGated(workshop.read('_site/hostile/index.html'), hostile);
  await isFree(workshop.read('_site/free/index.html'));
  assert.match(workshop.read('_site/tides/index.html'), /<em>what<\/em>/);
  assert.match(workshop.read('_site/feed.xml'), new RegExp(teaser));
  assert.doesNotMatch(workshop.read('_site/feed.xml'), new RegExp(premium));
});

test('what Eleventy is told of the site reaches the script, and readers without script are shown the way in', { skip }, async (t) => {
  const told = { ...options, apiBase: '/mediastore', accountUrl: '/account', checkout: 'widget', dataLayer: 'dataLayer', consent: 'required', previewAs: 'denied', noScript: 'Bitte "Skripte" erlauben.' };
  const workshop = createWorkshop(t, 'eleventy', {
    ...site,
    'eleventy.config.js': `import cleengGate from './cleeng-gate.js';\nexport default (config) => { config.addPlugin(cleengGate, ${JSON.stringify(told)}); };`,
    'own.md': page(honest).replace('{% cleengPreview %}', '{% cleengPrompt %}[Our *own* way in](/in){% endcleengPrompt %}\n{% cleengPreview %}'),
  });
  await workshop.run(process.execPath, join(folderOf('@11ty/eleventy'), 'cmd.cjs'), '--quiet');
  const html = workshop.read('_site/tides/index.html');
  const { scripts: [script], gates: [gate] } = await read(html);
  const names = ['data-api-base', 'data-account-url', 'data-checkout', 'data-data-layer', 'data-consent'];
  assert.deepEqual(names.map((name) => script?.[name]), ['/mediastore', '/account', 'widget', 'dataLayer', 'required']);
  assert.ok(gate?.attributes.includes('preview-as'));
  assert.match(html, /<noscript slot="preview"><p>Bitte &quot;Skripte&quot; erlauben\. <a href="\/login">Log in<\/a><\/p><\/noscript>/);
  const own = workshop.read('_site/own/index.html');
  assert.match(own, /<div slot="prompt">\s*<p><a href="\/in">Our <em>own<\/em> way in<\/a><\/p>\s*<\/div>/);
  assert.doesNotMatch(own, /noscript/);
});
