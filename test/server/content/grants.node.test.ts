import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { generateMaster, readMasters, type Masters } from '../../../src/sealed/index.js';
import { createGrants, type Scope } from '../../../src/server/content/grants.js';
import { createTestClock } from '../../clock.js';
import { createLibrary } from '../library.js';

const clock = createTestClock();
const now = clock.now() / 1000;
const masters = readMasters({ e1: generateMaster() });
const make = (more: { masters?: Masters | undefined; owner?: string } = { masters }) => createGrants({ clock, log: () => undefined, owner: 'sandbox 123456789', ...more });
const grants = make();
const file: Scope = { path: 'films/one.mp4', folder: false, offers: ['A1', 'A2'] };
const film: Scope = { path: 'films/one', folder: true, offers: ['A1'] };

test('a grant for a file opens that file until it ends', async () => {
  const grant = await grants.sign(file, now + 60);
  assert.equal(await grants.verify(grant, 'films/one.mp4', ['A1', 'A2']), now + 60);
  assert.equal(await grants.verify(grant, 'films/one.mp4', ['A2', 'A1']), now + 60);
});

test('a grant that has ended is expired', async () => {
  for (const until of [now, now - 1, now - 86_400]) assert.equal(await grants.verify(await grants.sign(file, until), 'films/one.mp4', ['A1', 'A2']), 'expired');
});

const files: [string, string[]][] = [
  ['films/two.mp4', ['A1', 'A2']], ['films/one.mp4/x', ['A1', 'A2']], ['films', ['A1', 'A2']], ['one.mp4', ['A1', 'A2']], ['films/one.mp4', ['A1']], ['films/one.mp4', ['A1', 'A2', 'A3']], ['films/one.mp4', []], ['films/one.mp4', ['A1 A2']],
];
for (const [asset, offers] of files) {
  test(`a grant for films/one.mp4 does not open ${asset} of ${offers.join(', ') || 'no offer'}`, async () => {
    assert.equal(await grants.verify(await grants.sign(file, now + 60), asset, offers), undefined);
  });
}

const folders: [string, string[], boolean][] = [
  ['films/one/part-1.m4s', ['A1'], true], ['films/one/sound/part-1.m4s', ['A1'], true],
  ['films/one', ['A1'], false], ['films/one-more/part-1.m4s', ['A1'], false], ['films/two/part-1.m4s', ['A1'], false], ['films/part-1.m4s', ['A1'], false], ['films', ['A1'], false],
  ['x/films/one/part-1.m4s', ['A1'], false], ['films/one/extra.mp4', ['A2'], false], ['films/one/extra.mp4', ['A1', 'A2'], false],
];
for (const [asset, offers, opens] of folders) {
  test(`a grant for the folder films/one ${opens ? 'opens' : 'does not open'} ${asset} of ${offers.join(', ')}`, async () => {
    assert.equal(await grants.verify(await grants.sign(film, now + 60), asset, offers), opens ? now + 60 : undefined);
  });
}

test('a grant with any sign changed, added or left out is none', async () => {
  const signs = Array.from('ABCXYZabcxyz0123456789-_.=%/+ \0ä');
  const genuine = await grants.sign(film, now + 60);
  await fc.assert(fc.asyncProperty(fc.nat(genuine.length), fc.constantFrom(...signs, ''), fc.nat(2), async (at, sign, cut) => {
    const changed = genuine.slice(0, at) + sign + genuine.slice(at + cut);
    fc.pre(changed !== genuine);
    for (const asset of ['films/one/part-1.m4s', 'films/one/a/b/c/d']) assert.equal(await grants.verify(changed, asset, ['A1']), undefined, changed);
  }), { numRuns: 1000 });
});

test('a grant is written in one way only', async () => {
  const genuine = await grants.sign(file, now + 60);
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const spelled = Array.from(last).filter((sign) => sign !== genuine.at(-1)).map((sign) => genuine.slice(0, -1) + sign);
  const others = [` ${genuine}`, `${genuine} `, `${genuine}=`, `0${genuine}`, genuine.replace('.f.', '.d1.'), genuine.replace('.f.', '.f0.'), genuine.toUpperCase(), `${genuine}.${genuine}`];
  for (const grant of [...spelled, ...others]) assert.equal(await grants.verify(grant, 'films/one.mp4', ['A1', 'A2']), undefined, grant);
});

test('no text is taken for a grant', async () => {
  const shape = fc.oneof(fc.string(), fc.stringMatching(/^\d{10}\.(f|d[1-9])\.[\w-]{43}$/));
  await fc.assert(fc.asyncProperty(shape, async (text) => { assert.equal(await grants.verify(text, 'films/one/a', ['A1']), undefined); }), { numRuns: 500 });
});

test('a folder cannot be told as a file, nor a file as a folder', async () => {
  const folderAsFile = (await grants.sign({ ...film, path: 'films' }, now + 60)).replace(/\.d1\./, '.f.');
  assert.equal(await grants.verify(folderAsFile, 'films', ['A1']), undefined);
  const fileAsFolder = (await grants.sign({ ...film, folder: false }, now + 60)).replace('.f.', '.d2.');
  assert.equal(await grants.verify(fileAsFolder, 'films/one/part', ['A1']), undefined);
});

const strangers: [string, Parameters<typeof make>[0]][] = [
  ['another master', { masters: readMasters({ e1: generateMaster() }) }], ['another publisher', { masters, owner: 'sandbox 987654321' }], ['another environment', { masters, owner: 'production 123456789' }], ['no master', {}],
];
for (const [name, more] of strangers) {
  test(`a guard with ${name} accepts no grant of ours`, async () => {
    assert.equal(await make(more).verify(await grants.sign(file, now + 60), 'films/one.mp4', ['A1', 'A2']), undefined);
  });
}

test('while masters change, what the older signed is good until it ends', async () => {
  const [one, two] = [generateMaster(), generateMaster()];
  const [before, during, after] = [`e1:${one}`, `e1:${one},e2:${two}`, `e2:${two}`].map((option) => make({ masters: readMasters(option) }));
  const [old, young] = [await before!.sign(file, now + 60), await during!.sign(file, now + 60)];
  const accepts = async (guard: typeof before, grant: string): Promise<boolean> => (await guard!.verify(grant, 'films/one.mp4', ['A1', 'A2'])) !== undefined;
  assert.deepEqual([await accepts(during, old), await accepts(after, young), await accepts(after, old), await accepts(before, young)], [true, true, false, false]);
});

test('without masters a guard accepts its own grants and marks', async () => {
  const alone = make({});
  assert.equal(await alone.verify(await alone.sign(film, now + 60), 'films/one/a', ['A1']), now + 60);
  assert.equal(await alone.mark('x'), await alone.mark('x'));
});

test('a guard with content and without masters says that its grants are its own', () => {
  const aloud = (options: Parameters<typeof createLibrary>[1]): boolean => createLibrary({}, options).lines.some((line) => line.startsWith('warn grants.unshared'));
  assert.deepEqual([aloud({}), aloud({ masters: `e1:${generateMaster()}` }), aloud({ content: undefined })], [true, false, false]);
});

test('a mark is the same under one master, and another for another text', async () => {
  assert.equal(await grants.mark('x'), await make().mark('x'));
  assert.notEqual(await grants.mark('x'), await grants.mark('y'));
  assert.match(await grants.mark('x'), /^[\w-]{22}$/);
});
