import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { absent, wordpress as engine } from '../debian.js';
import { generateMaster } from '../../../src/sealed/index.js';
import { endBrowser, read } from '../reading.js';
import { askAs, envelopesOf, filesOf, guardOf, protect, setMasters, srcsOf } from './hard.js';
import { leaks, offer, premium, publish, teaser, withBlock, withShortcode } from './posts.js';
import { createWordPress, type WordPress } from './site.js';
import { rest, visit } from './visitor.js';

const skip = absent(engine);
const kinds = { block: withBlock(), shortcode: withShortcode(), 'shortcode that is never closed': withShortcode().replace('[/cleeng_gate]', '') };
const modes = ['guarded', 'sealed'] as const;
let site: WordPress;
const ids = new Map<string, number>();

before(async () => {
  if (skip) return;
  site = await createWordPress();
  setMasters(site, `e1:${generateMaster()}`);
  await protect(site, 'soft');
  for (const [kind, content] of Object.entries(kinds)) ids.set(kind, await publish(site, `Tides by ${kind}`, content));
});
after(async () => {
  await endBrowser();
  if (!skip) await site.close();
});

const source = async (id: number, user?: string): Promise<string> => (await visit(site, user)).source(`/?p=${String(id)}`);
const changeTo = async (id: number, post: object): Promise<unknown> => site.run('return wp_update_post( wp_slash( $input ) );', { ID: id, ...post });

/** Everything that a stranger can ask for about a post. */
const places = (id: number): string[] => [
  `/?p=${String(id)}`, `/?p=${String(id)}&rendered`, '/', '/?s=Tides', '/?author=1', '/?feed=rss2', '/?feed=atom', `/?feed=rss2&p=${String(id)}&withoutcomments=1`,
  `/?p=${String(id)}&embed=true`, `/?rest_route=/oembed/1.0/embed&url=${encodeURIComponent(`${site.origin}/?p=${String(id)}`)}`,
  '/?rest_route=/wp/v2/posts', `/?rest_route=/wp/v2/posts/${String(id)}`, '/?rest_route=/wp/v2/search&search=Tides',
];

