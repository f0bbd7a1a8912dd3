import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { frameworks } from '../../.config/editors/frameworks.js';

const [{ files }] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
) as [{ files: { path: string }[] }];
const paths = files.map(({ path }) => path);

const needed = [
  'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md',
  'dist/index.js', 'dist/index.d.ts', 'dist/define.js', 'dist/define.d.ts', 'dist/cli.js',
  'dist/simulator/index.js', 'dist/simulator/index.d.ts',
  'dist/cleeng-gate.js', 'dist/cleeng-gate.css', 'dist/integrity.json', 'dist/labels/index.json', 'dist/custom-elements.json',
  ...Object.keys(frameworks).flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`]),
  'dist/vscode.html-custom-data.json', 'dist/vscode.css-custom-data.json',
];

for (const path of needed) {
  test(`the package holds ${path}`, () => {
    assert.ok(paths.includes(path));
  });
}

test('the package holds nothing but its papers, modules, types, styles and data', () => {
  const strange = paths.filter((path) => !needed.includes(path) && !/^dist\/(?:[\w./-]+(?:\.js|\.d\.ts)|labels\/[\w-]+\.json)$/.test(path));
  assert.deepEqual(strange, []);
});

test('no file of the package knows the machine that built it', () => {
  const telling = paths.filter((path) => readFileSync(path, 'utf8').includes(process.cwd()));
  assert.deepEqual(telling, []);
});

test('every module of the package has a source of its own', () => {
  const generated = new RegExp(`^dist/(?:cleeng-(?:gate|library)(?:\\.\\w+)?|${Object.keys(frameworks).join('|')})\\.js$`);
  const modules = paths.filter((path) => path.endsWith('.js') && !generated.test(path));
  const sources = modules.map((path) => path.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts'));
  assert.deepEqual(sources.filter((path) => !existsSync(path)), []);
});
