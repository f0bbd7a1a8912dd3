import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserContext, Page } from 'puppeteer-core';
import { patience } from '../../../.config/browser.mjs';
import { absent, wordpress as engine } from '../debian.js';
import { endBrowser, openBrowser, read } from '../reading.js';
import { configure, offer, premium, publish, teaser, withBlock } from './posts.js';
import { createWordPress, type WordPress } from './site.js';

/** As much of the editor's own interface as is used here. */
interface Editor {
  blocks: {
    createBlock(name: string, attributes?: object, inner?: unknown[]): unknown;
    serialize(blocks: unknown): string;
  };
  data: {
    dispatch(store: string): { insertBlocks(block: unknown): void; editPost(edits: object): void; savePost(): Promise<void>; toggleFeature(name: string): void };
    select(store: string): {
      getCurrentPostId(): number; isFeatureActive(name: string): boolean;
      getBlocks(): { clientId: string; innerBlocks: { name: string; innerBlocks: { name: string }[] }[] }[];
    };
  };
}
declare const wp: Editor;

const skip = absent(engine);
let site: WordPress;
let context: BrowserContext;
const complaints: string[] = [];

before(async () => {
  if (skip) return;
  site = await createWordPress();
  await configure(site);
  context = await (await openBrowser()).createBrowserContext();
  const tab = await context.newPage();
  await tab.goto(`${site.origin}/wp-login.php`);
  // Not typed: the form moves the focus by itself, in the middle of a word if it comes to that.
  for (const field of ['#user_login', '#user_pass']) await tab.$eval(field, (input) => { (input as HTMLInputElement).value = 'author'; });
  await Promise.all([tab.waitForNavigation(), tab.$eval('#loginform', (form) => { (form as HTMLFormElement).requestSubmit(); })]);
  assert.match(tab.url(), /wp-admin/);
});
after(async () => {
  await endBrowser();
  if (!skip) await site.close();
});

/** Opens the block editor, without its tour, in a tab of its own: one with unsaved text does not let go. */
async function openEditor(path: string): Promise<Page> {
  const tab = await context.newPage();
  tab.setDefaultTimeout(patience);
  tab.on('pageerror', (error) => complaints.push(String(error)));
  tab.on('console', (message) => {
    if (message.type() === 'error' && message.location().url?.includes('cleeng')) complaints.push(message.text());
  });
  await tab.setViewport({ width: 1200, height: 900 });
  await tab.goto(site.origin + path);
  await tab.waitForSelector('.block-editor-writing-flow');
  await tab.evaluate(() => {
    if (wp.data.select('core/edit-post').isFeatureActive('welcomeGuide')) wp.data.dispatch('core/edit-post').toggleFeature('welcomeGuide');
  });
  return tab;
}

/** Opens the editor with a new post that holds nothing but a new gate. */
async function insertGate(): Promise<Page> {
  const tab = await openEditor('/wp-admin/post-new.php');
  await tab.evaluate(() => { wp.data.dispatch('core/block-editor').insertBlocks(wp.blocks.createBlock('cleeng-gate/gate')); });
  await tab.waitForSelector('.wp-block-cleeng-gate-premium p[data-type="core/paragraph"]');
  // The editor moves the focus into a new block; whoever writes sooner writes elsewhere.
  await tab.waitForFunction(() => document.activeElement?.closest('.wp-block-cleeng-gate-gate'));
  return tab;
}

test('a new gate comes with a field for the offer, a preview and a premium part to write into', { skip }, async () => {
  const tab = await insertGate();
  const parts = await tab.evaluate(() => wp.data.select('core/block-editor').getBlocks()[0]!.innerBlocks.map(({ name, innerBlocks }) => [name, innerBlocks.map((inner) => inner.name)]));
  assert.deepEqual(parts, [['cleeng-gate/preview', ['core/paragraph']], ['cleeng-gate/premium', ['core/paragraph']]]);
  const text = await tab.$eval('.wp-block-cleeng-gate-gate', (gate) => (gate as HTMLElement).innerText);
  assert.match(text, /Write the id of a Cleeng offer[^]*Preview[^]*Premium/i);
});

test('what an author writes into it is published as a gate', { skip }, async () => {
  const tab = await insertGate();
  await tab.type('.wp-block-cleeng-gate-gate input[type=text]', offer);
  for (const [part, words] of [['preview', `${teaser} lasts eleven minutes.`], ['premium', `${premium} is what follows.`]] as const) {
    await tab.click(`.wp-block-cleeng-gate-${part} p[data-type="core/paragraph"]`);
    await tab.keyboard.type(words);
  }
  const id = await tab.evaluate(async () => {
    wp.data.dispatch('core/editor').editPost({ title: 'Tides', status: 'publish' });
    await wp.data.dispatch('core/editor').savePost();
    return wp.data.select('core/editor').getCurrentPostId();
  });
  const { gates } = await read(await (await fetch(`${site.origin}/?p=${String(id)}`)).text());
  assert.deepEqual(gates.map((gate) => [gate.offerId, gate.preview, gate.premium]), [[offer, `${teaser} lasts eleven minutes.`, `${premium} is what follows.`]]);
});

test('a saved gate, also of an author who may not write any HTML, is opened again as it was', { skip }, async () => {
  const author = await site.run('return get_user_by( "login", "author" )->ID;');
  const saved = withBlock({ offer, heading: 'Read "on" -- <b>' });
  const id = await publish(site, 'Tides', saved, { post_author: author });
  await site.run('kses_init_filters(); wp_update_post( wp_slash( array( "ID" => $input, "post_content" => get_post( $input )->post_content ) ) );', id);
  const tab = await openEditor(`/wp-admin/post.php?post=${String(id)}&action=edit`);
  await tab.waitForSelector('.wp-block-cleeng-gate-premium li');
  assert.equal(await tab.$('.block-editor-warning'), null);
  // Serialised from the blocks, not repeated from the database.
  assert.equal(await tab.evaluate(() => wp.blocks.serialize(wp.data.select('core/block-editor').getBlocks())), saved);
});

test('the editor script has nothing to complain of', { skip }, () => {
  assert.deepEqual([complaints, site.complaints()], [[], []]);
});
