import type { Clock } from '../mediastore/clock.js';
import type { SafeStorage } from './storage.js';
import type { World } from './world.js';

const pause = async (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => { clock.after(ms, resolve); });

/** How long a tab may hold the lease before others take it for closed. */
const leaseTime = 10_000;

/**
 * A lease in localStorage, for pages without Web Locks (plain http): a name and an end,
 * read back once after writing, so that of two that wrote only the last goes on.
 */
async function withLease<T>({ clock, random }: World, storage: SafeStorage, name: string, work: () => Promise<T>): Promise<T> {
  const owner = String(random()).slice(2);
  const held = (): boolean => {
    const [holder, until] = storage.get(name)?.split(' ') ?? [];
    const left = Number(until) - clock.now();
    return holder !== owner && left > 0 && left <= leaseTime;
  };
  do {
    while (held()) await pause(clock, 100);
    storage.set(name, `${owner} ${clock.now() + leaseTime}`);
    await pause(clock, 50);
  } while (held());
  try {
    return await work();
  } finally {
    if (!held()) storage.remove(name);
  }
}

/**
 * Runs `work` while no other tab of this origin runs it. The result is handed on at once;
 * the lock is let go `settling` milliseconds later.
 */
export async function exclusively<T>(
  world: World, storage: SafeStorage, name: string, settling: number, work: () => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const held = async (): Promise<void> => {
      try {
        resolve(await work());
      } catch (error) {
        reject(error);
      }
      await pause(world.clock, settling);
    };
    (world.locks?.request(name, held) ?? withLease(world, storage, name, held)).catch(reject);
  });
}
