import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { generateMaster, readMasters } from '../../src/sealed/index.js';

const run = (masters: string, ...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'keygen', ...args], { encoding: 'utf8', env: { ...process.env, CLEENG_GATE_MASTERS: masters } });

test('keygen prints a master alone, so that it can be piped, and says beside it what to do', () => {
  const { status, stdout, stderr } = run('');
  assert.equal(status, 0);
  assert.deepEqual(readMasters(stdout.trim()).epochs, ['e1']);
  assert.match(stderr, /never in a repository[^]*CLEENG_GATE_MASTERS=<the line above>/);
  assert.ok(!stderr.includes(stdout.trim().slice(3)));
  assert.notEqual(run('').stdout, stdout);
});

test('the next master has the next name, and the variable as it is to be, which only --json says', () => {
  const old = `e1:${generateMaster()}`;
  const { epoch, secret, masters } = JSON.parse(run(old, '--json').stdout) as Record<string, string>;
  assert.equal(masters, `${old},${epoch!}:${secret!}`);
  assert.deepEqual(readMasters(masters).epochs, ['e1', 'e2']);
  const { stderr } = run(old);
  assert.match(stderr, /CLEENG_GATE_MASTERS=e1:…,<the line above>/);
  assert.ok(!stderr.includes(old));
});

const used = `e1:${generateMaster()}`;
const wrong: [masters: string, args: string[], words: RegExp][] = [
  ['', ['--epoch', '2026'], /--epoch takes a letter/],
  [used, ['--epoch', 'e1'], /has a master "e1" already/],
  ['e1:AAAA', [], /CLEENG_GATE_MASTERS is wrong/],
  ['', ['--epoc', 'x'], /--epoc/],
];
for (const [masters, args, words] of wrong) {
  test(`"keygen ${args.join(' ')}"${masters ? ' with masters' : ''} is called wrongly: exit code 2, and no key`, () => {
    const { status, stdout, stderr } = run(masters, ...args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, words);
  });
}
