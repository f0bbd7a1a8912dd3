import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { absent, wordpress as engine } from '../debian.js';
import { endBrowser, read } from '../reading.js';
import { configure, publish, withBlock } from './posts.js';
import { createWordPress, vendor, type WordPress } from './site.js';
import { visit, type Visitor } from './visitor.js';

const skip = absent(engine);
const page = '/wp-admin/options-general.php?page=cleeng-gate';
const form = {
  environment: 'production', publisher_id: '987654321', folder: vendor,
  login_url: 'https://example.com/login?return={returnUrl}', checkout_url: '/buy/{offerId}?c={coupon}&l={locale}',
  checkout: 'widget', account_url: '/account', data_layer: 'dataLayer', consent: 'required', api_base: '/mediastore',
  protection: 'soft', guard: '', content: '',
};
let site: WordPress;
let admin: Visitor;

before(async () => {
  if (skip) return;
  site = await createWordPress();
  admin = await visit(site, 'admin');
});
beforeEach(async () => { if (!skip) await site.run('delete_option( "cleeng_gate" );'); });
after(async () => {
  await endBrowser();
  if (!skip) await site.close();
});

const stored = async (): Promise<Record<string, string> | false> => (await site.run('return get_option( "cleeng_gate" );')) as Record<string, string> | false;

/** Fills in the form as the settings page shows it and resolves to the page that comes back. */
async function save(values: Record<string, string>, nonce?: string): Promise<{ status: number; shown: string }> {
  const shown = await admin.source(page);
  const [, found = ''] = /name="_wpnonce" value="(\w+)"/.exec(shown) ?? [];
  const fields = Object.entries(values).map(([name, value]) => [`cleeng_gate[${name}]`, value]);
  const response = await admin.post('/wp-admin/options.php', {
    option_page: 'cleeng_gate', action: 'update', _wpnonce: nonce ?? found, _wp_http_referer: page, ...Object.fromEntries(fields) as Record<string, string>,
  });
  return { status: response.status, shown: response.status === 302 ? await admin.source(`${page}&settings-updated=true`) : await response.text() };
}

test('the settings page stores what is valid, with the hashes of the files', { skip }, async () => {
  const { shown } = await save(form);
  const { script_hash: script, style_hash: style, ...rest } = (await stored()) || {};
  assert.deepEqual(rest, form);
  assert.match(String(script), /^sha384-/);
  assert.match(String(style), /^sha384-/);
  assert.match(shown, /Settings saved/);
});

test('the form shows what is stored', { skip }, async () => {
  await save(form);
  const shown = await admin.source(page);
  for (const value of [form.publisher_id, form.folder, form.login_url]) assert.ok(shown.includes(`value="${value}"`), value);
  for (const value of ['production', form.checkout, form.consent]) assert.match(shown, new RegExp(`<option value="${value}" selected='selected'>`));
});

test('what is set is said on the script tag; what is not set is left out', { skip }, async () => {
  await save(form);
  const id = await publish(site, 'Tides', withBlock());
  const told = async (): Promise<Record<string, string | undefined>> => {
    const { scripts } = await read(await (await visit(site)).source(`/?p=${String(id)}`));
    return scripts.find(({ type }) => type === 'module') ?? {};
  };
  const names = ['data-checkout', 'data-account-url', 'data-data-layer', 'data-consent', 'data-api-base'];
  const tag = await told();
  assert.deepEqual(names.map((name) => tag[name]), ['widget', '/account', 'dataLayer', 'required', '/mediastore']);
  await save({ ...form, checkout: '', account_url: '', data_layer: '', consent: '', api_base: '' });
  const bare = await told();
  // The service is that of these tests, then, by the filter.
  assert.deepEqual(names.filter((name) => name in bare), ['data-api-base']);
  assert.notEqual(bare['data-api-base'], '/mediastore');
});

test('the simulator on one’s own machine may be the service', { skip }, async () => {
  await save({ ...form, api_base: 'http://localhost:8788' });
  assert.equal(((await stored()) || {}).api_base, 'http://localhost:8788');
});

