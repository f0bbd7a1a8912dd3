import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FindingInFile } from '../../src/cli/findings.js';
import { describe } from '../../src/cli/findings.js';
import { readSource } from '../../src/cli/source.js';
import { pageWith } from '../check/page.js';

const folder = mkdtempSync(join(tmpdir(), 'cleeng-gate-check-'));
const file = (name: string, source: string): string => {
  writeFileSync(join(folder, name), source);
  return join(folder, name);
};
const good = file('good.html', pageWith());
const hinted = file('hinted.html', pageWith({ data: '' }));
const bad = file('bad.html', pageWith({ script: '' }));

const big = 'x'.repeat(2_000);
const answers: RequestListener = ({ url }, response) => {
  if (url === '/hangs') return;
  if (url === '/moved') response.writeHead(302, { Location: '/page' });
  else if (url === '/gone') response.writeHead(410);
  else if (url === '/latin') response.writeHead(200, { 'Content-Type': 'text/html; charset=iso-8859-1' });
  else response.writeHead(200, { 'Content-Type': url === '/data' ? 'application/json' : 'text/html; charset=utf-8' });
  response.end(url === '/big' ? big : url === '/latin' ? Buffer.from('caf\xe9', 'latin1') : pageWith({ script: '' }));
};
const server = createServer(answers);
let site = '';

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function run(args: string[], input = ''): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'check', ...args], { encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

test('a good page: exit code 0, and one line that says so', async () => {
  assert.deepEqual(await run([good]), { code: 0, stdout: '1 page checked: nothing found.\n', stderr: '' });
});

test('nothing worse than hints: exit code 0', async () => {
  const { code, stdout } = await run([hinted]);
  assert.equal(code, 0);
  assert.match(stdout, /hinted\.html:7:1 {2}hint {2}structured-data-missing\n.*\n {4}Instead: .*\n\n1 page checked: 1 hint\.\n$/);
});

test('an error: exit code 1, with place, rule and what to write, and no colours in a pipe', async () => {
  const { code, stdout } = await run([bad, good]);
  assert.equal(code, 1);
  assert.match(stdout, /bad\.html:7:1 {2}error {2}script-missing\n.*\n {4}Instead: <script type="module".*\n\n2 pages checked: 1 error\.\n$/);
  assert.ok(!stdout.includes('\u001b'));
});

test('a long answer is printed once, and then where that was', async () => {
  const { stdout } = await run([hinted, file('second.html', pageWith({ data: '' }))]);
  assert.equal(stdout.match(/application\/ld\+json/g)?.length, 1);
  assert.match(stdout, /second\.html:7:1 .*\n.*\n {4}Instead: as for .*hinted\.html:7:1\n/);
});

test('--json prints the findings and nothing else', async () => {
  const { code, stdout, stderr } = await run(['--json', bad, good]);
  const [finding, ...more] = JSON.parse(stdout) as FindingInFile[];
  assert.deepEqual([code, stderr, more], [1, '', []]);
  assert.deepEqual(Object.keys(finding ?? {}).sort(), ['column', 'file', 'instead', 'line', 'message', 'rule', 'severity']);
  assert.deepEqual([finding?.file, finding?.line, finding?.column, finding?.rule], [bad, 7, 1, 'script-missing']);
});

test('--json prints an empty list for a good page', async () => {
  assert.deepEqual(await run(['--json', good]), { code: 0, stdout: '[]\n', stderr: '' });
});

test('"-" reads standard input', async () => {
  const { code, stdout } = await run(['-'], pageWith({ script: '' }));
  assert.equal(code, 1);
  assert.match(stdout, /^<stdin>:7:1 {2}error/);
});

test('a URL is read from the web', async () => {
  const { code, stdout } = await run([`${site}/moved`]);
  assert.equal(code, 1);
  assert.match(stdout, /^http:\S+\/moved:7:1 {2}error {2}script-missing/);
});

const wrong: [string[], RegExp][] = [
  [[], /at least one file/],
  [['--jsn', good], /--jsn/],
  [[join(folder, 'missing.html')], /missing\.html: there is no such file/],
  [[folder], /it is a folder/],
  [['http://'], /it is no URL/],
  [['https://editor:secret@news.example.com/'], /no password belongs there/],
];
for (const [args, words] of wrong) {
  test(`"check ${args.map((arg) => arg.replace(folder, '…')).join(' ')}" is called wrongly: exit code 2`, async () => {
    const { code, stderr } = await run(args);
    assert.equal(code, 2);
    assert.match(stderr, words);
  });
}

test('a page that cannot be read does not keep the others from being checked', async () => {
  const { code, stdout, stderr } = await run([join(folder, 'missing.html'), bad]);
  assert.equal(code, 2);
  assert.match(stdout, /script-missing/);
  assert.match(stderr, /cannot read .*missing\.html/);
});

test('remembers where a page was read from, after redirects', async () => {
  const { name, address } = await readSource(`${site}/moved`);
  assert.deepEqual([name, address?.href], [`${site}/moved`, `${site}/page`]);
});

test('reads the encoding that the server names', async () => {
  assert.equal((await readSource(`${site}/latin`)).text, 'café');
});

const unreadable: [path: string, words: RegExp][] = [
  ['/gone', /the server answered 410/], ['/data', /application\/json, not HTML/], ['/big', /larger than 0\.001 MB/], ['/hangs', /no whole answer within 0\.2 s/],
];
for (const [path, words] of unreadable) {
  test(`says in words why ${path} cannot be read`, async () => {
    await assert.rejects(readSource(`${site}${path}`, { timeout: path === '/hangs' ? 200 : 10_000, size: 1_000 }), words);
  });
}

test('says in words that nobody answers', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await assert.rejects(readSource(`http://127.0.0.1:${port}/`), /no connection/);
});

test('paints severities for who can see colours', () => {
  const finding: FindingInFile = { file: 'a.html', line: 1, column: 2, severity: 'error', rule: 'one', message: 'Two.', instead: 'Three' };
  assert.ok(describe([finding], 1, true).includes('\u001b[31merror\u001b[39m'));
  assert.ok(!describe([finding], 1, false).includes('\u001b'));
});
