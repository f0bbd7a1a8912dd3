import { constants, type Stats } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { isAsset } from './asset.js';
import type { Content, Opened } from './content-source.js';

const chunk = 65_536;

/** What else the folder keeps back. */
export interface FolderOptions {
  /** Paths of files that are never served, such as the offers table when it lies in the folder. */
  readonly except?: readonly string[];
}

/** A name that another system would read as a drive, a stream of a file or a device has no place here. */
const isPortable = (asset: string): boolean => isAsset(asset) && !asset.includes(':');

const absent = (error: unknown): null => {
  if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
  throw error;
};

const identity = ({ dev, ino, size, mtimeMs }: Stats): string => [dev, ino, size, mtimeMs].join('-');

/** Opens the very file that was looked at before, or fails. */
async function reopen(path: string, known: Stats): Promise<FileHandle> {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- Windows has no such flag
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  if (identity(await file.stat()) === identity(known)) return file;
  await file.close();
  throw new Error('The file was replaced while it was about to be read.');
}

/** Reads on demand, piece by piece, and lets go of the file at the end, on an error, or when nobody wants the rest. */
function streamFile(path: string, known: Stats, start: number, end: number): ReadableStream<Uint8Array> {
  let file: FileHandle | undefined;
  let at = start;
  // A reader may leave while the file is being opened or read.
  let left = false;
  const next = async (): Promise<Uint8Array> => {
    file ??= await reopen(path, known);
    const wanted = Math.min(chunk, end - at);
    const { bytesRead, buffer } = left || !wanted ? { bytesRead: 0, buffer: new Uint8Array() } : await file.read(new Uint8Array(wanted), 0, wanted, at);
    at += bytesRead;
    if (!bytesRead && !left && at < end) throw new Error('The file became shorter while it was read.');
    return buffer.subarray(0, bytesRead);
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const bytes = await next().catch(async (error: unknown) => {
        await file?.close();
        throw error;
      });
      if (left || at >= end) await file?.close();
      if (left) return;
      if (bytes.length) controller.enqueue(bytes);
      if (at >= end) controller.close();
    },
    async cancel() {
      left = true;
      await file?.close();
    },
  }, { highWaterMark: 0 });
}

/**
 * The files of a folder as content. Never leaves the folder: a name that leads out of it or through a symbolic link
 * is not found, nor one whose letters differ in case from the file's on a disk that does not mind.
 *
 * @param path the folder, or a link to one; it need not exist yet
 */
export function folder(path: string, { except = [] }: FolderOptions = {}): Content {
  return {
    async open(asset): Promise<Opened | null> {
      if (!isPortable(asset)) return null;
      // Each time anew: a release may be put in place by changing where a link leads.
      const root = await realpath(path).catch(absent);
      if (root === null) return null;
      const file = resolve(root, ...asset.split('/'));
      const real = await realpath(file).catch(absent);
      if (real !== file || !file.startsWith(root.endsWith(sep) ? root : root + sep)) return null;
      const hidden = await Promise.all(except.map(async (one) => realpath(one).catch(() => resolve(one))));
      if (hidden.includes(file)) return null;
      const known = await stat(file).catch(absent);
      if (!known?.isFile()) return null;
      return {
        size: known.size,
        modified: known.mtime,
        etag: identity(known),
        stream: (start = 0, end = known.size) => streamFile(file, known, start, Math.min(end, known.size)),
      };
    },
  };
}
