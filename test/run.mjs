/**
 * Runs the tests: `*.node.test.ts` in Node, `*.browser.test.ts` inside a browser, `*.page.test.ts` from
 * Node on whole pages with the built drop-in file, `*.package.test.ts` on what `npm run build` left,
 * `*.sdk.test.ts` on pages with the real MediaStore SDK, `*.cms.test.ts` on real content management systems.
 * Arguments choose parts (`server`, `browser`, `page`, `package`, `sdk`, `cms`; without one the first
 * three) or files by a piece of their name; `--engine firefox` or `--engine webkit` takes another browser
 * than Chromium; `--coverage` measures. The last line is the sum; the exit code is 1 if anything failed or
 * nothing ran. A part that lacks what it tests beside says so and is skipped; with `CI=true` that is a failure.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { chromium, patience } from '../.config/browser.mjs';
import { judgeCoverage } from '../.config/coverage.mjs';
import { fetchSdks } from '../.config/sdk.mjs';

const endings = { server: 'node', browser: 'browser', page: 'page', package: 'package', sdk: 'sdk', cms: 'cms' };
const args = process.argv.slice(2);
const at = args.indexOf('--engine');
if (at >= 0) [, process.env.TEST_ENGINE] = args.splice(at, 2);
// Which engine it is must be known before the module that finds it is read.
const { engine } = await import('../.config/engines.mjs');
const coverage = args.includes('--coverage');
const chosen = Object.keys(endings).filter((part) => args.includes(part));
const pieces = args.filter((arg) => !arg.startsWith('-') && !(arg in endings));

const filesOf = (part) =>
  readdirSync('test', { recursive: true })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith(`.${endings[part]}.test.ts`))
    .filter((name) => !pieces.length || pieces.some((piece) => name.includes(piece)))
    .sort();

/** Runs Node, shows what it prints, and returns that with the exit code. */
const node = async (...argv) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });

const count = (output, pattern) => [...output.matchAll(pattern)].reduce((sum, [, number]) => sum + Number(number), 0);

async function inNode(part, files) {
  const lcov = ['--experimental-test-coverage', '--test-reporter=lcov', '--test-reporter-destination=coverage/server.info'];
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout', ...(coverage && part === 'server' ? lcov : [])];
  // What talks to WebKit's driver keeps the process alive; and several drivers at once wait for each other.
  if (engine === 'webkit') reporters.push('--test-force-exit', '--test-concurrency=1');
  // Of two processors Node would leave one alone, and many of these files wait for others.
  else if (part === 'server') reporters.push(`--test-concurrency=${Math.max(2, availableParallelism() - 1)}`);
  // A file that hangs fails in the end; it does not hang the run.
  const { code, output } = await node('--import', 'tsx', '--test', `--test-timeout=${10 * patience}`, ...reporters, ...files);
  return {
    code,
    passed: count(output, /^ℹ pass (\d+)/gm),
    failed: count(output, /^ℹ (?:fail|cancelled) (\d+)/gm),
    skipped: count(output, /^ℹ skipped (\d+)/gm) > 0,
  };
}

async function inBrowser(files) {
  const runner = ['--import', 'tsx', 'node_modules/@web/test-runner/dist/bin.js', '--config', '.config/web-test-runner.mjs'];
  const { code, output } = await node(...runner, ...(coverage ? ['--coverage'] : []), '--files', ...files);
  const [, passed, failed] = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1) ?? [];
  return { code, passed: Number(passed ?? 0), failed: Number(failed ?? 0) };
}

/** What the part tests beside and could not be had here; undefined if nothing is missing. */
function missing(part) {
  try {
    if (part === 'sdk') fetchSdks();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** What a part needs before it can run; a browser is found, or fetched, once for all. */
async function prepare(part) {
  if (['browser', 'page', 'sdk', 'cms'].includes(part) && engine === 'chromium') process.env.CHROME_PATH = (await chromium()).executablePath;
  const built = ['page', 'sdk', 'cms'].includes(part) ? await node('node_modules/vite/bin/vite.js', 'build', '--mode', 'cdn', '--logLevel', 'warn') : { code: 0 };
  return part === 'cms' && !built.code ? node('--import', 'tsx', 'test/cms/prepare.ts') : built;
}

async function run(part) {
  const files = filesOf(part);
  if (!files.length) {
    if (!pieces.length) console.error(`There are no tests in the part "${part}".`);
    return { code: pieces.length ? 0 : 1, passed: 0, failed: 0 };
  }
  const lack = missing(part);
  if (lack) {
    console.error(`${lack}\nSkipped: the tests of the part "${part}", ${files.length} file(s).`);
    return { code: process.env.CI === 'true' ? 1 : 0, passed: 0, failed: 0, skipped: true };
  }
  const ready = await prepare(part).catch((error) => ({ code: 1, reason: error.message }));
  if (ready.reason) console.error(ready.reason);
  if (ready.code) return { code: 1, passed: 0, failed: 0 };
  return part === 'browser' ? inBrowser(files) : inNode(part, files);
}

if (coverage) {
  rmSync('coverage', { recursive: true, force: true });
  mkdirSync('coverage');
}
const results = [];
for (const part of chosen.length ? chosen : ['server', 'browser', 'page']) results.push(await run(part));
if (coverage) results.push(judgeCoverage());

// A part that broke before it could count its failures has failed once.
const failed = results.reduce((sum, result) => sum + (result.failed || (result.code ? 1 : 0)), 0);
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const skipped = results.some((result) => result.skipped);
if (pieces.length && !passed && !failed && !skipped) console.error(`No test file has ${pieces.map((piece) => `"${piece}"`).join(' or ')} in its name.`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed || (!passed && !skipped) ? 1 : 0;
