import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import type { CustomerName } from '../../src/simulator/index.js';
import { engine } from '../../.config/engines.mjs';
import { article, endBrowser, reads, tags } from '../page/site.js';
import { decodes } from './codecs.js';
import { films } from './films.js';
import { createGuardedSite, type GuardedSite } from './guarded-site.js';
import { monthly } from './library.js';

/** What the tests of a page put where its scripts find it. */
interface Player { token: string; video: HTMLVideoElement; problems: string[]; play(address: string): void }

const hls = readFileSync(new URL('../../node_modules/hls.js/dist/hls.min.js', import.meta.url), 'utf8');

/** A page as hls.js's own README writes it: the token goes with playlists, whose addresses are the page's to know. */
const player = `<video muted playsinline></video><script src="/hls.js"></script><script>
  const state = window.player = { token: '', video: document.querySelector('video'), problems: [] };
  state.play = (address) => {
    const hls = new Hls({ enableWorker: false, maxBufferLength: 1, maxMaxBufferLength: 1, xhrSetup: (xhr, url) => {
      if (!new URL(url, location).search) xhr.setRequestHeader('Authorization', 'Bearer ' + state.token);
    } });
    hls.on(Hls.Events.ERROR, (_, { details, fatal }) => { if (fatal) state.problems.push(details); });
    hls.loadSource(address);
    hls.attachMedia(state.video);
    state.video.play();
  };
</script>`;

const evening = '<h1>Evening</h1><video id="pier" muted playsinline src="pier.webm"></video><video id="lighthouse" muted playsinline src="lighthouse/film.webm"></video>';

const articles: Readonly<Record<string, string>> = { 'films/evening.html': evening, 'films/story.html': '<video playsinline src="harbour/film.m3u8"></video>' };

/** hls.js asks for each codec that a playlist names, in a container of its own. */
const lacksOpus = (await decodes('audio/mp4; codecs="opus"')) ? false : 'this browser lacks the decoder for Opus in MP4; on Debian libavcodec, which firefox-esr recommends, brings it';

const lacksVp9 = (await decodes('video/mp4; codecs="vp09.00.10.08"')) ? false : 'this browser lacks the decoder for VP9 in MP4';

let site: GuardedSite;
let tab: Page;

before(() => { assert.ok(hls.length > 100_000); });
after(endBrowser);
beforeEach(async () => {
  site = await createGuardedSite({ assets: { 'films/**': [monthly] }, content: (asset) => articles[asset] ?? films.content.open(asset) });
  site.page('/hls.js', () => new Response(hls, { headers: { 'content-type': 'text/javascript' } }));
  site.page('/film', article(player, ''));
  tab = await site.tab('/film');
});
afterEach(async () => site.close());

/** Plays an HLS film as a customer; the token lives for a minute. */
async function play(film: string, customer: CustomerName = 'owner'): Promise<string> {
  const { jwt } = await site.simulator.signIn(customer, { life: 60 });
  await tab.evaluate((address, token) => {
    const { player: own } = window as unknown as { player: Player };
    own.token = token;
    own.play(address);
  }, `/guard/content/films/${film}`, jwt);
  return jwt;
}

/** Waits until the film is at a second, and stops it there; or says what went wrong. */
async function reaches(second: number): Promise<void> {
  const outcome = await tab.waitForFunction((at) => {
    const { player: { video, problems } } = window as unknown as { player: Player };
    return problems.join() || video.error?.message || (video.currentTime >= at && video.videoWidth === 320 && 'there');
  }, {}, second);
  assert.equal(await outcome.jsonValue(), 'there');
  await tab.evaluate(() => { (window as unknown as { player: Player }).player.video.pause(); });
}

const skipTo = async (second: number): Promise<void> => tab.evaluate((at) => {
  const { player: { video } } = window as unknown as { player: Player };
  video.currentTime = at;
  void video.play();
}, second);

const asked = (name: string): string[] => site.requests.filter((address) => address.includes(name));

for (const [name, film, end, skip] of [['an HLS film', 'tide/index.m3u8', 12, lacksOpus], ['an AES-128 film', 'harbour/film.m3u8', 8, lacksVp9]] as const) {
  test(`${name} plays, also a segment that is asked for after the token has run out`, { skip }, async () => {
    const jwt = await play(film);
    await reaches(1);
    const last = `part-${end / 4}.m4s`;
    assert.deepEqual(asked(last), []);
    await site.clock.tick(200_000);
    assert.equal((await fetch(`${site.origin}/guard/content/films/${film}`, { headers: { Authorization: `Bearer ${jwt}` } })).status, 401);
    await skipTo(end + 0.5);
    await reaches(end + 1);
    assert.match(asked(last)[0]!, /\?grant=/);
  });
}

test('no token is in any address that a player asks for', { skip: lacksVp9 }, async () => {
  const jwt = await play('tide/film.m3u8');
  await reaches(1);
  assert.ok(asked('grant=').length >= 2);
  for (const part of jwt.split('.')) assert.equal(site.requests.some((address) => address.includes(part)), false);
});

test('a film that the customer has not bought does not begin', async () => {
  await play('tide/index.m3u8', 'nobody');
  await tab.waitForFunction(() => (window as unknown as { player: Player }).player.problems.includes('manifestLoadError'));
  assert.deepEqual(asked('film.m3u8'), []);
});

