import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { integrity, shortIntegrity } from './integrity.ts';
import { buildLabels, withLabels } from './labels.ts';
import { buildLibrary } from './library.ts';
import { withSmallLit } from './lit.ts';
import { buildPart, minified, parts, withLoader } from './parts.ts';
import { giveShared } from './shared.ts';
import { minifiedStyle, withSmallStyles } from './styles.ts';

/** Puts parts, labels, style sheet and the library beside the drop-in file, and the hashes of all into `integrity.json`. */
export function dropIn(): Plugin {
  const beside = new Map<string, string | Uint8Array>();
  let labels: ReadonlyMap<string, string> = new Map();
  return {
    name: 'drop-in',
    enforce: 'pre',
    async buildStart() {
      const built = Object.entries(parts).map(async ([entry, name]) => beside.set(name, await buildPart(entry)));
      await Promise.all(built);
      labels = await buildLabels();
    },
    transform(code, id) {
      const hashes = Object.fromEntries([...beside].map(([name, bytes]) => [name, shortIntegrity(bytes)]));
      return withLabels(id, labels) ?? giveShared(code, id) ?? withSmallLit(code, id) ?? withSmallStyles(code, id) ?? withLoader(code, dirname(id), hashes);
    },
    async generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = await minified(chunk.code);
    },
    async writeBundle({ dir = 'dist' }, bundle) {
      beside.set('cleeng-gate.css', minifiedStyle(await readFile('src/cleeng-gate.css')));
      for (const [name, code] of await buildLibrary()) beside.set(name, code);
      await mkdir(join(dir, 'labels'), { recursive: true });
      for (const [name, bytes] of [...beside, ...labels]) await writeFile(join(dir, name), bytes);
      const files = [...Object.keys(bundle), ...[...beside.keys(), ...labels.keys()].sort()];
      const hashes = await Promise.all(files.map(async (file) => [file, integrity(await readFile(join(dir, file)))] as const));
      await writeFile(join(dir, 'integrity.json'), `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
    },
  };
}
