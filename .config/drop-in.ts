import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { transform } from 'lightningcss';
import type { Plugin } from 'vite';
import { buildPart, minified, parts, withLoader } from './parts.ts';

/** SRI value of a file's bytes. */
export const integrity = (bytes: Uint8Array | string): string => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

/** Puts parts and style sheet beside the drop-in file, and the hashes of all into `integrity.json`. */
export function dropIn(): Plugin {
  const beside = new Map<string, string | Uint8Array>();
  return {
    name: 'drop-in',
    enforce: 'pre',
    async buildStart() {
      const built = Object.entries(parts).map(async ([entry, name]) => beside.set(name, await buildPart(entry)));
      await Promise.all(built);
    },
    transform(code, id) {
      const hashes = Object.fromEntries([...beside].map(([name, bytes]) => [name, integrity(bytes)]));
      return withLoader(code, dirname(id), hashes);
    },
    async generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = await minified(chunk.code);
    },
    async writeBundle({ dir = 'dist' }, bundle) {
      const style = transform({ filename: 'cleeng-gate.css', code: await readFile('src/cleeng-gate.css'), minify: true });
      beside.set('cleeng-gate.css', style.code);
      for (const [name, bytes] of beside) await writeFile(join(dir, name), bytes);
      const files = [...Object.keys(bundle), ...[...beside.keys()].sort()];
      const hashes = await Promise.all(files.map(async (file) => [file, integrity(await readFile(join(dir, file)))] as const));
      await writeFile(join(dir, 'integrity.json'), `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
    },
  };
}
