import { readFileSync } from 'node:fs';
import { defineConfig, type UserConfig } from 'vite';
import { dropIn } from './.config/drop-in.ts';

const { dependencies, peerDependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as Record<
  'dependencies' | 'peerDependencies', Record<string, string>>;
const packages = Object.keys({ ...dependencies, ...peerDependencies });
const isPackage = (id: string): boolean =>
  id.startsWith('node:') || packages.some((name) => id === name || id.startsWith(`${name}/`));

/** `cdn.ts` takes the whole door as one object; seen by the bundler, that object would become a name of the door. */
const isDoor = (id: string, importer = ''): boolean => id === './index.js' && importer.endsWith('/cdn.ts');

/**
 * The npm modules: one file for each of ours, packages left to the reader's own bundler.
 * `cdn.ts` is among them for Node, where the drop-in file, made for pages, cannot be imported.
 */
const npm: UserConfig = {
  build: {
    lib: { entry: ['src/index.ts', 'src/define.ts', 'src/library.ts', 'src/cdn.ts', 'src/simulator/index.ts', 'src/sealed/index.ts', 'src/bridge/index.ts', 'src/vite.ts', 'src/eleventy.ts', 'src/server/index.ts', 'src/server/node.ts', 'src/server/worker.ts', 'src/cli.ts'], formats: ['es'] },
    minify: false,
    sourcemap: false,
    target: 'es2022',
    rolldownOptions: {
      external: (id, importer) => isPackage(id) || isDoor(id, importer),
      output: { preserveModules: true, preserveModulesRoot: 'src', entryFileNames: '[name].js' },
    },
  },
};

/** The drop-in file: everything in one, nothing left to fetch. */
const cdn: UserConfig = {
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [dropIn()],
  build: {
    lib: { entry: { 'cleeng-gate': 'src/cdn.ts' }, formats: ['es'] },
    emptyOutDir: false,
    minify: 'oxc',
    sourcemap: false,
    target: 'es2022',
    // Most of this build's time is spent in the parts, which are builds of their own; that is no fault.
    rolldownOptions: { checks: { pluginTimings: false }, output: { codeSplitting: false, minify: true, entryFileNames: '[name].js' } },
  },
};

export default defineConfig(({ mode }) => (mode === 'cdn' ? cdn : npm));
