import { statfs } from 'node:fs/promises';
import type { Clock } from '../../mediastore/clock.js';

/** Bytes that stay free: the log grows by files of 16 MB, and the end of a session writes all that is in memory. */
export const reserve = 64 * 1_048_576;

/** Milliseconds for which an answer holds; far more than the engine writes in that time would be a fault of its own. */
const fresh = 1000;

/** The disk under the bridge's folder has no room left. Nothing was written, and nothing is lost. */
export class FolderFullError extends Error {
  override readonly name = 'FolderFullError';
  readonly code = 'ENOSPC';
  constructor(path: string) {
    super(`The disk under ${path} is nearly full, so nothing is written there until ${reserve / 1_048_576} MB are free again.`);
  }
}

/** Bytes that are free on the disk under a folder. */
export const freeUnder = async (path: string): Promise<number> => {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
};

/**
 * Looks for room before each work. The embedded engine does not survive a log that it cannot write: it would turn
 * round and round and never answer, so it is not let come so far.
 *
 * @param free bytes free on the disk
 * @returns throws FolderFullError while there is too little room
 */
export function demandSpace(path: string, free: (path: string) => Promise<number>, clock: Clock): () => Promise<void> {
  let known: { readonly room: boolean; readonly until: number } | undefined;
  return async () => {
    if (!known || clock.now() >= known.until) known = { room: (await free(path)) >= reserve, until: clock.now() + fresh };
    if (!known.room) throw new FolderFullError(path);
  };
}
