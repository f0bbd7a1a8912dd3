import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { seal } from '../../src/cli/seal.js';
import { generateMaster, parseEnvelope, readMasters, unseal } from '../../src/sealed/index.js';
import { createProgress } from '../../src/cli/progress.js';

const all = mkdtempSync(join(tmpdir(), 'cleeng-gate-seal-'));
after(() => rmSync(all, { recursive: true }));

const [e1, e2] = [`e1:${generateMaster()}`, `e2:${generateMaster()}`];
const offer = 'S100000001_DE';
const premium = '<template><p>Premium</p></template>';
const page = (inside = premium): string => `<!doctype html>\r\n<title>Tides</title>\r\n<cleeng-gate offer-id="${offer}">${inside}</cleeng-gate>\r\n`;

/** A folder of files, and the command run on it. */
function site(files: Record<string, string | Uint8Array>): { path: (name: string) => string; read: (name: string) => string; run: typeof run } {
  const folder = mkdtempSync(join(all, 'site-'));
  const path = (name: string): string => join(folder, name);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
  }
  const run = async (masters: string, ...args: string[]): Promise<{ code: number; lines: string[] }> => {
    const lines: string[] = [];
    process.env.CLEENG_GATE_MASTERS = masters;
    const code = await seal.run([...args.map((arg) => arg.replace('@', `${folder}/`)), '--record', join(all, `${folder.split('/').at(-1)!}.json`)], (line) => void lines.push(line.replaceAll(`${folder}/`, '@')));
    return { code, lines };
  };
  return { path, read: (name) => readFileSync(path(name), 'utf8'), run };
}

const text = async (json: string, masters = e1): Promise<string> => Buffer.from(await unseal(parseEnvelope(json), readMasters(masters))).toString();
const scripts = /<script type="application\/jose\+json">(.*?)<\/script>/g;
const envelopeOf = (html: string): string => [...html.matchAll(scripts)][0]![1]!;

test('the pages of a folder are sealed in place, and everything else stays', async () => {
  const files = { 'index.html': page(), 'news/two.htm': page(), 'free.html': '<p>Free', 'style.css': 'a{}', '.hidden/x.html': page(), 'node_modules/x.html': page() };
  const { run, read } = site(files);
  const { code, lines } = await run(e1, '@');
  assert.deepEqual([code, lines], [0, ['sealed    @index.html, 1 gate', 'sealed    @news/two.htm, 1 gate', '4 files: 2 sealed.']]);
  for (const name of ['index.html', 'news/two.htm'] as const) {
    assert.equal(read(name).replace(scripts, '*'), files[name].replace(premium, '*'));
    assert.equal(await text(envelopeOf(read(name))), '<p>Premium</p>');
    assert.equal(parseEnvelope(envelopeOf(read(name))).header.asset, `${name}#1`);
  }
  for (const name of ['free.html', 'style.css', '.hidden/x.html', 'node_modules/x.html'] as const) assert.equal(read(name), files[name]);
});

test('a second run changes no file, and neither does a build that makes the same pages anew', async () => {
  const { run, read, path } = site({ 'index.html': page(), 'map.pdf': 'map' });
  await run(e1, '@', '--offer', offer);
  const [html, jwe, time] = [read('index.html'), read('map.pdf.jwe'), statSync(path('index.html')).mtimeMs];
  assert.deepEqual(await run(e1, '@', '--offer', offer), { code: 0, lines: ['2 files: 2 unchanged.'] });
  assert.equal(statSync(path('index.html')).mtimeMs, time);
  writeFileSync(path('index.html'), page());
  await run(e1, '@', '--offer', offer);
  assert.deepEqual([read('index.html'), read('map.pdf.jwe')], [html, jwe]);
  writeFileSync(path('index.html'), page('<template>New</template>'));
  await run(e1, '@');
  assert.equal(await text(envelopeOf(read('index.html'))), 'New');
});

