import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { absent, wordpress as engine } from '../debian.js';
import { endBrowser, read } from '../reading.js';
import { configure, leaks, premium, publish, teaser, withBlock, withShortcode } from './posts.js';
import { createWordPress, type WordPress } from './site.js';
import { rest, visit } from './visitor.js';

const skip = absent(engine);
const kinds = { block: withBlock(), shortcode: withShortcode(), 'shortcode that is never closed': withShortcode().replace('[/cleeng_gate]', '') };
let site: WordPress;
const ids = new Map<string, number>();

before(async () => {
  if (skip) return;
  site = await createWordPress();
  await configure(site);
  for (const [kind, content] of Object.entries(kinds)) ids.set(kind, await publish(site, `Tides by ${kind}`, content));
});
after(async () => {
  await endBrowser();
  if (!skip) await site.close();
});

/** Where a gate's post is told of, outside its own page; `id` is the post's. */
const elsewhere: Record<string, (id: number) => string> = {
  'the front page': () => '/',
  'the search results for a word of the premium part': () => `/?s=${premium}`,
  'an author page': () => '/?author=1',
  'the RSS feed': () => '/?feed=rss2',
  'the Atom feed': () => '/?feed=atom',
  'the RDF feed': () => '/?feed=rdf',
  'the feed of its comments': (id) => `/?feed=rss2&p=${String(id)}`,
  'the feed of the post itself': (id) => `/?feed=rss2&p=${String(id)}&withoutcomments=1`,
  'the embedded card': (id) => `/?p=${String(id)}&embed=true`,
  'the oEmbed answer': (id) => `/?rest_route=/oembed/1.0/embed&url=${encodeURIComponent(`${site.origin}/?p=${String(id)}`)}`,
  'the list of posts over REST': () => '/?rest_route=/wp/v2/posts',
  'the post over REST': (id) => `/?rest_route=/wp/v2/posts/${String(id)}`,
  'the search over REST': () => `/?rest_route=/wp/v2/search&search=${premium}`,
};

/** What a results page repeats of the question. */
const asked = new RegExp(`(?:search=|[?&]s=|value="|“|Search Results for[^<]*|page-description search-term">)“?${premium}`, 'g');

for (const [place, address] of Object.entries(elsewhere)) {
  test(`no premium text stands in ${place}`, { skip }, async () => {
    const visitor = await visit(site);
    for (const id of ids.values()) {
      const response = await visitor.get(address(id));
      const answer = await response.text();
      assert.equal(response.status, 200);
      assert.match(answer, /Tides by /);
      assert.deepEqual(leaks(answer.replaceAll(asked, '')), []);
    }
  });
}

for (const place of ['the RSS feed', 'the post over REST']) {
  test(`${place} keeps the preview and leads on to the post`, { skip }, async () => {
    const visitor = await visit(site);
    for (const id of ids.values()) {
      const answer = await visitor.source(elsewhere[place]!(id));
      assert.match(answer, new RegExp(teaser));
      assert.match(answer, /Continue reading/);
    }
  });
}

test('an excerpt is made of the preview', { skip }, async () => {
  for (const id of ids.values()) {
    const { excerpt } = (await rest(site, `/wp/v2/posts/${String(id)}`)) as { excerpt: { rendered: string } };
    assert.match(excerpt.rendered, new RegExp(`Before the gate. ${teaser} lasts eleven minutes.`));
    assert.doesNotMatch(excerpt.rendered, new RegExp(`${premium}|Continue reading`));
  }
});

for (const [user, sees] of [[undefined, false], ['subscriber', false], ['author', false], ['editor', true], ['admin', true]] as const) {
  test(`${user ?? 'a stranger'} is ${sees ? '' : 'not '}given the premium part of somebody else's post over REST`, { skip }, async () => {
    for (const id of ids.values()) {
      const { content, excerpt } = (await rest(site, `/wp/v2/posts/${String(id)}`, user)) as Record<'content' | 'excerpt', { rendered: string }>;
      assert.equal(content.rendered.includes(premium), sees);
      assert.equal(excerpt.rendered.includes(premium), false);
    }
  });
}

test('an author is given the premium part of a post of their own over REST', { skip }, async () => {
  const author = await site.run('return get_user_by( "login", "author" )->ID;');
  const id = await publish(site, 'My own', kinds.block, { post_author: author });
  const { content } = (await rest(site, `/wp/v2/posts/${String(id)}`, 'author')) as { content: { rendered: string } };
  assert.match(content.rendered, new RegExp(`<template>[^]*${premium}[^]*</template>`));
});

test('a description that is made by rendering the post has no premium text', { skip }, async () => {
  for (const id of ids.values()) {
    const [, description] = /<meta name="description" content="([^"]*)"/.exec(await (await visit(site)).source(`/?p=${String(id)}`)) ?? [];
    assert.match(description ?? '', new RegExp(teaser));
    assert.deepEqual(leaks(description ?? ''), []);
  }
});

test('a premium part that was moved out of its gate is shown to nobody', { skip }, async () => {
  const [part] = /<!-- wp:cleeng-gate\/premium -->[^]*<!-- \/wp:cleeng-gate\/premium -->/.exec(kinds.block) ?? [];
  const id = await publish(site, 'Stray', `Text. ${part ?? ''}`);
  assert.deepEqual(leaks(await (await visit(site)).source(`/?p=${String(id)}`)), []);
});

test('a theme that quotes posts as they are written quotes the preview', { skip }, async () => {
  const snippets = (await (await visit(site)).source(`/?s=${premium}`)).match(/<p class="snippet">[^<]*/g) ?? [];
  const quoted = snippets.filter((snippet) => snippet.includes('Before the gate'));
  assert.ok(quoted.length >= ids.size);
  for (const snippet of quoted) assert.match(snippet, new RegExp(teaser));
});

for (const [kind, content] of Object.entries(kinds)) {
  test(`a page break inside a ${kind} puts nothing outside the gate`, { skip }, async () => {
    const broken = content.replace(`${premium} in a list`, `x</li></ul>\n\n<!-- wp:nextpage -->\n<!--nextpage-->\n<!-- /wp:nextpage -->\n\n<ul><li>${premium} in a list`);
    const id = await publish(site, 'Pages', broken);
    for (const path of [`/?p=${String(id)}`, `/?p=${String(id)}&page=2`, `/?p=${String(id)}&paged=2`]) {
      const response = await fetch(site.origin + path);
      assert.deepEqual(leaks((await read(await response.text())).text), [], path);
    }
    await site.run('wp_delete_post( $input, true );', id);
  });
}

test('a post with a password gives neither part before it is told', { skip }, async () => {
  const id = await publish(site, 'Locked', kinds.block, { post_password: 'sesame' });
  const visitor = await visit(site);
  const page = await visitor.source(`/?p=${String(id)}`);
  assert.deepEqual(leaks(await visitor.source(`/?p=${String(id)}&rendered`)), []);
  assert.doesNotMatch(page.replace(/<meta name="description"[^>]*>/, ''), new RegExp(`${premium}|${teaser}|isAccessibleForFree`));
});

test('PHP has nothing to complain of', { skip }, () => {
  assert.deepEqual(site.complaints(), []);
});
