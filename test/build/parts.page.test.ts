import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, beforeEach, test } from 'node:test';
import { mountGuard } from '../server/guarded-site.js';
import { article, authKey, createSite, endBrowser, gate, reads, tags, withHeaders, type Site } from '../page/site.js';

const part = '/cleeng-gate.refresh.js';

let site: Site;
beforeEach(async () => {
  site = await createSite();
  site.page('/article', article());
});
afterEach(async () => site.close());
after(endBrowser);

const fetched = (name = part): number => site.requests.filter((address) => address.endsWith(name)).length;

test('a page in order, whose token is good, asks for no part', async () => {
  await site.signIn('owner');
  const tab = await site.tab('/article');
  await reads(tab, 'granted');
  assert.deepEqual(site.requests.filter((address) => /cleeng-gate\.\w+\.js$/.test(address)), []);
});

test('a page with a spent token loads the part, once, and opens', async () => {
  const { jwt } = await site.signIn('owner', -60);
  const tab = await site.tab('/article');
  await reads(tab, 'granted');
  assert.equal(fetched(), 1);
  assert.notEqual(await tab.evaluate((key) => localStorage.getItem(key), authKey), jwt);
});

const policies = ['', '; trusted-types lit-html cleeng-gate'].map((types) =>
  `default-src 'self'; script-src 'self'; style-src 'self'; img-src data:; require-trusted-types-for 'script'${types}`);
policies.push("script-src 'nonce-abc'");

for (const policy of policies) {
  test(`the part loads under the policy "${policy}"`, async () => {
    await site.signIn('owner', -60);
    site.page('/article', withHeaders(article(undefined, tags(policy.includes('nonce') ? 'async nonce="abc"' : undefined)), { 'content-security-policy': policy }));
    const tab = await site.tab('/article');
    await reads(tab, 'granted');
    assert.equal(fetched(), 1);
  });
}

test('a part that is not the one which belongs to this version is never run, and nobody is asked to pay', async () => {
  site.page(part, () => new Response(`globalThis.foreign = true;\n${readFileSync(`dist${part}`, 'utf8')}`, { headers: { 'content-type': 'text/javascript' } }));
  await site.signIn('owner', -60);
  const tab = await site.tab('/article');
  await reads(tab, 'failed');
  assert.equal(await tab.evaluate(() => 'foreign' in globalThis), false);
});

test('only a page with a guard loads the part that asks it, and it asks once for all', async () => {
  mountGuard(site);
  site.page('/guarded', article(`${gate}<cleeng-gate offer-id="P100000003_DE"></cleeng-gate>`, tags('async data-guard="/guard"')));
  await site.signIn('owner');
  const plain = await site.tab('/article');
  await reads(plain, 'granted');
  await plain.close();
  const before = site.requests.length;
  assert.equal(site.requests.filter((address) => address.endsWith('.guard.js')).length, 0);
  await site.signOut();
  await site.signIn('tag');
  const tab = await site.tab('/guarded');
  await tab.waitForSelector('cleeng-gate:nth-of-type(1):state(denied) + cleeng-gate:state(granted)');
  const paths = site.requests.slice(before).map((address) => new URL(address)).filter(({ pathname }) => /entitlements|guard\.js/.test(pathname));
  assert.deepEqual(paths.map(({ pathname, search }) => pathname + search), ['/cleeng-gate.guard.js', '/guard/entitlements?offers=S100000001_DE,P100000003_DE']);
});

/** Opens a page without its environment and returns what its console says about that. */
async function toldByAWrongPage(): Promise<string[]> {
  site.page('/article', article(gate + gate, tags('async').replace('data-environment="sandbox"', '')));
  const told: string[] = [];
  const tab = await site.tab();
  tab.on('console', (line) => { if (line.text().startsWith('cleeng-gate:')) told.push(line.text()); });
  await tab.goto(`${site.origin}/article`, { waitUntil: 'networkidle0' });
  await reads(tab, 'failed');
  return told;
}


test('a page that is wrong loads the words for its author, once', async () => {
  const told = await toldByAWrongPage();
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /environment is missing\. Write/);
  assert.equal(fetched('/cleeng-gate.author.js'), 1);
});

test('where the words for the author are missing, what is wrong is named nevertheless', async () => {
  site.page('/cleeng-gate.author.js', () => new Response('gone', { status: 404 }));
  assert.deepEqual((await toldByAWrongPage()).map((line) => line.trim()), ['cleeng-gate: environment']);
});
