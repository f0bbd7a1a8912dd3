import { spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { absent, twig as engine } from '../debian.js';
import { endBrowser, read } from '../reading.js';
import { honest, hostile, isFree, isGated, premium, settings, teaser, type Article } from './article.js';

const skip = absent(engine);
after(endBrowser);

const site = {
  environment: settings.environment, publisher_id: settings.publisherId, folder: settings.folder, login_url: settings.loginUrl,
  checkout_url: settings.checkoutUrl, script_hash: settings.scriptHash, style_hash: settings.styleHash,
};

function render(article: Article): string {
  const input = { ...article, settings: site, teaser: `<p>${teaser} lasts eleven minutes.</p>`, premium: `<p>${premium} is <em>what</em> follows.</p>` };
  const { stdout, stderr, status } = spawnSync('php', ['test/cms/templates/twig.php', 'demo/cms/twig'], { input: JSON.stringify(input), encoding: 'utf8' });
  assert.equal(status, 0, stderr + stdout);
  return stdout;
}

test('Twig makes a gate, its tags and its statement of an article with an offer', { skip }, async () => {
  await isGated(render(honest), honest);
  await isGated(render(hostile), hostile);
});

test('Twig makes none of them of an article without an offer', { skip }, async () => {
  const page = render({ ...honest, offer: '' });
  await isFree(page);
  assert.match((await read(page)).text, new RegExp(teaser));
});