for (const mode of modes) {
  test(`${mode}: no premium text stands in anything that WordPress sends`, { skip }, async () => {
    await protect(site, mode);
    const visitor = await visit(site);
    for (const id of ids.values()) {
      for (const place of places(id)) {
        const answer = await visitor.source(place);
        assert.match(answer, /Tides/, place);
        assert.deepEqual(leaks(answer), [], place);
      }
      const { excerpt } = (await rest(site, `/wp/v2/posts/${String(id)}`)) as { excerpt: { rendered: string } };
      assert.match(excerpt.rendered, new RegExp(`${teaser} lasts eleven minutes.`));
    }
  });

  for (const theme of ['twentytwentythree', 'twentytwentyone']) test(`${mode}: in ${theme} each kind of gate keeps its preview and its offer, and the script has the guard's address`, { skip }, async () => {
    await site.run('switch_theme( $input );', theme);
    await protect(site, mode);
    for (const id of ids.values()) {
      const page = await source(id);
      const { gates, scripts, text } = await read(page);
      assert.deepEqual(gates.map(({ offerId, premium: soft }) => [offerId, soft]), [[offer, null]]);
      assert.match(text, new RegExp(teaser));
      assert.equal(scripts.find(({ type }) => type === 'module')?.['data-guard'], '/guard');
      assert.deepEqual([srcsOf(page).length, envelopesOf(page).length], mode === 'guarded' ? [1, 0] : [0, 1]);
    }
  });

  test(`${mode}: a search by a word of a premium part finds nothing, by one of the title it does; editors find both`, { skip }, async () => {
    await protect(site, mode);
    const found = async (word: string, user?: string): Promise<number> => ((await rest(site, `/wp/v2/posts&search=${word}`, user)) as unknown[]).length;
    assert.deepEqual([await found(premium), await found('Causeway'), await found('Tides')], [0, 0, ids.size]);
    assert.equal(await found(`Tides%20-${premium}`), ids.size);
    assert.equal(await found(premium, 'editor'), ids.size);
  });

  test(`${mode}: a draft, a post with a password and a change that is not saved stay shut`, { skip }, async () => {
    await protect(site, mode);
    const id = await publish(site, 'Tides', kinds.block, { post_password: 'sesame' });
    assert.equal(await site.run('return get_post_meta( $input, "_cleeng_gate", true );', id), '');
    await changeTo(id, { post_password: '', post_status: 'draft' });
    const page = await source(id, 'admin');
    assert.deepEqual([srcsOf(page), envelopesOf(page), leaks(page.replace(/<meta name="description"[^>]*>/, ''))], [[], [], []]);
    assert.match(page, /stays shut until the post is published/);
    await site.run('wp_delete_post( $input, true );', id);
  });

  test(`${mode}: back to soft, the premium part is in its template again and nothing is left over`, { skip }, async () => {
    await protect(site, mode);
    await protect(site, 'soft');
    for (const id of ids.values()) {
      const [gate] = (await read(await source(id))).gates;
      assert.match(gate?.premium ?? '', new RegExp(premium));
    }
    assert.deepEqual(filesOf(site).filter((name) => name !== 'offers.json'), []);
    assert.equal(await site.run('global $wpdb; return $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->postmeta WHERE meta_key = \'_cleeng_gate\'" );'), '0');
  });

  test(`${mode}: without a guard address gates stay shut, and the administrator is told`, { skip }, async () => {
    await protect(site, mode, { guard: '' });
    for (const id of ids.values()) {
      const page = await source(id);
      assert.deepEqual([srcsOf(page), envelopesOf(page), leaks(page)], [[], [], []]);
      assert.match(page, new RegExp(`<cleeng-gate[^]*${teaser}`));
    }
    assert.match(await (await visit(site, 'admin')).source('/wp-admin/index.php'), /until the guard address is set/);
  });

  test(`${mode}: two gates and one in a reusable block are kept each for its own offer`, { skip }, async () => {
    await protect(site, mode);
    const shared = await publish(site, 'Shared', withBlock({ offer: 'A100000007_DE' }), { post_type: 'wp_block' });
    const id = await publish(site, 'Tides', `${kinds.block}\n\n${withBlock({ offer: 'S2' })}\n\n<!-- wp:block {"ref":${String(shared)}} /-->`);
    const page = await source(id);
    assert.deepEqual(leaks(page), []);
    assert.deepEqual((await read(page)).gates.map(({ offerId }) => offerId), [offer, 'S2', 'A100000007_DE']);
    const held = mode === 'guarded' ? srcsOf(page) : envelopesOf(page).map((json) => (JSON.parse(json) as { recipients: [{ header: { kid: string } }] }).recipients[0].header.kid);
    assert.deepEqual(held, mode === 'guarded' ? [1, 2, 3].map((number) => `wordpress/${String(id)}-${String(number)}.html`) : [`e1.${offer}`, 'e1.S2', 'e1.A100000007_DE']);
    await changeTo(shared, { post_content: withBlock({ offer: 'S3' }) });
    assert.equal((mode === 'guarded' ? srcsOf : envelopesOf)(await source(id)).length, 3);
    await site.run('wp_delete_post( $input, true );', id);
  });
}

test('guarded: a gate in a premium part is a gate of its own in the file of the outer one', { skip }, async () => {
  await protect(site, 'guarded');
  const inner = withBlock({ offer: 'A100000007_DE' }).replaceAll(premium, 'Innermost');
  const id = await publish(site, 'Tides', kinds.block.replace('<!-- wp:list -->', `${inner}\n\n<!-- wp:list -->`));
  const page = await source(id);
  const [src = ''] = srcsOf(page);
  const file = await (await askAs(site, guardOf(site), 'owner', `content/${src}`)).text();
  assert.deepEqual([leaks(page), /Innermost/.test(page), /Innermost/.test(file), srcsOf(file).length], [[], false, false, 1]);
  assert.match(file, new RegExp(premium));
  await site.run('wp_delete_post( $input, true );', id);
});

test('PHP has nothing to complain of', { skip }, () => {
  assert.deepEqual(site.complaints(), []);
});
