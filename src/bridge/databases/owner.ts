import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { finite, own, text } from '../../mediastore/body.js';

/** The process to which a folder belongs. */
export interface FolderOwner {
  readonly pid: number;
  readonly host: string;
  /** Of its local port, when it has one: what a second process wants can be asked for there. */
  readonly port: number | null;
  /** Unix seconds. */
  readonly since: number;
  /** When the process began, in the system's own words; null where the system does not say. Tells a process from a later one of its number. */
  readonly born: string | null;
}

/** Where the owner of a folder is written. */
export const ownerFile = (folder: string): string => join(folder, 'owner.json');

/** What the system says of a process from the third field on (proc_pid_stat(5)); empty when there is no such process, or no such system. */
async function statOf(pid: number): Promise<readonly string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name before, in parentheses, may hold anything.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const birthIn = (stat: readonly string[]): string | null => stat[19] ?? null;

/** The system's words for when a process began; null when there is no such process, or no such system. */
export const birthOf = async (pid: number): Promise<string | null> => birthIn(await statOf(pid));

/** This process. */
export const ownerHere = async (port: number | null, now: number): Promise<FolderOwner> =>
  ({ pid: process.pid, host: hostname(), port, since: Math.floor(now / 1000), born: await birthOf(process.pid) });

/** Who is written down as the owner of a folder, be it alive or not; null when nobody is. */
export async function readOwner(folder: string): Promise<FolderOwner | null> {
  const body: unknown = await readFile(ownerFile(folder), 'utf8').then((json) => JSON.parse(json) as unknown).catch(() => null);
  const [pid, host, since] = [finite(own(body, 'pid')), text(own(body, 'host')), finite(own(body, 'since'))];
  return pid === null || !host || since === null ? null : { pid, host, since, port: finite(own(body, 'port')), born: text(own(body, 'born')) };
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the owner runs still, as far as this machine can tell. */
export async function stateOf({ pid, host, born }: FolderOwner): Promise<'alive' | 'dead' | 'unknown'> {
  if (host !== hostname()) return 'unknown';
  if (!exists(pid)) return 'dead';
  const stat = await statOf(pid);
  // It has ended, and whoever started it has not asked how; where the first process of a container never asks, it stays so.
  if (stat[0] === 'Z' || stat[0] === 'X') return 'dead';
  const now = birthIn(stat);
  return born === null || now === null ? 'unknown' : born === now ? 'alive' : 'dead';
}
