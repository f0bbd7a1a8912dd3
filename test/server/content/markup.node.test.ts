import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rewriteMarkup } from '../../../src/server/content/markup.js';
import { films, follow, lifeOf, referenceTo } from '../films.js';
import { createGuarded, host } from '../guarded.js';
import { createLibrary, monthly, yearly } from '../library.js';

const mark = async (reference: string): Promise<string | undefined> => (reference.startsWith('keep') ? undefined : `/x?a=1&b="${reference}"`);
const marked = (reference: string): string => `"/x?a=1&amp;b=&quot;${reference}&quot;"`;

const pieces: [string, string][] = [
  ['<img src="a.png">', `<img src=${marked('a.png')}>`], ["<IMG  SRC = 'a.png' alt=x>", `<IMG  src=${marked('a.png')} alt=x>`], ['<img src=a.png>', `<img src=${marked('a.png')}>`], ['<img src=" a.png ">', `<img src=${marked('a.png')}>`],
  ['<img src="a.png?x=1&amp;y=2">', `<img src=${marked('a.png?x=1&amp;y=2')}>`], ['<video poster=p.jpg src=f.mp4 controls>', `<video poster=${marked('p.jpg')} src=${marked('f.mp4')} controls>`],
  ['<audio><source src="a.mp3"><track src=t.vtt></audio>', `<audio><source src=${marked('a.mp3')}><track src=${marked('t.vtt')}></audio>`], ['<template><img src="a.png"></template>', `<template><img src=${marked('a.png')}></template>`],
  ['<noscript><img src="a.png"></noscript>', `<noscript><img src=${marked('a.png')}></noscript>`], ['<svg><image href="a.png"/></svg>', '<svg><image href="a.png"/></svg>'], ['<a href="a.pdf">', '<a href="a.pdf">'], ['<iframe src="a.html">', '<iframe src="a.html">'], ['<script src="a.js"></script>', '<script src="a.js"></script>'],
  ['<!-- <img src="a.png"> -->', '<!-- <img src="a.png"> -->'], ['<textarea><img src="a.png"></textarea>', '<textarea><img src="a.png"></textarea>'], ['<p title="<img src=a.png>">', '<p title="<img src=a.png>">'], ['<img src="keep.png">', '<img src="keep.png">'], ['<img src>', '<img src=' + marked('') + '>'],
  ['<img srcset="keep.png 1x,\n keep-2.png 2x">', '<img srcset="keep.png 1x,\n keep-2.png 2x">'], ['<p>unclosed <b>tags<p>&nbsp;&unknown;', '<p>unclosed <b>tags<p>&nbsp;&unknown;'],
];
for (const [html, expected] of pieces) {
  test(`${html.replaceAll('\n', ' ')} ${html === expected ? 'stays' : 'is changed at its address alone'}`, async () => {
    assert.equal(await rewriteMarkup(html, mark), expected);
    const page = (body: string): string => `<!doctype html>\r\n<html><head><title>x</title></head>\n<body class=x>\t${body}`;
    assert.equal(await rewriteMarkup(page(html), mark), page(expected));
  });
}

test('an article with a comment around each paragraph, as WordPress writes it, is read at once', async () => {
  const block = '<!-- wp:paragraph -->\n<p><img src="a.png"></p>\n<!-- /wp:paragraph -->\n\n';
  assert.equal(await rewriteMarkup(block.repeat(200), mark), block.replace('"a.png"', marked('a.png')).repeat(200));
  const blank = `<!-- a --><!-- b -->${' '.repeat(100_000)}`;
  assert.equal(await rewriteMarkup(`${blank}<p>`, mark), `${blank}<p>`);
});

test('in a set of pictures each has its own address, and keeps its size', async () => {
  const rename = async (reference: string): Promise<string | undefined> => (reference === 'b.png' ? undefined : `${reference}?g`);
  assert.equal(await rewriteMarkup('<img srcset="a.png, b.png 2x,c,d.png 640w">', rename), '<img srcset="a.png?g, b.png 2x,c,d.png?g 640w">');
});

