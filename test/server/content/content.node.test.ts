import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder } from '../../../src/server/content/folder.js';
import type { Granted } from '../../../src/server/index.js';
import { createGuarded, refusalOf } from '../guarded.js';
import { createLibrary, monthly, shelf } from '../library.js';

const one = 'content/news/one.html';
/** For what leaves no trace; making a service costs a key pair. */
const library = createLibrary();
const fetchSite = (site: string, more: Record<string, string> = {}) => ({ 'Sec-Fetch-Site': site, ...more });

test('a customer gets the bytes of an asset, for nobody else to keep', async () => {
  const response = await library.askAs('owner', one);
  assert.equal(response.status, 200);
  assert.equal(await response.text(), '<p>One</p>');
  const expected = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff', 'content-length': '10', 'accept-ranges': 'bytes' };
  for (const [name, value] of Object.entries(expected)) assert.equal(response.headers.get(name), value);
  for (const name of ['Authorization', 'Cookie', 'Origin']) assert.match(response.headers.get('vary')!, new RegExp(name));
});

test('a page that is opened by itself runs no script, and is framed by nobody else', async () => {
  const { headers } = await library.askAs('owner', one);
  assert.match(headers.get('content-security-policy')!, /script-src 'none'.*frame-ancestors 'self'/);
});

const others: [string, string, string | null][] = [
  ['pic.svg', 'image/svg+xml', null], ['pic.avif', 'image/avif', null], ['film.MP4', 'video/mp4', null], ['film.m4s', 'video/iso.segment', null],
  ['list.m3u8', 'application/vnd.apple.mpegurl', null], ['film.key', 'application/octet-stream', 'attachment'], ['noending', 'application/octet-stream', 'attachment'], ['a.constructor', 'application/octet-stream', 'attachment'],
];
const mixed = createLibrary(Object.fromEntries(others.map(([name]) => [`x/${name}`, 'x'])));
for (const [name, type, disposition] of others) {
  test(`${name} is ${type}${disposition ? ' and no page' : ''}`, async () => {
    const { headers } = await mixed.askAs('owner', `content/x/${name}`);
    assert.deepEqual([headers.get('content-type'), headers.get('content-disposition')], [type, disposition]);
  });
}

for (const type of ['text/xml', 'application/rss+xml; charset=utf-8', 'application/mathml+xml']) {
  test(`${type} that is opened by itself runs no script`, async () => {
    const { askAs } = createGuarded({ assets: { '**': [monthly] }, content: () => new Response('<x/>', { headers: { 'Content-Type': type } }) });
    assert.match((await askAs('owner', 'content/feed')).headers.get('content-security-policy') ?? '', /sandbox/);
  });
}

test('an answer by token tells how long ago the service said so', async () => {
  const { askAs, clock } = createGuarded({ assets: { '**': [monthly] }, content: () => 'x', allowedOrigins: ['https://app.example'] });
  await askAs('owner', 'content/one');
  await clock.tick(200_000);
  const { headers } = await askAs('owner', 'content/one', { headers: { Origin: 'https://app.example' } });
  assert.equal(headers.get('age'), '200');
  assert.match(headers.get('access-control-expose-headers')!, /\bAge\b/);
});

test('HEAD is answered as GET, without the bytes', async () => {
  const { askAs, ask } = library;
  const response = await askAs('owner', one, { method: 'HEAD' });
  assert.deepEqual([response.status, response.headers.get('content-length'), await response.text()], [200, '10', '']);
  assert.equal((await askAs('nobody', one, { method: 'HEAD' })).status, 403);
  assert.equal((await ask(one, { method: 'HEAD' })).status, 401);
});

test('without a token it is 401, without the right 403, and without an answer 503', async () => {
  const { ask, askAs, simulator } = createLibrary();
  assert.equal(await refusalOf(await ask(one)), '401 no-token');
  assert.equal(await refusalOf(await askAs('nobody', one)), '403 not-entitled');
  simulator.fault({ kind: 'status', status: 500, endpoint: 'entitlements' });
  const unknown = await askAs('grace', one);
  assert.match(unknown.headers.get('retry-after')!, /^\d+$/);
  assert.equal(await refusalOf(unknown), '503 service');
});

test('no request can say by which offer an asset opens', async () => {
  const { askAs } = library;
  for (const query of [`?offer=${monthly}`, `?offers=${monthly}`, `?offerId=${monthly}`]) assert.equal((await askAs('owner', `content/yearly.txt${query}`)).status, 403);
});

test('an asset that is not listed and one that is not there are told apart by nothing', async () => {
  const { askAs } = library;
  const [unlisted, missing] = [await askAs('owner', 'content/unlisted.html'), await askAs('owner', 'content/news/none.html')];
  assert.deepEqual([...unlisted.headers], [...missing.headers]);
  assert.equal(await refusalOf(unlisted), '404 unknown-offer');
  assert.equal(await refusalOf(missing), '404 unknown-offer');
});

test('whether an asset is there is told to nobody who may not see it', async () => {
  const { askAs } = library;
  assert.deepEqual([await refusalOf(await askAs('nobody', one)), await refusalOf(await askAs('nobody', 'content/news/none.html'))], ['403 not-entitled', '403 not-entitled']);
});

test('a name is decoded once', async () => {
  const { askAs } = createLibrary({ ...shelf, 'news/%C3%A4.txt': 'twice' });
  assert.equal(await (await askAs('owner', 'content/news/%C3%A4%20b.txt')).text(), 'umlaut');
  assert.equal((await askAs('owner', 'content/news/%25C3%25A4.txt')).status, 404);
});

