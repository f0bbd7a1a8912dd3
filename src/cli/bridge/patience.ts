import { FolderInUseError } from '../../bridge/databases/folder-lock.js';
import type { Clock } from '../../mediastore/clock.js';

/** Milliseconds between two tries to have a folder, and how many there are after the first. */
const pause = 500;
const tries = 30;

/**
 * Opens a folder once a command that has it for a moment, such as a status, has let it go. That of another bridge is
 * not waited for; only bridges have a local port.
 *
 * @throws what `open` throws
 */
export async function openPatiently<T>(open: () => Promise<T>, clock: Clock): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await open();
    } catch (error) {
      if (!left || !(error instanceof FolderInUseError) || error.owner?.port !== null) throw error;
      await new Promise<void>((resolve) => { clock.after(pause, resolve); });
    }
  }
}
