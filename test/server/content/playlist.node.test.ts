import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playlistsIn, playlistTime, rewritePlaylist } from '../../../src/server/content/playlist.js';
import { films, follow, lifeOf, referenceTo } from '../films.js';
import { createGuarded, host, refusalOf } from '../guarded.js';
import { createLibrary, monthly, yearly } from '../library.js';

const base = `${host}/guard/content/`;
const mark = async (reference: string): Promise<string | undefined> => (reference.startsWith('https:') ? undefined : `<${reference}>`);

const lines: [string, string][] = [
  ['part-1.ts', '<part-1.ts>'], ['  part-1.ts  ', '  <part-1.ts>  '], ['a b.ts?x=1#y', '<a b.ts?x=1#y>'], ['https://cdn.example/part.ts', 'https://cdn.example/part.ts'], ['', ''], ['# part-1.ts', '# part-1.ts'], ['#EXTINF:4,part-1.ts', '#EXTINF:4,part-1.ts'],
  ['#EXT-X-MAP:URI="init.mp4"', '#EXT-X-MAP:URI="<init.mp4>"'], ['#EXT-X-KEY:METHOD=AES-128,URI="film.key",IV=0x1', '#EXT-X-KEY:METHOD=AES-128,URI="<film.key>",IV=0x1'], ['#EXT-X-KEY:METHOD=NONE', '#EXT-X-KEY:METHOD=NONE'],
  ['#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="URI",NAME="URI",URI="de.m3u8"', '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="URI",NAME="URI",URI="<de.m3u8>"'], ['#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"', '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="<i.m3u8>"'],
  ['#EXT-X-SESSION-KEY:METHOD=AES-128,URI="https://keys.example/k"', '#EXT-X-SESSION-KEY:METHOD=AES-128,URI="https://keys.example/k"'], ['#EXT-X-PART:DURATION=1,URI="p.m4s"', '#EXT-X-PART:DURATION=1,URI="<p.m4s>"'], ['#EXT-X-BYTERANGE:100@0', '#EXT-X-BYTERANGE:100@0'],
];
for (const [line, expected] of lines) {
  test(`in a playlist ${JSON.stringify(line)} becomes ${JSON.stringify(expected)}`, async () => {
    assert.equal(await rewritePlaylist(line, mark), expected);
  });
}

test('every other sign of a playlist stays, line ends and a byte order mark too', async () => {
  for (const end of ['\n', '\r\n']) assert.equal(await rewritePlaylist(['\uFEFF#EXTM3U', '', 'a.ts', '#EXT-X-ENDLIST', ''].join(end), mark), ['\uFEFF#EXTM3U', '', '<a.ts>', '#EXT-X-ENDLIST', ''].join(end));
});

const times: [string, string, number | undefined][] = [
  ['the sum of its segments', '#EXTINF:4.5,\na\n#EXTINF:3,title\nb\n#EXT-X-ENDLIST', 7.5], ['the same when it says VOD', '#EXT-X-PLAYLIST-TYPE:VOD\r\n#EXTINF:4,\r\na', 4],
  ['not known while it grows', '#EXTINF:4,\na', undefined], ['not known of a list of lists', '#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8', undefined],
];
for (const [name, text, time] of times) {
  test(`the playing time of a playlist is ${name}`, () => {
    assert.equal(playlistTime(text), time);
  });
}

test('a playlist of playlists tells which', () => {
  assert.deepEqual(playlistsIn('#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,URI="de.m3u8"\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8?x\n'), ['de.m3u8', 'low.m3u8?x']);
  assert.deepEqual(playlistsIn('#EXTINF:4,\na.m3u8'), []);
});

test('the segments of a film open without a token, for as long as it plays and five minutes more', async () => {
  const { guard, clock, askAs } = createGuarded(films);
  const list = await askAs('owner', 'content/films/tide/film.m3u8');
  const text = await list.text();
  assert.deepEqual([list.headers.get('accept-ranges'), list.headers.get('etag'), list.headers.get('content-length')], ['none', null, String(text.length)]);
  for (const name of ['init.mp4', 'part-0.m4s', 'part-3.m4s']) {
    assert.equal(lifeOf(referenceTo(text, name), clock), 316);
    assert.equal((await follow(guard, `${base}films/tide/film.m3u8`, referenceTo(text, name))).status, 200);
  }
  await clock.tick(316_000);
  assert.equal(await refusalOf(await follow(guard, `${base}films/tide/film.m3u8`, referenceTo(text, 'part-3.m4s'))), '401 token-expired');
});

test('the grant of a film opens its folder and nothing beside it', async () => {
  const { guard, askAs } = createGuarded(films);
  const { search } = new URL(referenceTo(await (await askAs('owner', 'content/films/tide/film.m3u8')).text(), 'part-0.m4s'), base);
  const asked = ['films/tide/part-1.m4s', 'films/harbour/film.key', 'films/pier.webm', 'films/tide-2/part-0.m4s', 'other.html'];
  const statuses = await Promise.all(asked.map(async (asset) => (await guard(new Request(`${base}${asset}${search}`))).status));
  assert.deepEqual(statuses, [200, 401, 401, 401, 404]);
});

test('a playlist of playlists opens them for as long as the longest plays', async () => {
  const { guard, clock, askAs } = createGuarded(films);
  const reference = referenceTo(await (await askAs('owner', 'content/films/tide/index.m3u8')).text(), 'film.m3u8');
  assert.equal(lifeOf(reference, clock), 316);
  const inner = await follow(guard, `${base}films/tide/index.m3u8`, reference);
  assert.equal((await follow(guard, `${base}films/tide/film.m3u8`, referenceTo(await inner.text(), 'part-2.m4s'))).status, 200);
});