const traversals = [
  '', '/', 'news', 'news/', '/news/one.html', 'news//one.html', '.env', 'news/.env', 'news/%2eenv', 'offers.json', 'news/..%2funlisted.html', '..%2funlisted.html', '%2e%2e%2funlisted.html',
  'news%2fone.html', 'news/..%5cunlisted.html', 'news%5cone.html', 'news/one.html%00', 'news/one.html%00.txt', '%00', 'news/%', 'news/%zz', 'news/%ff', 'news/%c0%ae%c0%ae/unlisted.html',
  'news/%252e%252e/unlisted.html', 'news/one.html%2f', 'news/one.html%0d%0aSet-Cookie:a=b', '%2fetc%2fpasswd', 'file:%2f%2f%2fetc%2fpasswd', '__proto__', 'constructor', 'news/__proto__',
  '../unlisted.html', 'news/../../etc/passwd', '../../../etc/passwd', 'news/%2e%2e/unlisted.html', 'news\\..\\unlisted.html', 'NEWS/one.html', 'news/one.html.', 'news/one.html::$DATA', 'x/'.repeat(2000),
];
for (const path of traversals) {
  test(`${JSON.stringify(path.slice(0, 40))} leads to nothing`, async () => {
    const response = await library.askAs('owner', `content/${path}`);
    assert.equal(response.status, 404, path);
    assert.match(await response.text(), /^\{"code":"[\w-]+"\}$/);
  });
}

test('a folder is served as the table says, and the table not at all', async () => {
  const place = mkdtempSync(join(tmpdir(), 'guard-'));
  writeFileSync(join(place, 'one.html'), 'one');
  writeFileSync(join(place, 'offers.json'), '{}');
  writeFileSync(join(place, 'prices.json'), '{}');
  const { askAs } = createGuarded({ assets: { '**': [monthly] }, content: folder(place, { except: [join(place, 'prices.json')] }) });
  assert.equal(await (await askAs('owner', 'content/one.html')).text(), 'one');
  for (const name of ['offers.json', 'prices.json']) assert.equal((await askAs('owner', `content/${name}`)).status, 404);
  rmSync(place, { recursive: true });
});

test('without content there is no such route', async () => {
  assert.equal((await createGuarded({ assets: { 'news/*': [monthly] } }).askAs('owner', one)).status, 404);
});

test('content that fails is 503, and its words stay here', async () => {
  const { askAs, lines } = createLibrary(shelf, { content: () => { throw new Error('secret path /srv'); } });
  const response = await askAs('owner', one);
  assert.equal(await refusalOf(response), '503 service');
  assert.doesNotMatch(lines.join(), /secret path/);
});

const cookie = async (headers: Record<string, string>, method = 'GET'): Promise<number> => {
  const { jwt } = await library.simulator.signIn('owner');
  return (await library.ask(one, { method, headers: { Cookie: `__Host-cleeng-gate=${jwt}`, ...headers } })).status;
};
const bearers: [string, Record<string, string>, number][] = [
  ['a page of our own', fetchSite('same-origin'), 200],
  ['a link in a newsletter', fetchSite('cross-site', { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }), 200],
  ['a page of another site', fetchSite('cross-site', { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }), 403],
  ['a frame on another site', fetchSite('cross-site', { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' }), 403],
  ['a picture on another site', fetchSite('cross-site', { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' }), 403],
  ['a page of a sister site', fetchSite('same-site'), 403],
  ['who knows where', {}, 403],
];
for (const [from, headers, status] of bearers) {
  test(`a cookie that comes from ${from} is answered ${status}`, async () => {
    assert.equal(await cookie(headers), status);
    assert.equal(await cookie(headers, 'HEAD'), status);
  });
}

test('what was granted by a token is told to the operator, who may add headers', async () => {
  const told: Granted[] = [];
  const { askAs } = createLibrary(shelf, {
    async onGranted(granted) {
      told.push(granted);
      granted.headers.append('Set-Cookie', 'CloudFront-Policy=x; Secure; HttpOnly');
    },
  });
  const response = await askAs('owner', one);
  await askAs('nobody', one);
  assert.equal(response.headers.get('set-cookie'), 'CloudFront-Policy=x; Secure; HttpOnly');
  assert.deepEqual(told.map(({ asset, customerId, finding }) => [asset, customerId, finding.offerId]), [['news/one.html', '702813501', monthly]]);
});

test('a page on an allowed origin may read the bytes and their range, any other may not', async () => {
  const { askAs, ask } = createLibrary(shelf, { allowedOrigins: ['https://www.example.com'] });
  const allowed = await askAs('owner', one, { headers: { Origin: 'https://www.example.com' } });
  assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://www.example.com');
  assert.match(allowed.headers.get('access-control-expose-headers')!, /Content-Range/);
  assert.equal((await askAs('owner', one, { headers: { Origin: 'https://evil.example' } })).headers.get('access-control-allow-origin'), null);
  const preflight = await ask(one, { method: 'OPTIONS', headers: { 'Origin': 'https://www.example.com', 'Access-Control-Request-Method': 'GET' } });
  assert.match(preflight.headers.get('access-control-allow-headers')!, /Authorization.*Range/);
});

for (const method of ['PUT', 'DELETE', 'PATCH']) {
  test(`${method} of an asset is not allowed`, async () => {
    const response = await library.askAs('owner', one, { method });
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD, POST']);
  });
}

test('an asset is read only as far as it is fetched', async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({ pull: (controller) => { pulled++; controller.enqueue(new Uint8Array(10)); } }, { highWaterMark: 0 });
  const { askAs } = createLibrary(shelf, { content: () => ({ size: 1e9, stream: () => endless }) });
  const { body } = await askAs('owner', 'content/news/film.mp4');
  await body!.getReader().read();
  assert.ok(pulled <= 2);
});