test('a page that is not UTF-8 keeps each of its bytes, and its premium part becomes UTF-8', async () => {
  const before = Buffer.from(page('<template>Gro\xdfe Flut</template>').replace('Tides', '<meta charset=iso-8859-1>\xc4\xff'), 'latin1');
  const { run, path } = site({ 'a.html': before });
  await run(e1, '@');
  const now = readFileSync(path('a.html'), 'latin1');
  assert.equal(now.replace(scripts, '*'), before.toString('latin1').replace(/<template>.*<\/template>/, '*'));
  assert.equal(await text(envelopeOf(now)), 'Große Flut');
});

test('a page in UTF-16 is refused', async () => {
  const { run } = site({ 'a.html': Buffer.from(`\ufeff${page()}`, 'utf16le') });
  assert.match((await run(e1, '@')).lines[0]!, /refused {3}@a\.html: the page is written in UTF-16/);
});

test('any other file is sealed into one beside it, with its media type', async () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, at) => at % 256);
  const { run, read } = site({ 'maps/one.pdf': bytes });
  assert.deepEqual((await run(e1, '@maps/one.pdf', '--offer', offer, '--base', '@')).lines[0], 'sealed    @maps/one.pdf into @maps/one.pdf.jwe');
  const parsed = parseEnvelope(read('maps/one.pdf.jwe'));
  assert.deepEqual([parsed.header.asset, parsed.header.cty], ['maps/one.pdf', 'application/pdf']);
  assert.deepEqual(await unseal(parsed, readMasters(e1)), bytes);
});

test('a table says which files of a folder are sealed whole, pages only with --whole', async () => {
  const { run, path, read } = site({ 'maps/one.pdf': 'map', 'style.css': 'a{}', 'news/one.html': '<p>Premium</p>', 'offers.json': `{"maps/**":["${offer}"],"news/*.html":["P1"]}` });
  await run(e1, '@', '--offers', '@offers.json');
  assert.deepEqual([existsSync(path('maps/one.pdf.jwe')), existsSync(path('style.css.jwe')), existsSync(path('news/one.html.jwe'))], [true, false, false]);
  await run(e1, '@', '--offers', '@offers.json', '--whole');
  const { header, envelope } = parseEnvelope(read('news/one.html.jwe'));
  assert.deepEqual([header.cty, envelope.recipients[0]?.header.kid], ['text/html', 'e1.P1']);
});

test('a gate that cannot be sealed is refused with file and line, its page untouched, and the others are sealed', async () => {
  const bad = page(`${premium}<p>Leak</p>`);
  const { run, read } = site({ 'a.html': page(), 'b.html': bad, 'c.html': page() });
  const { code, lines } = await run(e1, '@');
  assert.equal(code, 1);
  assert.match(lines[1]!, /^refused {3}@b\.html:3:\d+ this stands beside the <template>/);
  assert.equal(lines.at(-1), '3 files: 2 sealed, 1 refused.');
  assert.equal(read('b.html'), bad);
});

test('--check finds what is open or old, writes nothing, and says where', async () => {
  const { run, read, path } = site({ 'soft.html': page('<p>Soft</p>'), 'fresh.html': page(), 'map.pdf': 'map' });
  const before = read('fresh.html');
  const first = await run(e1, '@', '--check', '--offer', offer);
  assert.deepEqual([first.code, first.lines], [1, [
    'open      @fresh.html:3:1 everybody can read it', 'open      @map.pdf has not been sealed', 'open      @soft.html:3:1 everybody can read it', '3 files: 3 open.',
  ]]);
  assert.deepEqual([read('fresh.html'), existsSync(path('map.pdf.jwe'))], [before, false]);
  rmSync(path('soft.html'));
  await run(e1, '@', '--offer', offer);
  assert.deepEqual(await run(e1, '@', '--check', '--offer', offer), { code: 0, lines: ['2 files: 2 sealed.'] });
  assert.deepEqual(await run(`${e1},${e2}`, '@', '--check', '--offer', offer), { code: 1, lines: [
    'outdated  @fresh.html:3:1 sealed under an older master, or for other offers', 'outdated  @map.pdf sealed under an older master, or for other offers', '2 files: 2 outdated.',
  ] });
});

