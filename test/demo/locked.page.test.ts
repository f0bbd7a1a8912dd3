import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { createReader, endBrowser, type Reader } from './reader.js';

let reader: Reader;
beforeEach(async () => { reader = await createReader(); });
afterEach(async () => reader.close());
after(endBrowser);

const stories = {
  'the guarded story': { path: '/articles/the-keepers-log.html', premium: 'He has gone by the road' },
  'the sealed story': { path: '/articles/the-letter-in-the-wall.html', premium: 'standing on a chair' },
  'the guarded film': { path: '/articles/eight-seconds-of-the-pier.html', premium: 'The hum, says the harbour master' },
};

for (const [name, { path, premium }] of Object.entries(stories)) {
  test(`${name} is not in what somebody without it is sent`, async () => {
    const page = await (await fetch(reader.address + path)).text();
    assert.equal(page.includes(premium), false);
    await reader.go(`/login.html?return=${path}`);
    await reader.logIn('nobody');
    await reader.reads('denied');
    assert.equal(await reader.page.evaluate((words) => document.documentElement.innerHTML.includes(words), premium), false);
    assert.deepEqual(reader.complaints, []);
  });

  test(`${name} opens for a subscriber, and closes behind one who signs out`, async () => {
    await reader.go(`/login.html?return=${path}`);
    await reader.logIn('owner');
    await reader.reads('granted');
    assert.equal(await reader.sees(premium), true);
    await reader.page.evaluate('import("/scripts/gate.js").then(({ gate }) => gate).then((api) => api.signOut())');
    await reader.reads('signed-out');
    assert.equal(await reader.page.evaluate((words) => document.documentElement.innerHTML.includes(words), premium), false);
    assert.deepEqual(reader.complaints, []);
  });
}

test('the film plays from an address that the guard signed', async () => {
  await reader.go(`/login.html?return=${stories['the guarded film'].path}`);
  await reader.logIn('owner');
  await reader.reads('granted');
  const address = await reader.page.waitForFunction(() => {
    const film = document.querySelector('video');
    return film && film.readyState > 0 && film.currentSrc;
  });
  assert.match(String(await address.jsonValue()), /\/guard\/content\/films\/pier\.webm\?grant=/);
});
