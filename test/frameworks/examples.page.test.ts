import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, before, test } from 'node:test';
import { fetchFrameworks } from '../../.config/frameworks.mjs';
import { article, createSite, endBrowser, gate, reads, sees, type Site } from '../page/site.js';
import { bundle } from './bundle.js';

const missing = fetchFrameworks();

let site: Site;
before(async () => { site = await createSite(); });
after(async () => {
  await site.close();
  await endBrowser();
});

const examples = { 'plain JavaScript': 'plain.js', 'React': 'react.jsx', 'Vue': 'vue.js', 'Svelte': 'svelte.js' };

for (const [name, file] of Object.entries(examples)) {
  test(`the example for ${name} shows what is owned and what is open, and follows a login and a logout`, { skip: file === 'plain.js' ? false : (missing ?? false) }, async () => {
    const code = await bundle(`demo/frameworks/${file}`);
    site.page(`/${file}`, () => new Response(code, { headers: { 'content-type': 'text/javascript' } }));
    site.page(`/${file}.html`, article(`${gate}<div id="shelf"></div><script type="module" src="/${file}"></script>`));
    const tab = await site.tab(`/${file}.html`);
    const shelf = async (wanted: string): Promise<unknown> =>
      tab.waitForFunction((text) => document.querySelector<HTMLElement>('#shelf')?.innerText.split(/\s*\n\s*/).filter(Boolean).join(' | ') === text, {}, wanted);
    await shelf('Yours | 0 open on this page');
    await site.signIn('owner');
    await tab.bringToFront();
    await shelf('Yours | Digital, monthly | 1 open on this page');
    await site.signOut();
    await tab.bringToFront();
    assert.ok(await shelf('Yours | 0 open on this page'));
    await tab.close();
  });
}

/** Where an example of the README stands for the bundler, beside the frameworks that were fetched. */
const place = 'node_modules/.cache/frameworks-readme/main.tsx';

test('the README’s React in five minutes opens for whoever has paid', async () => {
  const [, example = ''] = /### React in five minutes.*?```tsx\n(.*?)```/s.exec(readFileSync('README.md', 'utf8')) ?? [];
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, example);
  const code = (await bundle(place)).replace('http://localhost:8788', `${site.origin}/mediastore`);
  site.page('/main.js', () => new Response(code, { headers: { 'content-type': 'text/javascript' } }));
  site.page('/story', article('<div id="root"></div>', '<script type="module" src="/main.js"></script>'));
  const tab = await site.tab('/story');
  await tab.waitForSelector('cleeng-gate');
  for (const [button, word] of [[3, 'signed-out'], [2, 'denied'], [1, 'granted'], [3, 'signed-out']] as const) {
    await tab.click(`button:nth-of-type(${String(button)})`);
    await reads(tab, word);
    assert.equal(await sees(tab, 'Customers read this.'), word === 'granted');
  }
});
