import { resolve } from 'node:path';
import { minify } from 'terser';
import { build, type Plugin } from 'vite';

/**
 * What only some pages need: modules that the drop-in file loads from beside itself. In the source they are
 * plain dynamic imports. A part holds all it needs; what it shares with the rest it is given as arguments.
 */
export const parts: Readonly<Record<string, string>> = {
  'src/elements/bytes.ts': 'cleeng-gate.bytes.js',
  'src/elements/explain.ts': 'cleeng-gate.explain.js',
  'src/elements/guarded.ts': 'cleeng-gate.guarded.js',
  'src/elements/purify.ts': 'cleeng-gate.purify.js',
  'src/elements/sealed.ts': 'cleeng-gate.sealed.js',
  'src/elements/report.ts': 'cleeng-gate.report.js',
  'src/elements/widget.ts': 'cleeng-gate.widget.js',
  'src/stores/advice.ts': 'cleeng-gate.author.js',
  'src/stores/refresh.ts': 'cleeng-gate.refresh.js',
  'src/stores/owned.ts': 'cleeng-gate.owned.js',
  'src/stores/guard.ts': 'cleeng-gate.guard.js',
};

/** The same for the library's drop-in file. These take what they share with the rest from the gate's. */
export const libraryParts: Readonly<Record<string, string>> = {
  'src/elements/owned-shelf.ts': 'cleeng-library.owned.js',
};

/** A second minifier goes over what the first has left: it saves 2 % more than either alone. No line end: with one, brotli takes 30 bytes more. */
export async function minified(code: string): Promise<string> {
  const { code: smaller } = await minify(code, { module: true, ecma: 2020, compress: { passes: 3 } });
  return smaller ?? code;
}

/** A part as one file of its own, minified. */
export async function buildPart(entry: string, plugins: Plugin[] = []): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    plugins,
    build: {
      write: false,
      lib: { entry, formats: ['es'] },
      minify: 'oxc',
      target: 'es2022',
      rolldownOptions: { output: { codeSplitting: false, minify: true } },
    },
  });
  const [{ output: [chunk] }] = (Array.isArray(result) ? result : [result]) as { output: { code: string }[] }[] as [{ output: [{ code: string }] }];
  return minified(chunk.code);
}

/**
 * A module's dynamic imports of parts, as calls of the loader with name and hash; null if it has none.
 *
 * @param hashes SRI value of each part by file name
 */
export function withLoader(code: string, folder: string, hashes: Readonly<Record<string, string>>): string | null {
  const swapped = code.replace(/\bimport\('(\.[^']+)\.js'\)/g, (whole, path: string) => {
    const name = { ...parts, ...libraryParts }[resolve(folder, `${path}.ts`).slice(process.cwd().length + 1)];
    return name ? `loadPart('${name}', '${hashes[name] ?? ''}')` : whole;
  });
  return swapped === code ? null : `import { loadPart } from '${resolve('src/part.ts')}';\n${swapped}`;
}
