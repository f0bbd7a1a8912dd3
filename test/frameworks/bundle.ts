import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { among } from '../../.config/frameworks.mjs';

const fetched = createRequire(among);
const doors: Readonly<Record<string, string>> = { 'cleeng-gate': resolve('src/index.ts'), 'cleeng-gate/define': resolve('src/define.ts'), 'cleeng-gate/cleeng-gate.css': resolve('src/cleeng-gate.css') };

/** What a project would have in its own node_modules: the package, and the framework that was fetched. */
const found: Plugin = {
  name: 'found',
  enforce: 'pre',
  async resolveId(id, importer) {
    if (doors[id]) return doors[id];
    const bare = /^[@\w]/.test(id) && /\/(?:demo|test)\/frameworks\/|\/\.cache\/frameworks-/.test(importer ?? '');
    return bare ? this.resolve(id, among, { skipSelf: true }) : null;
  },
};

interface VueCompiler {
  parse(source: string): { descriptor: object };
  compileScript(descriptor: object, options: object): { content: string };
}
interface SvelteCompiler {
  compile(source: string, options: object): { js: { code: string } };
}

/** Compiles single-file components with the compiler that the framework brings. */
const components: Plugin = {
  name: 'components',
  enforce: 'pre',
  transform(code, id) {
    if (id.endsWith('.vue')) {
      const { parse, compileScript } = fetched('vue/compiler-sfc') as VueCompiler;
      return compileScript(parse(code).descriptor, { id: 'shelf', inlineTemplate: true }).content;
    }
    return id.endsWith('.svelte') ? (fetched('svelte/compiler') as SvelteCompiler).compile(code, { generate: 'client' }).js.code : null;
  },
};

/**
 * One example as a script for a page, as a bundler of the framework's would make it.
 *
 * @param kind of the framework: the one for developers complains of all that it can see
 */
export async function bundle(entry: string, kind: 'production' | 'development' = 'production'): Promise<string> {
  const [{ output: [chunk] }] = (await build({
    configFile: false,
    logLevel: 'silent',
    mode: kind,
    plugins: [found, components],
    define: { 'process.env.NODE_ENV': JSON.stringify(kind), '__VUE_OPTIONS_API__': 'false', '__VUE_PROD_DEVTOOLS__': 'false', '__VUE_PROD_HYDRATION_MISMATCH_DETAILS__': 'false' },
    resolve: { conditions: ['browser', 'module', 'import', 'default'] },
    build: { write: false, target: 'es2022', lib: { entry, formats: ['es'] }, rolldownOptions: { output: { codeSplitting: false } } },
  })) as [Rolldown.RolldownOutput];
  return chunk.code;
}