test('HTML in which nothing is to be changed stays as it is, however broken', async () => {
  const tag = fc.constantFrom('<img src=a>', '<video', '</p>', '<table><img src="b">', '<!--', '-->', '"', "'", '<svg>', '<title>', '</', '&', '<b><p></b>', '\r\n', '\0', '<template>', '<select><img src=x>', 'ä');
  await fc.assert(fc.asyncProperty(fc.array(tag, { maxLength: 12 }), async (parts) => {
    assert.equal(await rewriteMarkup(parts.join(''), async () => undefined), parts.join(''));
  }), { numRuns: 500 });
});

const article = `<h1>Films</h1>
<video src="../films/pier.webm#t=2" poster="../films/poster.png"></video>
<video src="/guard/content/films/tide/index.m3u8"></video>
<img src="https://paper.example/guard/content/films/poster.png?v=1&amp;w=2"><img src="https://cdn.example/a.png"><img src="pictures/a.png"><img src="/logo.png"><img src="../other/b.png"><img src="data:,x">`;
const read = (asset: string) => (asset === 'news/article.html' ? article : asset === 'other/b.png' || asset === 'films/poster.png' ? 'png' : films.content.open(asset));
const open = (origin?: string) => {
  const guarded = createGuarded({ content: read, assets: { 'other/**': [yearly], '**': [monthly] }, allowedOrigins: ['https://www.example.com'] });
  return { ...guarded, article: async () => (await guarded.askAs('owner', 'content/news/article.html', { headers: origin ? { Origin: origin } : {} })).text() };
};

test('media in an article open without a token: a picture for five minutes, a film for its time and five minutes', async () => {
  const { guard, clock, article: get } = open();
  const html = await get();
  const expected = [['poster.png', 300], ['pier.webm', 309], ['index.m3u8', 316]] as const;
  for (const [name, life] of expected) {
    const reference = referenceTo(html, name);
    assert.equal(lifeOf(reference, clock), life, name);
    assert.equal((await follow(guard, `${host}/guard/content/news/article.html`, reference)).status, 200);
  }
  const range = await follow(guard, `${host}/`, referenceTo(html, 'pier.webm'), { headers: { Range: 'bytes=100-199' } });
  assert.deepEqual([range.status, range.headers.get('content-length')], [206, '100']);
});

test('an address in an article also holds on the page that the article ends up on', async () => {
  const own = await open().article();
  assert.match(own, /<video src="\/guard\/content\/films\/pier\.webm\?grant=\d+\.f\.[\w-]+#t=2" poster="\/guard\/content\/films\/poster\.png\?grant=/);
  const foreign = await open('https://www.example.com').article();
  assert.match(foreign, /<video src="\/\/paper\.example\/guard\/content\/films\/pier\.webm\?grant=/);
  assert.match(foreign, /src="https:\/\/paper\.example\/guard\/content\/films\/poster\.png\?v=1&amp;w=2&amp;grant=/);
});

test('what is elsewhere, not there or opened by other offers stays as it was', async () => {
  const html = await open().article();
  for (const kept of ['<img src="https://cdn.example/a.png">', '<img src="pictures/a.png">', '<img src="/logo.png">', '<img src="../other/b.png">', '<img src="data:,x">', '<h1>Films</h1>\n']) assert.ok(html.includes(kept), kept);
});

test('an article with grants in it has no parts to ask for, one without has', async () => {
  const { askAs } = open();
  const granted = await askAs('owner', 'content/news/article.html', { headers: { Range: 'bytes=0-3' } });
  assert.deepEqual([granted.status, granted.headers.get('accept-ranges'), granted.headers.get('etag')], [200, 'none', null]);
  const plain = await createLibrary().askAs('owner', 'content/news/one.html', { headers: { Range: 'bytes=3-5' } });
  assert.deepEqual([plain.status, await plain.text()], [206, 'One']);
});

test('an article that is no UTF-8 is left alone', async () => {
  const bytes = Uint8Array.from([...new TextEncoder().encode('<img src="one.html">'), 0xe4]);
  const response = await createLibrary({ 'news/old.html': bytes, 'news/one.html': 'x' }).askAs('owner', 'content/news/old.html');
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), bytes);
});
