import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { endBrowser, read } from '../reading.js';
import { absentFromCache, load } from '../registry.js';
import { honest, hostile, isFree, isGated, premium, settings, teaser, type Article } from './article.js';

const skip = absentFromCache('handlebars');
after(endBrowser);

const custom = {
  cleeng_environment: settings.environment, cleeng_publisher_id: settings.publisherId, cleeng_folder: settings.folder,
  cleeng_script_hash: settings.scriptHash, cleeng_style_hash: settings.styleHash, cleeng_login_url: settings.loginUrl, cleeng_checkout_url: settings.checkoutUrl,
};
const layout = '<!doctype html><html><head><title>{{post.title}}</title>{{#is "post"}}{{#post}}{{> "cleeng-gate-head"}}{{/post}}{{/is}}</head>'
  + '<body>{{#is "post"}}{{#post}}{{> "cleeng-gate" offer=offer heading=heading}}{{/post}}{{/is}}</body></html>';

/** As much of Handlebars as is used here; its own types come only with the package. */
interface Handlebars {
  create(): Handlebars;
  registerPartial(name: string, source: string): void;
  registerHelper(name: string, helper: (this: unknown, wanted: string, options: { fn(context: unknown): string }) => unknown): void;
  compile(source: string): (context: object, options: object) => string;
  readonly SafeString: new (html: string) => unknown;
}

/** Handlebars with the helpers that Ghost brings, as far as the partials use them. */
function render(context: 'post' | 'index', article: Article, more: object = {}): string {
  const handlebars = (load('handlebars') as Handlebars).create();
  for (const name of ['cleeng-gate', 'cleeng-gate-head']) handlebars.registerPartial(name, readFileSync(`demo/cms/ghost/partials/${name}.hbs`, 'utf8'));
  handlebars.registerHelper('is', function (wanted, options) {
    return wanted === context ? options.fn(this) : '';
  });
  handlebars.registerHelper('content', () => new handlebars.SafeString(`<p>${premium} is <em>what</em> follows.</p>`));
  handlebars.registerHelper('url', () => 'https://example.com/tides/');
  return handlebars.compile(layout)({ post: { ...article, custom_excerpt: `${teaser} lasts eleven minutes.` } }, { data: { custom: { ...custom, ...more } } });
}

test('a Ghost theme makes a gate, its tags and its statement of a post', { skip }, async () => {
  await isGated(render('post', honest), honest, false);
  await isGated(render('post', hostile), hostile, false);
});

test('a Ghost theme tells the script what else was filled in under Design', { skip }, async () => {
  const { scripts: [script] } = await read(render('post', honest, { cleeng_checkout_widget: true, cleeng_account_url: '/account', cleeng_api_base: '/mediastore', cleeng_data_layer: 'dataLayer', cleeng_consent_required: true }));
  assert.deepEqual(['api-base', 'checkout', 'account-url', 'data-layer', 'consent'].map((name) => script?.[`data-${name}`]), ['/mediastore', 'widget', '/account', 'dataLayer', 'required']);
});

test('a Ghost theme makes none of them of a list', { skip }, async () => {
  await isFree(render('index', honest));
});

test('every setting that the partials read is one that the theme declares', () => {
  const { config } = JSON.parse(readFileSync('demo/cms/ghost/package.json', 'utf8')) as { config: { custom: object } };
  const read = ['cleeng-gate', 'cleeng-gate-head'].flatMap((name) => [...readFileSync(`demo/cms/ghost/partials/${name}.hbs`, 'utf8').matchAll(/@custom\.(\w+)/g)]).map(([, name]) => name);
  assert.deepEqual([...new Set(read)].sort(), Object.keys(config.custom).sort());
});
