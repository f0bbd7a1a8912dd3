import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPages, policy } from '../../demo/pages.js';

const pages = createPages({ '/': 'demo/paper', '/alone.css': 'demo/stage/stage.css' });
const ask = async (path: string, method = 'GET'): Promise<Response> => pages(new Request(`http://localhost${path}`, { method }));

test('a folder is served under its index, with the strict policy', async () => {
  const answer = await ask('/');
  assert.equal(answer.headers.get('content-security-policy'), policy);
  assert.match(await answer.text(), /<title>The Causeway<\/title>/);
});

test('a page comes with its parts put in, also those of its parts', async () => {
  const text = await (await ask('/articles/tide-table.html')).text();
  assert.match(text, /src="\/cleeng-gate\.js"/);
  assert.match(text, /<aside class="stage"/);
  assert.doesNotMatch(text, /#include/);
});

for (const path of ['/../demo.ts', '/%2e%2e/demo.ts', '/..%2fdemo.ts', '/articles/..%5c..%5cdemo.ts', '/nothing.html', '/articles/']) {
  test(`${path} is nothing that is served`, async () => {
    assert.equal((await ask(path)).status, 404);
  });
}

test('a single file is served without its neighbours', async () => {
  assert.equal((await ask('/alone.css')).headers.get('content-type'), 'text/css; charset=utf-8');
  assert.equal((await ask('/stage.js')).status, 404);
});

test('HEAD answers without a body, and nothing can be written', async () => {
  assert.equal(await (await ask('/', 'HEAD')).text(), '');
  assert.equal((await ask('/', 'POST')).status, 405);
});