test('--reseal turns from an older master to the newest, also where the plain content is gone', async () => {
  const { run, read, path } = site({ 'a.html': page(), 'map.pdf': 'map' });
  await run(e1, '@', '--offer', offer);
  rmSync(path('map.pdf'));
  const both = `${e1},${e2}`;
  assert.match((await run(both, '@')).lines.join('\n'), /outdated {2}@a\.html:3:1 left as it was.*--reseal[^]*outdated {2}@map\.pdf\.jwe left as it was/);
  assert.deepEqual((await run(both, '@', '--reseal')).lines, ['sealed    @a.html, 1 gate', 'sealed    @map.pdf.jwe', '2 files: 2 sealed.']);
  assert.deepEqual([await text(envelopeOf(read('a.html')), e2), await text(read('map.pdf.jwe'), e2)], ['<p>Premium</p>', 'map']);
  assert.deepEqual(await run(e2, '@', '--check'), { code: 0, lines: ['2 files: 2 sealed.'] });
  assert.deepEqual(await run(both, '@', '--reseal'), { code: 0, lines: ['2 files: 2 unchanged.'] });
});

test('resealing without the older master is refused, and nothing is lost', async () => {
  const { run, read } = site({ 'a.html': page() });
  await run(e1, '@');
  const before = read('a.html');
  const { code, lines } = await run(e2, '@', '--reseal');
  assert.match(lines[0]!, /refused {3}@a\.html:3:1 none of the masters opens it; it was sealed under e1/);
  assert.deepEqual([code, read('a.html')], [1, before]);
});

test('a folder that is sealed again with its own envelopes in it seals none of them twice', async () => {
  const { run, path } = site({ 'map.pdf': 'map' });
  await run(e1, '@', '--offer', offer);
  await run(e1, '@', '--offer', offer);
  assert.deepEqual(readdirSync(path('.')), ['map.pdf', 'map.pdf.jwe']);
});

test('--json says the same to programs, and holds no envelope', async () => {
  const { run } = site({ 'a.html': page(), 'b.html': page(`x${premium}`) });
  const { lines } = await run(e1, '@', '--json');
  const [good, bad] = JSON.parse(lines.join('')) as Record<string, unknown>[];
  assert.deepEqual(good, { file: '@a.html', status: 'sealed', gates: [{ line: 3, column: 1, asset: 'a.html#1', offers: [offer], status: 'sealed' }] });
  assert.deepEqual([bad?.file, bad?.status], ['@b.html', 'refused']);
});

test('tags need to be known by somebody, partners have public keys', async () => {
  const { run, read, path } = site({ 'a.html': page(), 'tags.json': `{"gold":["${offer}"]}` });
  assert.match((await run(e1, '@', '--tag', 'gold')).lines[0]!, /refused {3}@a\.html:3:1 nothing says who may see the tag "gold"/);
  const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  writeFileSync(path('crawler.json'), JSON.stringify(await crypto.subtle.exportKey('jwk', publicKey)));
  await run(e1, '@', '--tag', 'gold', '--tag-offers', '@tags.json', '--partner', 'crawler=@crawler.json');
  assert.deepEqual(parseEnvelope(envelopeOf(read('a.html'))).envelope.recipients.map(({ header }) => header.kid), [`e1.${offer}`, 'e1.tag-gold', 'crawler']);
});

