import { randomUUID } from 'node:crypto';
import { lstat, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file that was found, and what it is called from the folder in which the search began. */
export interface Found {
  readonly path: string;
  /** With `/` between its parts on every system. */
  readonly name: string;
  /** Whether it was named itself, and not only a folder around it. */
  readonly named: boolean;
}

const isHidden = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

async function* walk(folder: string, name: string): AsyncGenerator<Found> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const [path, inner] = [join(folder, entry.name), name ? `${name}/${entry.name}` : entry.name];
    if (isHidden(entry.name)) continue;
    if (entry.isDirectory()) yield* walk(path, inner);
    else if (entry.isFile()) yield { path, name: inner, named: false };
  }
}

/**
 * All files of folders, in the order of their names, and files that were named. Hidden ones, `node_modules` and
 * links inside a folder are passed over.
 *
 * @param nameOf what a named path is called; a folder's is put before those of its files
 * @throws Error with code `ENOENT` for a path that is not there
 */
export async function findFiles(paths: readonly string[], nameOf: (path: string, folder: boolean) => string): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const path of paths) {
    const folder = (await stat(path)).isDirectory();
    const files = folder ? walk(path, nameOf(path, true)) : [{ path, name: nameOf(path, false), named: true }];
    for await (const file of files) {
      const key = await realpath(file.path);
      if (!found.has(key)) found.set(key, file);
    }
  }
  return [...found.values()];
}

/**
 * Writes a file so that whoever reads it meanwhile, and whoever finds it after a power cut, has the old one or the new
 * one whole. A link stays a link, and permissions stay what they were.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const mode = await lstat(target).then((found) => found.mode, () => undefined);
  const part = join(dirname(target), `.${basename(target)}.${randomUUID()}.part`);
  try {
    await writeFile(part, content, { flag: 'wx', flush: true, ...(mode !== undefined && { mode }) });
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
