import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'lightningcss';
import type { Plugin } from 'vite';

const files = ['cleeng-gate.js', 'cleeng-gate.css'];

/** SRI value of a file's bytes. */
export const integrity = (bytes: Uint8Array): string => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

/** Puts the style sheet beside the drop-in file, and the hashes of both into `integrity.json`. */
export function dropIn(): Plugin {
  return {
    name: 'drop-in',
    async writeBundle({ dir = 'dist' }) {
      const { code } = transform({
        filename: 'cleeng-gate.css', code: await readFile('src/cleeng-gate.css'), minify: true,
      });
      await writeFile(join(dir, 'cleeng-gate.css'), code);
      const hashes = await Promise.all(files.map(async (file) => [file, integrity(await readFile(join(dir, file)))] as const));
      await writeFile(join(dir, 'integrity.json'), `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
    },
  };
}
