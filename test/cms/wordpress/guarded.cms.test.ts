import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { absent, wordpress as engine } from '../debian.js';
import { askAs, filesOf, guardOf, premiumOf, protect, srcsOf } from './hard.js';
import { leaks, offer, premium, publish, withBlock, withShortcode } from './posts.js';
import { createWordPress, type WordPress } from './site.js';
import { visit } from './visitor.js';

const skip = absent(engine);
let site: WordPress;

before(async () => {
  if (!skip) site = await createWordPress();
});
beforeEach(async () => { if (!skip) await protect(site, 'guarded'); });
after(async () => { if (!skip) await site.close(); });

const source = async (id: number): Promise<string> => (await visit(site)).source(`/?p=${String(id)}`);
const change = async (id: number, post: object): Promise<unknown> => site.run('return wp_update_post( wp_slash( $input ) );', { ID: id, ...post });
const table = (): Record<string, string[]> => JSON.parse(readFileSync(join(premiumOf(site), 'offers.json'), 'utf8')) as Record<string, string[]>;
const listed = (id: number): string[] => Object.keys(table()).filter((name) => name.startsWith(`wordpress/${String(id)}-`));

test('a site without a gated post has a table already, so that the guard starts', { skip }, async () => {
  await protect(site, 'soft');
  rmSync(join(premiumOf(site), 'offers.json'));
  await protect(site, 'guarded');
  assert.deepEqual(table(), {});
});

for (const [kind, content] of Object.entries({ block: withBlock(), shortcode: withShortcode() })) {
  test(`the guard serves the premium part of a ${kind} to the owner, and to nobody else`, { skip }, async () => {
    const [src = ''] = srcsOf(await source(await publish(site, 'Tides', content)));
    const guard = guardOf(site);
    const response = await askAs(site, guard, 'owner', `content/${src}`);
    assert.equal(response.status, 200);
    assert.match(await response.text(), new RegExp(`^<p>${premium} is what follows.</p>[^]*<li>${premium} in a list</li>`));
    const refused = await askAs(site, guard, 'nobody', `content/${src}`);
    assert.equal(refused.status, 403);
    assert.deepEqual(leaks(await refused.text()), []);
    assert.equal((await guard(new Request(`https://causeway.example/guard/content/${src}`))).status, 401);
  });
}

test('a post that changes changes its file, and the entry of the table stays', { skip }, async () => {
  const id = await publish(site, 'Tides', withBlock());
  await change(id, { post_content: withBlock().replace('is what follows', 'has ended') });
  const [src = ''] = srcsOf(await source(id));
  assert.match(await (await askAs(site, guardOf(site), 'owner', `content/${src}`)).text(), /has ended/);
  assert.deepEqual([listed(id), table()[src]], [[src], [offer]]);
});

test('a gate that changes its offer gets another file, so that no table of before opens it', { skip }, async () => {
  const id = await publish(site, 'Tides', withBlock());
  await change(id, { post_content: withBlock({ offer: 'S9' }) });
  assert.deepEqual(listed(id), [`wordpress/${String(id)}-2.html`]);
  assert.deepEqual([srcsOf(await source(id)), table()[listed(id)[0]!]], [listed(id), ['S9']]);
});

const endings: [string, string][] = [
  ['becomes a draft', 'wp_update_post( array( "ID" => $input, "post_status" => "draft" ) );'],
  ['is binned', 'wp_trash_post( $input );'],
  ['is deleted', 'wp_delete_post( $input, true );'],
  ['gets a password', 'wp_update_post( array( "ID" => $input, "post_password" => "sesame" ) );'],
  ['loses its gate', 'wp_update_post( array( "ID" => $input, "post_content" => "Free." ) );'],
];
for (const [what, php] of endings) {
  test(`when a post ${what}, its file and its entry are gone`, { skip }, async () => {
    const id = await publish(site, 'Tides', withBlock());
    assert.equal(listed(id).length, 1);
    await site.run(php, id);
    assert.deepEqual([listed(id), filesOf(site).filter((name) => name.startsWith(`${String(id)}-`))], [[], []]);
  });
}

test('a scheduled post is written when its time has come', { skip }, async () => {
  const id = await publish(site, 'Tides', withBlock(), { post_status: 'future', post_date: '2099-01-01 00:00:00', post_date_gmt: '2099-01-01 00:00:00' });
  assert.deepEqual(listed(id), []);
  await site.run('wp_publish_post( $input );', id);
  assert.equal(listed(id).length, 1);
});

test('what else stands in the table stays, and nothing half written is left', { skip }, async () => {
  writeFileSync(join(premiumOf(site), 'offers.json'), JSON.stringify({ ...table(), 'films/**': ['P123456789'] }));
  const id = await publish(site, 'Tides', withBlock());
  assert.deepEqual(table()['films/**'], ['P123456789']);
  assert.equal(Object.keys(table()).at(-1), 'films/**');
  assert.deepEqual(filesOf(site).filter((name) => name.startsWith('.')), []);
  assert.equal(listed(id).length, 1);
});

test('a filled part is rendered for strangers: nothing of whoever saved it is in the file', { skip }, async () => {
  const inner = withBlock({ offer: 'no offer!' });
  const [src = ''] = srcsOf(await source(await publish(site, 'Tides', withBlock().replace('<!-- wp:list -->', `${inner}<!-- wp:list -->`))));
  const file = await (await askAs(site, guardOf(site), 'owner', `content/${src}`)).text();
  assert.doesNotMatch(file, /names no valid Cleeng offer/);
});

const unfit: [string, (site: WordPress) => string, RegExp][] = [
  ['that is not named', () => '', /absolute path of a folder that exists/],
  ['that is a path of nowhere', () => 'premium', /absolute path of a folder that exists/],
  ['in the site', () => join(site.folder, 'site/wp-content/uploads'), /where the web server hands out files/],
  ['that leads into the site', () => join(site.folder, 'link'), /where the web server hands out files/],
  ['around a site called wordpress', () => join(site.folder, 'around'), /where the web server hands out files/],
  ['whose table is no table', () => join(site.folder, 'broken'), /offers\.json in the content folder is no offers table/],
];
for (const [what, pathOf, says] of unfit) {
  test(`a folder ${what} keeps gates shut rather than soft, and the administrator is told`, { skip }, async () => {
    const id = await publish(site, 'Tides', withBlock());
    for (const name of ['site/wp-content/uploads', 'around', 'broken']) mkdirSync(join(site.folder, name), { recursive: true });
    writeFileSync(join(site.folder, 'broken/offers.json'), '[1]');
    for (const [to, from] of [['site', 'link'], ['../site', 'around/wordpress']] as const) {
      rmSync(join(site.folder, from), { force: true });
      symlinkSync(to, join(site.folder, from));
    }
    await site.run('update_option( "cleeng_gate", array( "content" => $input ) + get_option( "cleeng_gate" ) );', pathOf(site));
    const page = await source(id);
    assert.match(page, /<cleeng-gate/);
    assert.deepEqual([srcsOf(page), leaks(page)], [[], []]);
    assert.match(await (await visit(site, 'admin')).source('/wp-admin/index.php'), says);
  });
}

test('PHP has nothing to complain of', { skip }, () => {
  assert.deepEqual(site.complaints(), []);
});
