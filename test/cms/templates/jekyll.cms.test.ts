import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { absent, jekyll as engine } from '../debian.js';
import { endBrowser } from '../reading.js';
import { honest, hostile, isFree, isGated, premium, settings, teaser, type Article } from './article.js';
import { createWorkshop } from './workshop.js';

const skip = absent(engine);
after(endBrowser);

const post = ({ title, offer, heading }: Article, above = 'Before the gate.\n\n'): string => `---
title: ${JSON.stringify(title)}
layout: default
---
${above}{% capture preview %}${teaser} lasts *eleven* minutes.{% endcapture %}
{% capture premium %}${premium} is *what* follows.{% endcapture %}
{% include cleeng-gate.html offer='${offer}' heading='${heading}' preview=preview premium=premium %}
`;

const site = {
  '_config.yml': JSON.stringify({
    title: 'The Causeway', url: 'https://example.com', permalink: '/:title.html',
    cleeng: {
      environment: settings.environment, publisher_id: settings.publisherId, folder: settings.folder, login_url: settings.loginUrl,
      checkout_url: settings.checkoutUrl, script_hash: settings.scriptHash, style_hash: settings.styleHash,
    },
  }),
  '_layouts/default.html': '<!doctype html><html><head><title>{{ page.title | escape }}</title>{% include cleeng-gate-head.html %}</head><body>{{ content }}</body></html>',
  'index.html': '---\ntitle: Front\nlayout: default\n---\n{% for post in site.posts %}<p>{{ post.title | escape }}: </p>{% include cleeng-gate-preview-only.html html=post.excerpt %}{% endfor %}',
  'feed.xml': '---\n---\n{% for post in site.posts %}<item>{% include cleeng-gate-preview-only.html html=post.content %}</item>{% endfor %}',
  'free.md': '---\ntitle: Free\nlayout: default\n---\nFor everybody.',
  '_posts/2026-01-01-tides.md': post(honest),
  '_posts/2026-01-02-first.md': post({ ...honest, title: 'First' }, ''),
  '_posts/2026-01-03-hostile.md': post(hostile),
};

test('Jekyll builds a gate, its tags and its statement, and none of them for a free page', { skip }, async (t) => {
  const workshop = createWorkshop(t, 'jekyll', site);
  await workshop.run('jekyll', 'build', '--quiet', '--disable-disk-cache');
  await isGated(workshop.read('_site/tides.html'), honest);
  await isGated(workshop.read('_site/hostile.html'), hostile);
  await isFree(workshop.read('_site/free.html'));
});

test('Jekyll quotes no premium text in lists and feeds, also where the gate is all there is', { skip }, async (t) => {
  const workshop = createWorkshop(t, 'jekyll', site);
  await workshop.run('jekyll', 'build', '--quiet', '--disable-disk-cache');
  for (const path of ['_site/index.html', '_site/feed.xml']) {
    assert.match(workshop.read(path), new RegExp(teaser), path);
    assert.doesNotMatch(workshop.read(path), new RegExp(`${premium}|isAccessibleForFree|cleeng-gate\\.js`), path);
  }
});
