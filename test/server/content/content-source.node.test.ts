import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createStorage } from 'unstorage';
import { fromStorage, readContent, type Content, type Opened } from '../../../src/server/content/content-source.js';
import { folder } from '../../../src/server/content/folder.js';

const place = mkdtempSync(join(realpathSync(tmpdir()), 'content-'));
after(() => { rmSync(place, { recursive: true }); });
const home = join(place, 'premium');
const long = 'x'.repeat(150_000) + 'end';
mkdirSync(join(home, 'news'), { recursive: true });
mkdirSync(join(place, 'premium-secret'));
writeFileSync(join(home, 'news/one.html'), '<p>One</p>');
writeFileSync(join(home, 'long.txt'), long);
writeFileSync(join(home, 'empty.txt'), '');
writeFileSync(join(home, 'prices.json'), '{}');
writeFileSync(join(home, '.env'), 'SECRET');
writeFileSync(join(home, 'a:b.txt'), 'colon');
writeFileSync(join(place, 'outside.txt'), 'outside');
writeFileSync(join(place, 'premium-secret/key.txt'), 'outside');
symlinkSync(join(place, 'outside.txt'), join(home, 'link.txt'));
symlinkSync(place, join(home, 'up'));
symlinkSync(join(home, 'news'), join(home, 'inside'));

const read = async (opened: Opened | null, start?: number, end?: number): Promise<string> => new Response(opened!.stream(start, end)).text();
const files = folder(home, { except: [join(home, 'prices.json')] });

test('a folder hands out a file, with its size and when it was changed', async () => {
  const opened = await files.open('news/one.html');
  assert.equal(opened?.size, 10);
  assert.ok(opened.modified instanceof Date);
  assert.equal(await read(opened), '<p>One</p>');
});

const absent = [
  'news', 'news/two.html', 'news/one.html/x', '../outside.txt', 'news/../../outside.txt', '../premium-secret/key.txt', 'link.txt', 'up/outside.txt', 'inside/one.html',
  '.env', 'prices.json', 'a:b.txt', '', '/etc/passwd', 'etc/passwd', 'news\\one.html', 'long.txt\0', `${'x'.repeat(250)}/${'y'.repeat(250)}`,
];
for (const asset of absent) {
  test(`a folder has no ${JSON.stringify(asset.slice(0, 30))}`, async () => {
    assert.equal(await files.open(asset), null);
  });
}

const pieces: [number | undefined, number | undefined, string][] = [
  [undefined, undefined, long], [149_998, undefined, 'xxend'], [0, 3, 'xxx'], [150_001, 150_003, 'nd'], [0, 999_999, long], [65_535, 65_537, 'xx'],
];
for (const [start, end, expected] of pieces) {
  test(`a folder streams the bytes from ${start ?? 'the start'} up to ${end ?? 'the end'}`, async () => {
    assert.equal(await read(await files.open('long.txt'), start, end), expected);
  });
}

test('a folder streams an empty file', async () => {
  assert.equal(await read(await files.open('empty.txt')), '');
});

test('a file that was replaced since it was found is not sent under the old size', async () => {
  writeFileSync(join(home, 'moving.txt'), long);
  const opened = await files.open('moving.txt');
  truncateSync(join(home, 'moving.txt'), 10);
  await assert.rejects(read(opened), /replaced/);
});

test('a folder reads no more than is wanted', async () => {
  const reader = (await files.open('long.txt'))!.stream().getReader();
  assert.equal((await reader.read()).value?.length, 65_536);
  await reader.cancel();
  assert.equal((await reader.read()).done, true);
});

const turn = async (): Promise<unknown> => new Promise((resolve) => { setImmediate(resolve); });

/** How many times this process has a file open. */
const held = (name: string): number => readdirSync('/proc/self/fd').filter((fd) => existsSync(`/proc/self/fd/${fd}`) && readlinkSync(`/proc/self/fd/${fd}`).endsWith(name)).length;

