import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifiedCrawler, type CrawlerOptions, type NameResolver } from '../../../src/server/node.js';
import { createTestClock } from '../../clock.js';
import { bearer, host, refusalOf } from '../guarded.js';
import { createLibrary } from '../library.js';

const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const from = (agent = googlebot): Request => new Request(`${host}/news/one.html`, { headers: { 'User-Agent': agent } });
const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** Name servers of a small world: names by address, addresses by name. An error is what asking comes to. */
function resolving(reverse: Readonly<Record<string, readonly string[] | Error>>, forward: Readonly<Record<string, readonly string[] | Error>> = {}) {
  const asked: string[] = [];
  const look = async (table: typeof reverse, key: string): Promise<readonly string[]> => {
    asked.push(key);
    const found = table[key] ?? failure('ENOTFOUND');
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  };
  const ask = async (key: string): Promise<readonly string[]> => look(forward, key);
  return { asked, resolver: { reverse: async (address) => look(reverse, address), resolve4: ask, resolve6: ask } satisfies NameResolver };
}

const crawl = 'crawl-66-249-66-1.googlebot.com';
const world = (more: Partial<CrawlerOptions> = {}) => {
  const { asked, resolver } = resolving({ '66.249.66.1': [crawl], '2001:4860::1': [crawl] }, { [crawl]: ['66.249.66.1', '2001:4860:0:0:0:0:0:1'] });
  const clock = createTestClock();
  return { asked, clock, engineOf: verifiedCrawler({ resolver, clock, ...more }) };
};

for (const [title, address, names, addresses, expected, agent] of [
  ['Google', '66.249.66.1', [crawl], ['66.249.66.1'], 'google'],
  ['Google at a geographic name', '35.247.243.240', ['geo-crawl-35-247-243-240.geo.googlebot.com'], ['35.247.243.240'], 'google'],
  ['Google with a dot at the end, in capitals', '66.249.66.1', ['CRAWL-66-249-66-1.GoogleBot.com.'], ['66.249.66.1'], 'google'],
  ['Google over IPv6, spelt otherwise', '2001:4860:4801:0010::0001', [crawl], ['2001:4860:4801:10::1'], 'google'],
  ['Google as a socket of both families tells it', '::ffff:66.249.66.1', [crawl], ['66.249.66.1'], 'google'],
  ['Bing', '157.55.33.18', ['msnbot-157-55-33-18.search.msn.com'], ['157.55.33.18'], 'bing', 'Mozilla/5.0 (compatible; bingbot/2.0)'],
  ['Apple', '17.58.101.179', ['17-58-101-179.applebot.apple.com'], ['17.58.101.179'], 'apple', 'Mozilla/5.0 (Applebot/0.1)'],
  ['a name that leads elsewhere', '203.0.113.7', [crawl], ['66.249.66.1'], null],
  ['a name that leads nowhere', '203.0.113.7', [crawl], [], null],
  ['a name that only ends alike', '203.0.113.7', ['notgooglebot.com'], ['203.0.113.7'], null],
  ['the bare domain', '203.0.113.7', ['googlebot.com'], ['203.0.113.7'], null],
  ['a name that goes on', '203.0.113.7', ['crawl.googlebot.com.evil.example'], ['203.0.113.7'], null],
  ['a machine rented from Google', '34.1.2.3', ['3.2.1.34.bc.googleusercontent.com'], ['34.1.2.3'], null],
  ['a fetcher that readers set going', '66.249.80.1', ['google-proxy-66-249-80-1.google.com'], ['66.249.80.1'], null],
  ['an address without a name', '203.0.113.7', [], [], null],
  ['what is no address', 'unknown', [crawl], ['unknown'], null],
] as const) {
  test(`${title} is ${expected ?? 'no crawler'}`, async () => {
    const { resolver } = resolving({ [address.replace('::ffff:', '').replace('0010::0001', '10::1')]: [...names] }, Object.fromEntries(names.map((name) => [name.toLowerCase().replace(/\.$/, ''), [...addresses]])));
    assert.equal(await verifiedCrawler({ resolver })(address, from(agent)), expected);
  });
}

test('a browser is not looked up at all, wherever it comes from', async () => {
  const { asked, engineOf } = world();
  assert.equal(await engineOf('66.249.66.1', from('Mozilla/5.0 (X11; Linux x86_64)')), null);
  assert.deepEqual(asked, []);
});

test('an address is looked up once for all who ask, and again after an hour', async () => {
  const { asked, clock, engineOf } = world();
  await Promise.all([1, 2, 3].map(async () => engineOf('66.249.66.1', from())));
  await clock.tick(3_599_000);
  await engineOf('66.249.66.1', from());
  assert.equal(asked.length, 2);
  await clock.tick(1000);
  await engineOf('66.249.66.1', from());
  assert.equal(asked.length, 4);
});

test('name servers that fail or are silent say nothing, and are asked again', async () => {
  const clock = createTestClock();
  let answer = async (): Promise<readonly string[]> => Promise.reject(failure('ESERVFAIL'));
  const engineOf = verifiedCrawler({ clock, resolver: { reverse: async () => answer(), resolve4: async () => Promise.resolve(['66.249.66.1']), resolve6: async () => Promise.resolve([]) } });
  await assert.rejects(engineOf('66.249.66.1', from()), /ESERVFAIL/);
  answer = async () => new Promise(() => undefined);
  const silent = assert.rejects(engineOf('66.249.66.1', from()));
  await clock.tick(2000);
  await silent;
  answer = async () => Promise.resolve([crawl]);
  assert.equal(await engineOf('66.249.66.1', from()), 'google');
});

