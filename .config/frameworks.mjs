/**
 * Fetches the frameworks that the examples in `demo/frameworks` are written for, once, into a folder of their own:
 * none of them is a dependency of the project.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../node_modules/.cache/frameworks', import.meta.url));
const packages = ['react@19.3.1', 'react-dom@19.3.1', '@nanostores/react@2.0.1', 'vue@3.5.45', '@nanostores/vue@1.1.0', 'svelte@5.57.3', 'nanostores@1.5.5'];
const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false', '--loglevel=error'];

/** A file that need not exist, from whose place the frameworks are found. */
export const among = join(folder, 'index.js');

/** Fetches what is not there yet; why it could not, or null. */
export function fetchFrameworks() {
  if (existsSync(folder)) return null;
  console.log('Fetching React, Vue and Svelte from the npm registry (once) …');
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  const { status } = spawnSync('npm', ['install', ...options, '--prefix', part, ...packages], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) return 'React, Vue and Svelte could not be fetched from the npm registry';
  // Renamed when it is whole: an installation that is cut short leaves nothing that looks like one.
  renameSync(part, folder);
  return null;
}
