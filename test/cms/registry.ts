import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** Engines that come from npm. They are fetched when these tests first run, so that `npm ci` stays small. */
const packages = { '@11ty/eleventy': '3.1.5', 'handlebars': '4.7.10' };
const cache = resolve('node_modules/.cache/cms', Object.values(packages).join('-'));

/** Where a package's own files lie. */
export const folderOf = (name: keyof typeof packages): string => join(cache, 'node_modules', name);

/** Loads a CommonJS package of those above. */
export const load = (name: keyof typeof packages): unknown => createRequire(join(cache, 'package.json'))(name);

/** As `skip` of a test: false where the package is there, else why not. */
export const absentFromCache = (name: keyof typeof packages): string | false =>
  !existsSync(folderOf(name)) && `${name} is not here; npm could not fetch it.`;

/**
 * Fetches them, once.
 *
 * @throws Error with `CI=true` when it cannot; elsewhere it says what will be skipped
 */
export function fetchPackages(): void {
  if (existsSync(cache)) return;
  const wanted = Object.entries(packages).map((pair) => pair.join('@'));
  console.log(`Fetching ${wanted.join(' and ')} from the npm registry (once) …`);
  const part = `${cache}.part`;
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=optional'];
  rmSync(part, { recursive: true, force: true });
  try {
    execFileSync('npm', ['install', ...options, '--prefix', part, ...wanted], { stdio: ['ignore', 'ignore', 'pipe'] });
    // Renamed when it is whole: an installation that is cut short leaves nothing that looks like one.
    renameSync(part, cache);
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    console.log(`Skipped: what is made by ${wanted.join(' and ')}; npm could not fetch them.`);
  }
}
