/**
 * npm test: server tests in Node, element and store tests in a browser, page tests against the built
 * drop-in file. Arguments choose parts (`server`, `browser`, `page`, `package`) or files by a piece of
 * their name; `--coverage` measures.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';

const args = process.argv.slice(2);
const coverage = args.includes('--coverage');
const parts = ['server', 'browser', 'page'];
const chosen = [...parts, 'package'].filter((part) => args.includes(part));
const pieces = args.filter((arg) => !arg.startsWith('-') && !chosen.includes(arg));

const files = (ending) =>
  readdirSync('test', { recursive: true })
    .map((name) => `test/${name}`)
    .filter((name) => name.endsWith(`.${ending}.test.ts`) && (!pieces.length || pieces.some((piece) => name.includes(piece))))
    .sort();

/** Runs a command, shows what it prints, and returns that with the exit code. */
const run = async (command, argv) =>
  new Promise((resolve) => {
    const child = spawn(command, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('close', (code) => { resolve({ code, output }); });
  });

const count = (output, pattern) => [...output.matchAll(pattern)].reduce((sum, [, number]) => sum + Number(number), 0);

async function inNode(ending) {
  const names = files(ending === 'server' ? 'node' : ending);
  if (!names.length) return empty(ending);
  const measure = coverage && ending === 'server'
    ? ['--experimental-test-coverage', '--test-coverage-include=src/mediastore/**', '--test-coverage-lines=95'] : [];
  const { code, output } = await run(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...measure, ...names]);
  return { code, passed: count(output, /^ℹ pass (\d+)/gm), failed: count(output, /^ℹ (?:fail|cancelled) (\d+)/gm) };
}

async function inBrowser() {
  const names = files('browser');
  if (!names.length) return empty('browser');
  const argv = ['--import', 'tsx', 'node_modules/@web/test-runner/dist/bin.js', '--config', '.config/web-test-runner.mjs', '--files', ...names];
  const { code, output } = await run(process.execPath, [...argv, ...(coverage ? ['--coverage'] : [])]);
  const [, passed = 0, failed = 0] = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1) ?? [];
  return { code, passed: Number(passed), failed: Math.max(Number(failed), code ? 1 : 0) };
}

/** A file filter may leave a part empty; without one an empty part is a fault. */
const empty = (part) => {
  if (!pieces.length) console.error(`There are no tests in the part "${part}".`);
  return { code: pieces.length ? 0 : 1, passed: 0, failed: 0 };
};

const build = async () => run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--mode', 'cdn', '--logLevel', 'warn']);

const results = [];
for (const part of chosen.length ? chosen : parts) {
  if (part === 'page' && files('page').length) await build();
  results.push(part === 'browser' ? await inBrowser() : await inNode(part));
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = results.some(({ code }) => code) || sum('failed') || !sum('passed') ? 1 : 0;