/** Puts the article onto the page as a gate would, and hands the token to its scripts. */
async function read(): Promise<void> {
  const { jwt } = await site.simulator.signIn('owner', { life: 60 });
  await tab.evaluate(async (token) => {
    const response = await fetch('/guard/content/films/evening.html', { headers: { Authorization: `Bearer ${token}` } });
    document.body.innerHTML = await response.text();
    (window as unknown as { player: Player }).player.token = token;
  }, jwt);
}

/** Plays one of the films in the article to a second of it. */
const watch = async (id: string, second: number): Promise<void> => tab.evaluate(async (name, at) => {
  const video = document.querySelector<HTMLVideoElement>(`#${name}`)!;
  const failed = new Promise<never>((_, reject) => { video.addEventListener('error', () => { reject(new Error(video.error!.message)); }); });
  video.currentTime = Math.max(0, at - 0.5);
  await Promise.race([video.play(), failed]);
  await Promise.race([failed, new Promise<void>((resolve) => { video.addEventListener('timeupdate', () => { if (video.currentTime >= at) resolve(); }); })]);
}, id, second);

test('a film in an article plays by ranges, after the token has run out too', async () => {
  await read();
  await site.clock.tick(200_000);
  await watch('pier', 6);
  assert.match(asked('pier.webm')[0]!, /\?grant=\d+\.f\./);
});

/**
 * Hands the encrypted film of the article to its player piece by piece, as players of encrypted films do: Firefox
 * decrypts nothing that comes otherwise. The film is fetched by the grant in its address.
 */
const encrypted = async (): Promise<void> => tab.evaluate(async () => {
  const video = document.querySelector<HTMLVideoElement>('#lighthouse')!;
  const film = await (await fetch(video.src)).arrayBuffer();
  const type = 'video/webm; codecs="vp9"';
  const access = await navigator.requestMediaKeySystemAccess('org.w3.clearkey', [{ initDataTypes: ['webm'], videoCapabilities: [{ contentType: type }] }]);
  await video.setMediaKeys(await access.createMediaKeys());
  video.addEventListener('waitingforkey', () => { video.dataset.waits = 'for a key'; });
  const source = new MediaSource();
  source.addEventListener('sourceopen', () => { source.addSourceBuffer(type).appendBuffer(film); });
  video.src = URL.createObjectURL(source);
});

/** Lets the article's player ask the guard for a licence when its film says that it is encrypted. */
const licensed = async (): Promise<void> => tab.evaluate(() => {
  const { token } = (window as unknown as { player: Player }).player;
  const headers = { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' };
  const video = document.querySelector<HTMLVideoElement>('#lighthouse')!;
  video.addEventListener('encrypted', ({ initDataType, initData }) => {
    const session = video.mediaKeys!.createSession();
    session.addEventListener('message', ({ message }) => {
      void fetch('/guard/content/films/lighthouse/licence.json', { method: 'POST', body: message, headers })
        .then(async (response) => session.update(await response.arrayBuffer()));
    });
    void session.generateRequest(initDataType, initData!);
  });
});

/** As the README writes it: the gate brings the `<video>`, and hls.js plays it; some browsers say that they play HLS themselves, and fail at an encrypted one. */
const story = `<cleeng-gate offer-id="${monthly}" src="films/story.html"><p slot="preview">Teaser</p></cleeng-gate>
<script src="/hls.js"></script><script>
  document.addEventListener('cleeng-access-change', ({ target, access }) => {
    const video = access === 'granted' && target.querySelector('video');
    if (!video || !Hls.isSupported()) return;
    const hls = new Hls();
    hls.loadSource(video.src);
    hls.attachMedia(video);
  });
</script>`;

test('an AES-128 film in a gate plays by the grants in its addresses alone', { skip: lacksVp9 }, async () => {
  site.page('/story', article(story, tags('async data-guard="/guard"')));
  await site.signIn('owner');
  await tab.goto(`${site.origin}/story`);
  await reads(tab, 'granted');
  await site.clock.tick(200_000);
  await tab.evaluate(() => {
    const video = document.querySelector('video')!;
    video.muted = true;
    void video.play();
  });
  await tab.waitForFunction(() => document.querySelector('video')!.currentTime > 0.5);
  assert.match(asked('harbour/')[0]!, /film\.m3u8\?grant=\d+\.f\./);
  assert.ok(asked('harbour/').every((address) => address.includes('?grant=')));
});

const lacksKeys = engine === 'webkit' && "Debian's WebKit plays no encrypted media";

test('a ClearKey film plays with the licence that the guard releases', { skip: lacksKeys }, async () => {
  await read();
  await licensed();
  await encrypted();
  await watch('lighthouse', 4);
  assert.equal(asked('licence.json').length, 1);
});

test('a ClearKey film without its licence shows nothing', { skip: lacksKeys }, async () => {
  await read();
  await encrypted();
  await tab.waitForSelector('#lighthouse[data-waits]');
  assert.deepEqual(await tab.$eval('#lighthouse', (video) => {
    const { currentTime, readyState } = video as HTMLVideoElement;
    return { currentTime, shown: readyState >= HTMLMediaElement.HAVE_CURRENT_DATA };
  }), { currentTime: 0, shown: false });
});