const invalid: [keyof typeof form, string][] = [
  ['environment', 'staging'],
  ['publisher_id', '12 or 1=1'],
  ['publisher_id', '"><script>alert(1)</script>'],
  ['login_url', 'javascript:alert(1)'],
  ['login_url', '//evil.example/'],
  ['login_url', '/\\evil.example/'],
  ['login_url', 'http://example.com/login'],
  ['checkout_url', 'https://example.com/"onmouseover="alert(1)'],
  ['checkout_url', 'https://example.com/<script>'],
  ['checkout', 'popup'],
  ['account_url', '//evil.example/'],
  ['data_layer', 'dataLayer; alert(1)'],
  ['consent', 'maybe'],
  ['api_base', 'http://example.com/mediastore'],
  ['api_base', 'http://localhost@example.com/'],
  ['api_base', 'https://example.com/{offerId}'],
  ['protection', 'open'],
  ['guard', 'http://example.com/guard'],
  ['content', 'premium'],
  ['content', '/nowhere'],
  ['folder', '/nowhere/'],
  ['folder', 'javascript:alert(1)//'],
  ['folder', 'http://169.254.169.254/'],
];

for (const [name, value] of invalid) {
  test(`${name} is not stored as ${value}; what was there stays, and the page says why`, { skip }, async () => {
    await save(form);
    const { shown } = await save({ ...form, [name]: value });
    const now = (await stored()) || {};
    assert.equal(now[name], form[name]);
    assert.match(shown, new RegExp(`id='setting-error-${name}'|id="setting-error-${name}"`));
    assert.deepEqual((await read(shown)).injected.filter((html) => html.includes('alert')), []);
  });
}

test('a value that got into the database by another way is escaped on the form and on the page', { skip }, async () => {
  await configure(site);
  const hostile = '"><script>alert(1)</script>';
  await site.run('update_option( "cleeng_gate", array_fill_keys( array_keys( CleengGate\\settings() ), $input ) );', hostile);
  const id = await publish(site, 'Tides', withBlock());
  for (const path of [page, `/?p=${String(id)}`]) assert.ok(!(await admin.source(path)).includes('<script>alert(1)'), path);
  const { scripts } = await read(await admin.source(`/?p=${String(id)}`));
  assert.equal(scripts.find(({ type }) => type === 'module')?.['data-publisher-id'], hostile);
});

test('a form without its nonce changes nothing', { skip }, async () => {
  await save(form);
  const { status } = await save({ ...form, publisher_id: '111111111' }, 'forged');
  assert.equal(status, 403);
  assert.equal(((await stored()) || {}).publisher_id, form.publisher_id);
});

test('an editor neither sees the settings nor changes them', { skip }, async () => {
  await save(form);
  const [, nonce = ''] = /name="_wpnonce" value="(\w+)"/.exec(await admin.source(page)) ?? [];
  const editor = await visit(site, 'editor');
  assert.equal((await editor.get(page)).status, 403);
  const answer = await editor.post('/wp-admin/options.php', { option_page: 'cleeng_gate', action: 'update', _wpnonce: nonce, 'cleeng_gate[publisher_id]': '1' });
  assert.equal(answer.status, 403);
  assert.equal(((await stored()) || {}).publisher_id, form.publisher_id);
});

test('the settings are not told over REST', { skip }, async () => {
  await save(form);
  assert.doesNotMatch(await (await visit(site)).source('/?rest_route=/'), /987654321/);
  assert.equal((await (await visit(site)).get('/?rest_route=/wp/v2/settings')).status, 401);
});

test('until the settings are complete, posts show previews and the administrator is told', { skip }, async () => {
  const id = await publish(site, 'Tides', withBlock());
  const { gates, scripts } = await read(await (await visit(site)).source(`/?p=${String(id)}`));
  assert.deepEqual([gates, scripts.filter(({ src }) => src?.includes('cleeng'))], [[], []]);
  assert.match(await admin.source('/wp-admin/index.php'), /shows previews only/);
  assert.doesNotMatch(await (await visit(site, 'editor')).source('/wp-admin/index.php'), /shows previews only/);
  await save(form);
  assert.doesNotMatch(await admin.source('/wp-admin/index.php'), /shows previews only/);
});

test('with the plugin switched off no premium block is seen, and deleting it removes its settings', { skip }, async () => {
  await save(form);
  const id = await publish(site, 'Tides', withBlock());
  await site.run('deactivate_plugins( "cleeng-gate/cleeng-gate.php" );');
  assert.match(await (await visit(site)).source(`/?p=${String(id)}`), /<div hidden class="wp-block-cleeng-gate-premium">/);
  assert.notEqual(await stored(), false);
  await site.run('uninstall_plugin( "cleeng-gate/cleeng-gate.php" );');
  assert.equal(await stored(), false);
});

test('PHP has nothing to complain of', { skip }, () => {
  assert.deepEqual(site.complaints(), []);
});
