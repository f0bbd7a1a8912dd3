import { FolderInUseError } from '../../../bridge/databases/folder-lock.js';
import { readOwner, stateOf, type FolderOwner } from '../../../bridge/databases/owner.js';
import { findKey } from './key.js';

/** Why whoever has a folder cannot be asked now. */
function whyBusy(data: string, { pid, port }: FolderOwner): string {
  if (port === null) return `process ${pid} works on the state in ${data}, as a sweep does where no bridge runs; ask again when it has ended`;
  if (findKey(data)) return `the bridge on ${data}, process ${pid}, does not answer at its local port; it is very busy, or stopped. Ask again`;
  return `the bridge on ${data}, process ${pid}, is still starting, or about to end; ask again in some seconds`;
}

/** @throws Error in the operator's words when a process of this machine has the folder, and could not be reached */
export async function demandFree(data: string): Promise<void> {
  const owner = await readOwner(data);
  if (owner && (await stateOf(owner)) === 'alive') throw new Error(whyBusy(data, owner));
}

/** The same for a folder that turned out to be somebody's when it was to be opened. */
export const busyError = (error: unknown, data: string): unknown =>
  (error instanceof FolderInUseError && error.owner ? new Error(whyBusy(data, error.owner), { cause: error }) : error);