test('a flood of addresses keeps no more than 50 questions under way', async () => {
  const clock = createTestClock();
  let most = 0;
  const engineOf = verifiedCrawler({ clock, resolver: { reverse: async () => (most++, new Promise(() => undefined)), resolve4: async () => [], resolve6: async () => [] } });
  const flood = Array.from({ length: 500 }, async (_, at) => engineOf(`203.0.${at >> 8}.${at & 255}`, from()));
  const settled = Promise.allSettled(flood);
  await clock.tick(2000);
  assert.ok((await settled).every(({ status }) => status === 'rejected'));
  assert.equal(most, 50);
});

/** A guard that knows Google, and a request for an asset from an address. */
function found(options: Parameters<typeof createLibrary>[1] = {}) {
  const counted: unknown[] = [];
  const library = createLibrary({ 'news/one.html': '<p>One</p><img src="two.jpg">', 'news/two.jpg': 'two' }, {
    crawlers: world().engineOf, metrics: { count: (name, labels) => { if (name === 'crawlers') counted.push(labels); }, time: () => undefined }, ...options,
  });
  const visit = async (address: string | undefined, init: RequestInit = {}, path = 'content/news/one.html'): Promise<Response> =>
    library.guard(new Request(`${host}/guard/${path}`, { ...init, headers: { 'User-Agent': googlebot, ...(init.headers as Record<string, string>) } }), { address });
  return { ...library, counted, visit };
}

test('content is released to a verified crawler, without a grant in it, kept by nobody, told and counted', async () => {
  const { visit, counted, lines } = found();
  const response = await visit('66.249.66.1');
  const { headers, status } = response;
  assert.deepEqual([status, headers.get('cache-control'), headers.get('x-robots-tag')], [200, 'private, no-store', 'noarchive']);
  assert.equal(await response.text(), '<p>One</p><img src="two.jpg">');
  assert.deepEqual(counted, [{ engine: 'google' }]);
  assert.ok(lines.includes('info crawler.released {"engine":"google"}'));
  assert.ok(!lines.join('\n').includes('66.249'));
});

const refused: readonly (readonly [string, string | undefined, RequestInit, string, string])[] = [
  ['another address with its User-Agent', '203.0.113.7', {}, 'content/news/one.html', '401 no-token'],
  ['no address', undefined, {}, 'content/news/one.html', '401 no-token'],
  ['its address in X-Forwarded-For, when no proxy is ours', '203.0.113.7', { headers: { 'X-Forwarded-For': '66.249.66.1' } }, 'content/news/one.html', '401 no-token'],
  ['its address, with a token that is none', '66.249.66.1', { headers: bearer('a.b.c') }, 'content/news/one.html', '401 no-token'],
  ['its address, with a cookie that is none', '66.249.66.1', { headers: { Cookie: '__Host-cleeng-gate=a.b.c' } }, 'content/news/one.html', '401 no-token'],
  ['its address, for a licence', '66.249.66.1', { method: 'POST', body: '{}' }, 'content/news/one.html', '401 no-token'],
  ['its address, for what is not listed', '66.249.66.1', {}, 'content/secret.html', '404 unknown-offer'],
  ['its address, for a verdict', '66.249.66.1', {}, 'entitlements/S100000001_DE', '401 no-token'],
];

for (const [title, address, init, path, expected] of refused) {
  test(`nothing is released to ${title}`, async () => {
    const { visit, counted } = found();
    assert.equal(await refusalOf(await visit(address, init, path)), expected);
    assert.deepEqual(counted, []);
  });
}

test('behind a proxy of ours the crawler is known by the hop that it wrote', async () => {
  const { visit } = found({ trustProxy: 1 });
  assert.equal((await visit('10.0.0.1', { headers: { 'X-Forwarded-For': '203.0.113.7, 66.249.66.1' } })).status, 200);
  assert.equal((await visit('10.0.0.1', { headers: { 'X-Forwarded-For': '66.249.66.1, 203.0.113.7' } })).status, 401);
});

test('while name servers fail, a crawler is told to come again, and a reader is not kept waiting', async () => {
  const { visit, askAs } = found({ crawlers: verifiedCrawler({ resolver: resolving({ '66.249.66.1': failure('ETIMEOUT') }).resolver }) });
  const { status, headers } = await visit('66.249.66.1');
  assert.deepEqual([status, headers.get('retry-after')], [503, '60']);
  assert.equal((await askAs('owner', 'content/news/one.html')).status, 200);
});

test('a page that a server renders is whole for a verified crawler, and nobody is signed in', async () => {
  const { guard } = found();
  const decide = async (address: string) => guard.decide(from(), 'news/one.html', { address });
  assert.deepEqual(await decide('66.249.66.1'), { offerId: 'S100000001_DE', accessGranted: true, expiresAt: null, age: 0, signedIn: false, crawler: 'google' });
  assert.equal((await decide('203.0.113.7')).accessGranted, false);
  assert.equal((await guard.decide(from(), 'secret.html', { address: '66.249.66.1' })).accessGranted, false);
});
