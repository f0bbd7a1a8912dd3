import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lock, type LockOptions } from 'proper-lockfile';
import type { Clock } from '../../mediastore/clock.js';
import { ownerFile, ownerHere, readOwner, stateOf, type FolderOwner } from './owner.js';

/** Milliseconds between two beats of the owner's heart. */
const beat = 1000;
/** Milliseconds without a beat after which an owner counts as dead: one who is gone from this machine, and any other. */
const silent = { dead: 3000, unknown: 15_000 };
/** The lock stands beside a name, not beside a file that is there. */
const file = { realpath: false, update: beat } as const satisfies LockOptions;
/** Asks again and again for a little longer than the first of these. */
const patient = { retries: 16, factor: 1, minTimeout: 250, maxTimeout: 250 };

/** The mark of whoever came last through the door. */
const markFile = (folder: string): string => join(folder, 'door.mark');

const nameOf = (owner: FolderOwner | null): string =>
  owner ? `process ${owner.pid} on ${owner.host}${owner.port ? `, port ${owner.port}` : ''}, since ${new Date(owner.since * 1000).toISOString()}` : 'another process';

/** The folder is another process's. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  constructor(readonly folder: string, readonly owner: FolderOwner | null, options?: ErrorOptions) {
    super(`${folder} belongs to ${nameOf(owner)}. Two processes on one folder would lose rows without a word: stop that one first, or keep the state in a PostgreSQL, which several can share.`, options);
  }
}

/** A folder that is this process's own. */
export interface FolderLock {
  /** @throws FolderInUseError once another has taken the folder, as happens to one that was stopped for long */
  demand(): void;
  release(): Promise<void>;
}

async function take(folder: string, options: LockOptions): Promise<() => Promise<void>> {
  const owner = await readOwner(folder);
  const state = owner ? await stateOf(owner) : 'unknown';
  try {
    // The beating heart alone decides who is dead, since a name and a number may be those of another container.
    if (state !== 'alive') return await lock(join(folder, 'owner'), { ...options, stale: silent[state], retries: state === 'dead' ? patient : 0 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ELOCKED') throw cause;
  }
  throw new FolderInUseError(folder, await readOwner(folder));
}

/**
 * Makes a folder this process's own, with its name in it and a heart that beats. One whose owner was killed is taken
 * over once the heart has been silent for three seconds, fifteen when the owner was on another machine.
 *
 * @param port of the local port, for whoever is refused
 * @throws FolderInUseError while somebody else has it
 */
export async function lockFolder(folder: string, clock: Clock, port: number | null): Promise<FolderLock> {
  await mkdir(folder, { recursive: true });
  // One at a time through the door: of two who find a dead one's lock at once, each would think that it has it.
  const door = await hold(folder, async (options) => lock(join(folder, 'door'), { ...options, stale: silent.dead, retries: patient }).catch(async (cause: unknown) => {
    throw (cause as NodeJS.ErrnoException).code === 'ELOCKED' ? new FolderInUseError(folder, await readOwner(folder), { cause }) : cause;
  }));
  try {
    return await own(folder, await ownerHere(port, clock.now()));
  } finally {
    // It may be another's by now; it is over either way.
    await door.release().catch(() => undefined);
  }
}

/** A lock, and why it is ours no longer once somebody has taken it from us. */
interface Held {
  lost: FolderInUseError | undefined;
  release(): Promise<void>;
}

/** @param locking is told what hears of a loss; without that a loss would end the process */
async function hold(folder: string, locking: (options: LockOptions) => Promise<() => Promise<void>>): Promise<Held> {
  const held: Held = { lost: undefined, release: async () => Promise.resolve() };
  const onCompromised = (cause: Error): void => {
    held.lost = new FolderInUseError(folder, null, { cause });
    void readOwner(folder).then((owner) => { held.lost = new FolderInUseError(folder, owner, { cause }); });
  };
  held.release = await locking({ ...file, onCompromised });
  return held;
}

/**
 * Takes the folder. One that stands still for three seconds loses the door, so each leaves its mark on coming in: where
 * it is no longer there when the folder has been taken, somebody else has come in, and it is given back.
 */
async function own(folder: string, owner: FolderOwner): Promise<FolderLock> {
  const mark = randomUUID();
  await writeFile(markFile(folder), mark);
  const held = await hold(folder, async (options) => take(folder, options));
  const release = async (): Promise<void> => {
    if (held.lost) return;
    await rm(ownerFile(folder), { force: true });
    await held.release();
  };
  await write(folder, owner);
  if (await readFile(markFile(folder), 'utf8') !== mark) {
    await release();
    throw new FolderInUseError(folder, await readOwner(folder));
  }
  return {
    demand() {
      if (held.lost) throw held.lost;
    },
    release,
  };
}

/** In one step, so that nobody reads half of it. */
async function write(folder: string, owner: FolderOwner): Promise<void> {
  const next = `${ownerFile(folder)}.${owner.pid}`;
  await writeFile(next, `${JSON.stringify(owner)}\n`);
  await rename(next, ownerFile(folder));
}
