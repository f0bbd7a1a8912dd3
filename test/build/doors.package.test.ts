import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import manifest from '../../package.json' with { type: 'json' };

const doors = Object.keys(manifest.exports).map((door) => door.replace(/^\./, 'cleeng-gate'));
const scripts = doors.filter((door) => !/\.(css|json)$/.test(door));
/** A project of someone else, with nothing but the packed package and what it depends on. */
const project = mkdtempSync(join(tmpdir(), 'cleeng-gate-'));
const installed = join(project, 'node_modules/cleeng-gate');

const inProject = (code: string): string => {
  // Of an error Node would show the line, which in a minified file is the file.
  const quiet = "process.on('uncaughtException', (error) => { console.error(String(error)); process.exit(1); });";
  return execFileSync(process.execPath, ['--input-type=module', '--eval', quiet + code], { cwd: project, encoding: 'utf8', stdio: 'pipe' });
};

before(() => {
  const options = ['--json', '--ignore-scripts', '--pack-destination', project];
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', ...options], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as [{ filename: string }];
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(project, filename), '--strip-components=1', '-C', installed]);
  for (const name of Object.keys(manifest.dependencies)) {
    const place = join(project, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules', name), place);
  }
  writeFileSync(join(project, 'package.json'), '{}');
});

after(() => {
  rmSync(project, { recursive: true });
});

for (const door of doors) {
  test(`${door} leads to a file that was packed`, () => {
    const address = inProject(`process.stdout.write(import.meta.resolve('${door}'))`);
    assert.ok(existsSync(new URL(address)), address);
  });
}

for (const door of scripts) {
  test(`${door} can be imported in Node, where there is no page`, () => {
    assert.notEqual(inProject(`process.stdout.write(Object.keys(await import('${door}')).join() || 'nothing')`), '');
  });
}

test('the drop-in file hands out the very names of the npm door', () => {
  const names = (door: string): string => inProject(`process.stdout.write(Object.keys(await import('${door}')).sort().join())`);
  assert.equal(names('cleeng-gate/cdn'), names('cleeng-gate'));
});

test('importing the npm door registers no tag, importing the other registers it', () => {
  const registered = (door: string): string => inProject(`
    const tags = [];
    globalThis.HTMLElement = class {};
    globalThis.customElements = { get() {}, define: (tag) => tags.push(tag) };
    await import('${door}');
    process.stdout.write(tags.join());`);
  assert.equal(registered('cleeng-gate'), '');
  assert.equal(registered('cleeng-gate/define'), 'cleeng-gate');
  assert.equal(registered('cleeng-gate/library'), 'cleeng-library');
});

test('nothing that a page imports leads to the simulator, the command or Node', () => {
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file) || !file.endsWith('.js')) return;
    seen.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g)) {
      assert.doesNotMatch(name, /^node:|^jose\b/, file);
      if (name.startsWith('.')) follow(join(file, '..', name));
    }
  };
  for (const door of ['index.js', 'define.js', 'library.js', 'cleeng-gate.js', 'cleeng-library.js']) follow(join(installed, 'dist', door));
  assert.ok(seen.size > 10, [...seen].join('\n'));
  assert.deepEqual([...seen].filter((file) => /\/(simulator|cli|server|bridge)\b/.test(file.slice(installed.length))), []);
});

test('the door of the bridge, without its database, says what to install', () => {
  const says = (call: string): string => inProject(`
    const bridge = await import('cleeng-gate/bridge');
    await bridge.${call}.catch((error) => { process.stdout.write(error.message); });`);
  assert.match(says("openPostgres('postgres://localhost')"), /npm install pg$/);
  assert.match(says('openMemory()'), /npm install @electric-sql\/pglite/);
});

test('the command answers for help', () => {
  const help = execFileSync(process.execPath, [join(installed, manifest.bin['cleeng-gate']), '--help'], { encoding: 'utf8' });
  assert.match(help, /simulate/);
});

test('the command checks a page', () => {
  const page = '<cleeng-gate offer-id="S123456789">Premium</cleeng-gate>';
  const { status, stdout } = spawnSync(process.execPath, [join(installed, manifest.bin['cleeng-gate']), 'check', '-'], { input: page, encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stdout, /script-missing/);
});
