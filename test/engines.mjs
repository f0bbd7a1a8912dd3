/**
 * Runs the tests in every engine a reader may have: pages in a whole Chromium, which hides tabs and keeps pages
 * as the one of the registry does not; everything in Firefox and WebKit. `npm run test:engines -- firefox`
 * chooses; other arguments go on to `test/run.mjs`. As root with CI=true it installs what is missing; otherwise it
 * says what it skips. The last line is the sum; the exit code is 1 if anything failed, or if an engine that was
 * asked for by name is not here.
 */
import { spawn } from 'node:child_process';
import { engines } from '../.config/engines.mjs';
import { asRoot, fromDebian, install } from '../.config/programs.mjs';

const parts = { chromium: ['page'], firefox: ['browser', 'page'], webkit: ['browser', 'page'] };
const args = process.argv.slice(2);
const asked = Object.keys(engines).filter((name) => args.includes(name));
const rest = args.filter((arg) => !(arg in engines));

/** Runs one engine's tests, shows what they print, and returns the count and what was skipped. */
const run = async (name) =>
  new Promise((resolve) => {
    console.log(`\n== ${name}`);
    const child = spawn(process.execPath, ['test/run.mjs', '--engine', name, ...(rest.length ? rest : parts[name])], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('close', (code) => {
      const [, passed = 0, failed = 0] = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1) ?? [];
      const skipped = [...new Set([...output.matchAll(/^\s*﹣ (.+?)(?: \([\d.]+ms\))? # (.+)$/gm)].map(([, title, why]) => `${title}: ${why}`))];
      resolve({ name, passed: Number(passed), failed: Number(failed) || Number(code !== 0), skipped });
    });
  });

const chosen = asked.length ? asked : Object.keys(engines);
const missing = () => chosen.filter((name) => !engines[name].isHere());
if (asRoot && process.env.CI === 'true' && missing().length) fromDebian(missing().flatMap((name) => engines[name].packages));

const absent = missing();
const results = [];
for (const name of chosen.filter((one) => !absent.includes(one))) results.push(await run(name));

console.log();
for (const { name, passed, failed, skipped } of results) {
  console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  for (const line of skipped) console.log(`  skips ${line}`);
}
for (const name of absent) console.log(`${name}: not on this machine, all skipped. Type: sudo ${install(engines[name].packages)}`);

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const failed = sum('failed') + (asked.length ? absent.length : 0);
console.log(`\n${sum('passed')} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
