import { dirname } from 'node:path';
import type { Plugin } from 'vite';
import { shortIntegrity } from './integrity.ts';
import { buildPart, libraryParts, withLoader } from './parts.ts';
import { takeShared } from './shared.ts';
import { withSmallStyles } from './styles.ts';

const small = (hashes: Readonly<Record<string, string>>): Plugin => ({
  name: 'small',
  enforce: 'pre',
  transform: (code, id) => withSmallStyles(code, id) ?? withLoader(code, dirname(id), hashes),
});

/** The library's drop-in file and its parts, by name; all of them import the gate's from beside themselves. */
export async function buildLibrary(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [entry, name] of Object.entries(libraryParts)) files.set(name, await buildPart(entry, [takeShared(), small({})]));
  const hashes = Object.fromEntries([...files].map(([name, code]) => [name, shortIntegrity(code)]));
  return files.set('cleeng-library.js', await buildPart('src/cdn-library.ts', [takeShared(), small(hashes)]));
}
