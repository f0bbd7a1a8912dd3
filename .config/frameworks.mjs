/**
 * Fetches the frameworks that the tests render with, and the type checkers that look into Vue's and Svelte's own
 * files; none of them is a dependency of the project. React and TypeScript are the project's own.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchOnce } from './on-demand.mjs';

const packages = [
  '@nanostores/react@2.0.1', 'vue@3.5.45', '@nanostores/vue@1.1.0', 'svelte@5.57.3', 'nanostores@1.5.5', 'vue-tsc@3.3.14', 'svelte-check@4.7.8',
];
/** Other versions lie elsewhere. */
const mark = createHash('sha256').update(packages.join()).digest('hex').slice(0, 8);
const folder = fileURLToPath(new URL(`../node_modules/.cache/frameworks-${mark}`, import.meta.url));

/** A file that need not exist, from whose place the frameworks are found. */
export const among = join(folder, 'index.js');

/** Fetches what is not there yet; why it could not, or null. With `CI=true` that is an error. */
export function fetchFrameworks() {
  try {
    fetchOnce(folder, 'Vue, Svelte and their type checkers', packages, ['--legacy-peer-deps']);
    return null;
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    return error.message;
  }
}