test('a folder lets go of a file whenever its reader leaves', { skip: !existsSync('/proc/self/fd') && 'only Linux tells which files are open' }, async () => {
  const leaving: ((reader: ReadableStreamDefaultReader<Uint8Array>) => Promise<unknown>)[] = [
    async (reader) => reader.cancel(),
    async (reader) => { await reader.read(); await reader.cancel(); },
    async (reader) => { await turn(); const reading = reader.read(); await turn(); await reader.cancel(); await reading; },
    async (reader) => { await turn(); const reading = reader.read(); await reader.cancel(); await reading; },
    async (reader) => { await reader.read(); const reading = reader.read(); await reader.cancel(); await reading; },
    async (reader) => { while (!(await reader.read()).done); },
  ];
  const warnings: string[] = [];
  // A file that was forgotten is closed in the end too, but Node complains of it.
  process.on('warning', ({ message }) => { warnings.push(message); });
  for (const leave of leaving) await leave((await files.open('long.txt'))!.stream().getReader());
  // What was begun for readers who have left comes to its end while others read.
  for (let count = 0; count < 5; count++) await read(await files.open('long.txt'));
  for (let count = 0; held('long.txt') && count < 1000; count++) await turn();
  assert.deepEqual([held('long.txt'), warnings], [0, []]);
});

test('a folder that does not exist yet has nothing, and what it holds once it does', async () => {
  const late = folder(join(place, 'late'));
  assert.equal(await late.open('one.txt'), null);
  mkdirSync(join(place, 'late'));
  writeFileSync(join(place, 'late/one.txt'), 'now');
  assert.equal(await read(await late.open('one.txt')), 'now');
});

test('a link to a folder that is led elsewhere shows the files there, and still keeps back the table', async () => {
  const link = join(place, 'current');
  for (const release of ['one', 'two']) {
    mkdirSync(join(place, release));
    for (const file of ['news.txt', 'table.json']) writeFileSync(join(place, release, file), release);
  }
  const current = folder(link, { except: [join(link, 'table.json')] });
  for (const release of ['one', 'two']) {
    rmSync(link, { force: true });
    symlinkSync(join(place, release), link);
    assert.deepEqual([await read(await current.open('news.txt')), await current.open('table.json')], [release, null]);
  }
});

test('a storage hands out bytes and texts', async () => {
  const storage = createStorage();
  await storage.setItemRaw('news:one.html', new TextEncoder().encode('<p>One</p>'));
  await storage.setItem('two.txt', 'Two');
  const content = fromStorage(storage);
  assert.equal(await read(await content.open('news/one.html'), 3, 6), 'One');
  assert.equal(await read(await content.open('two.txt')), 'Two');
  assert.equal(await content.open('three.txt'), null);
});

test('no two names share a key of a storage', async () => {
  const storage = createStorage();
  await storage.setItem('news:one.html', 'One');
  const content = fromStorage(storage);
  for (const asset of ['news:one.html', 'news/one.html?x', 'news/one.html$']) assert.equal(await content.open(asset), null);
});

test('a value of a storage that is no bytes is an error that names the asset', async () => {
  const storage = createStorage();
  await storage.setItemRaw('one.json', { a: 1 });
  await assert.rejects(fromStorage(storage).open('one.json'), /no bytes under "one\.json"/);
});

const given: [string, () => unknown, string | null][] = [
  ['a text', () => 'One', 'One'], ['bytes', () => new TextEncoder().encode('One'), 'One'], ['an ArrayBuffer', () => new TextEncoder().encode('One').buffer, 'One'],
  ['a Blob', async () => new Blob(['One']), 'One'], ['a Response', () => new Response('One'), 'One'], ['a Response with 404', () => new Response('', { status: 404 }), null],
  ['what it opened itself', async () => files.open('news/one.html'), '<p>One</p>'], ['null', () => null, null], ['nothing', () => undefined, null],
];
for (const [name, callback, expected] of given) {
  test(`a callback may give ${name}`, async () => {
    const opened = await readContent(callback).open('one');
    assert.equal(opened && (await read(opened)), expected);
  });
}

test('a callback that gives something else, or a Response that failed, is an error', async () => {
  for (const value of [7, {}, new Response('', { status: 500 })]) await assert.rejects(readContent(() => value).open('one'));
});

test('what is no content is refused with what to write', () => {
  for (const value of ['./premium', null, {}, 7]) assert.throws(() => readContent(value), /Write folder\('\.\/premium'\)/);
  assert.equal(readContent(files), files satisfies Content);
});