test('what was opened by a grant hands out no grant that outlives it', async () => {
  const { guard, clock, askAs } = createGuarded(films);
  const reference = referenceTo(await (await askAs('owner', 'content/films/tide/index.m3u8')).text(), 'film.m3u8');
  await clock.tick(300_000);
  const inner = await (await follow(guard, `${base}films/tide/index.m3u8`, reference)).text();
  assert.equal(lifeOf(referenceTo(inner, 'part-3.m4s'), clock), 16);
});

test('the key of an AES-128 film is released by the same check, and by the grant', async () => {
  const { guard, ask, askAs } = createGuarded(films);
  const key = 'content/films/harbour/film.key';
  assert.deepEqual([(await ask(key)).status, (await askAs('nobody', key)).status, (await askAs('owner', key)).status], [401, 403, 200]);
  const text = await (await askAs('owner', 'content/films/harbour/film.m3u8')).text();
  const released = await follow(guard, `${base}films/harbour/film.m3u8`, referenceTo(text, 'film.key'));
  assert.equal((await released.arrayBuffer()).byteLength, 16);
});

test('a grant plays on when the token has run out, and not when the service says no', async () => {
  const { guard, clock, simulator, askAs } = createGuarded(films);
  const { jwt } = await simulator.signIn('owner', { life: 60 });
  const reference = referenceTo(await (await askAs('owner', 'content/films/tide/film.m3u8')).text(), 'part-3.m4s');
  const segment = async (token: string): Promise<number> => (await follow(guard, `${base}films/tide/film.m3u8`, reference, { headers: { Authorization: `Bearer ${token}` } })).status;
  await clock.tick(200_000);
  assert.equal(await segment(jwt), 200);
  assert.equal(await segment((await simulator.signIn('nobody')).jwt), 403);
});

const odd = {
  'a/list.m3u8': '#EXTM3U\n#EXTINF:4,\nhttps://cdn.example/1.ts\n#EXTINF:4,\nhttps://paper.example/guard/content/a/2.ts?x=1#t\n#EXTINF:4,\n../b/3.ts\n#EXTINF:4,\n../c/4.ts\n#EXTINF:4,\n/elsewhere/5.ts\n#EXTINF:4,\nextra/6.ts\n#EXT-X-ENDLIST\n',
  'list.m3u8': '#EXTM3U\n#EXTINF:4,\none.ts\n#EXT-X-ENDLIST\n',
  'live/list.m3u8': '#EXTM3U\n#EXTINF:4,\none.ts\n',
  'long/list.m3u8': `#EXTM3U\n${'#EXTINF:3600,\none.ts\n'.repeat(7)}#EXT-X-ENDLIST\n`,
};
const oddTable = { 'a/extra/**': [yearly], 'c/**': [yearly], '**': [monthly] };

test('only what the same offers open gets a grant, in the folder or for the file alone', async () => {
  const { clock, askAs } = createLibrary(odd, { assets: oddTable });
  const text = await (await askAs('owner', 'content/a/list.m3u8')).text();
  const granted = text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.replace(/grant=\d+\.(\w+)\..*?(?=#|$)/, '$1'));
  assert.deepEqual(granted, ['https://cdn.example/1.ts', 'https://paper.example/guard/content/a/2.ts?x=1&d1#t', '../b/3.ts?f', '../c/4.ts', '/elsewhere/5.ts', 'extra/6.ts']);
  assert.equal(lifeOf(text, clock), 324);
});

test('a playlist in no folder gives a grant for each file', async () => {
  assert.match(await (await createLibrary(odd, { assets: oddTable }).askAs('owner', 'content/list.m3u8')).text(), /one\.ts\?grant=\d+\.f\./);
});

test('a live playlist gives five minutes, and no film more than six hours', async () => {
  const { clock, askAs } = createLibrary(odd, { assets: oddTable });
  assert.equal(lifeOf(await (await askAs('owner', 'content/live/list.m3u8')).text(), clock), 300);
  assert.equal(lifeOf(await (await askAs('owner', 'content/long/list.m3u8')).text(), clock), 21_600);
});

test('two grants in one address are none', async () => {
  const { guard, askAs } = createGuarded(films);
  const reference = referenceTo(await (await askAs('owner', 'content/films/tide/film.m3u8')).text(), 'part-0.m4s');
  const { searchParams } = new URL(reference, base);
  assert.equal((await follow(guard, `${base}films/tide/film.m3u8`, `${reference}&grant=${searchParams.get('grant')!}`)).status, 401);
});

test('a film is one asset to the limit of a day, also for a player that sends its token with each segment', async () => {
  const { guard, simulator, askAs } = createGuarded({ ...films, limits: { assets: 1 } });
  const headers = { Authorization: `Bearer ${(await simulator.signIn('owner')).jwt}` };
  const text = await (await askAs('owner', 'content/films/tide/film.m3u8')).text();
  for (const name of ['init.mp4', 'part-0.m4s', 'part-1.m4s']) assert.equal((await follow(guard, `${base}films/tide/film.m3u8`, referenceTo(text, name), { headers })).status, 200);
  assert.equal((await askAs('owner', 'content/films/pier.webm')).status, 429);
});
