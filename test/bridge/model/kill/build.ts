import { resolve } from 'node:path';
import { build } from 'vite';

const out = resolve('node_modules/.cache/bridge-model');

/**
 * Makes one file of the child, so that starting it again and again costs little.
 *
 * @returns where it is
 */
export async function buildChild(): Promise<string> {
  await build({
    configFile: false, logLevel: 'error',
    build: {
      ssr: 'test/bridge/model/kill/child.ts', outDir: out, emptyOutDir: false, target: 'node20', minify: false,
      rolldownOptions: { output: { format: 'esm', entryFileNames: `child-${process.pid}.mjs`, codeSplitting: false } },
    },
  });
  return resolve(out, `child-${process.pid}.mjs`);
}