test('a link stays a link, permissions stay, and no half file is left', async () => {
  const { run, path } = site({ 'real.html': page() });
  chmodSync(path('real.html'), 0o640);
  symlinkSync('real.html', path('link.html'));
  await run(e1, '@link.html');
  assert.deepEqual(readdirSync(path('.')), ['link.html', 'real.html']);
  assert.equal(statSync(path('real.html')).mode & 0o777, 0o640);
  assert.match(readFileSync(path('real.html'), 'utf8'), scripts);
});

test('a record that is none is refused in words', async () => {
  const { run, path } = site({ 'a.html': page() });
  writeFileSync(join(all, `${path('').split('/').at(-1)!}.json`), '{}');
  await assert.rejects(run(e1, '@'), /is no record of sealed gates; delete it/);
});

const empty = site({ 'a.html': page(), 'a.css': '', 'no.json': '{' });
const wrong: [args: string[], words: RegExp, masters?: string][] = [
  [[], /at least one file or folder/],
  [['@none'], /there is no .*none/],
  [['@', '--check', '--reseal'], /choose one/],
  [['@', '--seal'], /Unknown option '--seal'/],
  [['@', '--offers', '@no.json'], /--offers .*no\.json cannot be read as JSON/],
  [['@', '--partner', 'x'], /--partner takes <name>=<file/],
  [['/etc/hostname', '--offer', offer, '--base', '@'], /\/etc\/hostname is not in .*, which --base names/],
  [['@'], /CLEENG_GATE_MASTERS is not set; cleeng-gate keygen/, ''],
  [['@'], /CLEENG_GATE_MASTERS is wrong; masters: the secret of "e1" is not 32 bytes/, 'e1:AAAA'],
];
for (const [args, words, masters = e1] of wrong) {
  test(`"seal ${args.join(' ')}"${masters === e1 ? '' : ' without a good master'} is called wrongly`, async () => {
    await assert.rejects(empty.run(masters, ...args), words);
  });
}

test('a file that is named but nobody could open is refused', async () => {
  const { lines, code } = await empty.run(e1, '@a.css', '--base', '@');
  assert.deepEqual([code, lines[0]], [1, 'refused   @a.css: nothing says who may open it; name an offer with --offer, or list it in the table of --offers']);
});

test('from the shell: exit codes, no secret said, nothing on stdout but the report', () => {
  const { path } = site({ 'a.html': page() });
  const shell = (masters: string, ...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'seal', '--no-record', ...args], { encoding: 'utf8', env: { ...process.env, CLEENG_GATE_MASTERS: masters } });
  assert.match(shell(e1, '--help').stdout, /^Usage: cleeng-gate seal/);
  const { status, stdout, stderr } = shell('e1:short', path('.'));
  assert.deepEqual([status, stdout, stderr.includes('short')], [2, '', false]);
  assert.equal(shell(e1, path('.'), '--check').status, 1);
  const done = shell(e1, path('.'));
  assert.deepEqual([done.status, done.stderr, done.stdout.includes(e1.slice(3))], [0, '', false]);
});

test('progress is one changing line on a terminal and a line for each hundred in a log', () => {
  const written = (isTTY: boolean): string[] => {
    const texts: string[] = [];
    const progress = createProgress(250, 'sealing', { isTTY, columns: 30, write: (text) => texts.push(text) });
    for (let count = 0; count < 250; count++) progress.step(`a-rather-long-name-${count}.html`);
    progress.end();
    return texts;
  };
  assert.deepEqual(written(false), ['sealing 100/250 a-rather-long-name-99.html\n', 'sealing 200/250 a-rather-long-name-199.html\n']);
  assert.deepEqual(written(true).slice(-2), ['\r\u001b[Ksealing 250/250 a-rather-long', '\r\u001b[K']);
});

test('a folder with nothing in it is an error, not a success', async () => {
  const { path, run } = site({});
  mkdirSync(path('empty'));
  await assert.rejects(run(e1, '@empty'), /there is no file in .*empty/);
  await assert.rejects(run(e1, '@empty', '--check'), /there is no file in .*empty/);
});
