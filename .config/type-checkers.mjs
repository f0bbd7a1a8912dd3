/** The type checkers that look into Vue's and Svelte's own files, which TypeScript's cannot; fetched for the tests that need them. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { fetchOnce } from './on-demand.mjs';

const packages = ['vue@3.5.45', 'vue-tsc@3.3.14', 'svelte@5.57.3', 'svelte-check@4.7.8'];
const mark = createHash('sha256').update(packages.join()).digest('hex').slice(0, 8);

/** Where they lie, in `node_modules`; only there after {@link fetchTypeCheckers}. Other versions lie elsewhere. */
export const folder = fileURLToPath(new URL(`../node_modules/.cache/type-checkers-${mark}`, import.meta.url));

/**
 * Fetches them, unless they are there. TypeScript is the project's own.
 *
 * @throws Error with npm's reason, such as that it reached no registry
 */
export const fetchTypeCheckers = () => fetchOnce(folder, 'the type checkers of Vue and Svelte', packages, ['--legacy-peer-deps']);
