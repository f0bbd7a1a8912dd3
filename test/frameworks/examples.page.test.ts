import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fetchFrameworks } from '../../.config/frameworks.mjs';
import { article, createSite, endBrowser, gate, type Site } from '../page/site.js';
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
