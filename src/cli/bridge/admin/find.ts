import { systemClock } from '../../../mediastore/clock.js';
import { jsonLog } from '../../../wire/log.js';
import type { Environ } from '../file/secrets.js';
import { readBridgeFile } from '../file/read.js';
import { isNew, levelOf, type Place } from '../flags.js';
import { openBridge } from '../open.js';
import type { Admin } from './admin.js';
import { busyError, demandFree } from './busy.js';
import { localAdmin } from './local.js';
import { reachAdmin } from './remote.js';

/**
 * Whom to ask: the bridge that runs on this folder, otherwise the state itself, which then is opened for as long as the
 * question takes.
 *
 * @param begins whether a state is made where there is none
 * @throws what reading the file and opening the state throw; Error when somebody has the folder and cannot be asked
 */
export async function findAdmin(place: Place, environ: Environ, level = 'warn', begins = true): Promise<Admin> {
  const running = await reachAdmin(place.data);
  if (running) return running;
  const clock = systemClock;
  const log = jsonLog((line) => { process.stderr.write(`${line}\n`); }, levelOf(level));
  await demandFree(place.data);
  if (!begins && isNew(place)) throw new Error(`there is no state in ${place.data} yet, since no bridge has run on it: cleeng-gate bridge run makes it, or name another folder with --data`);
  const opened = await openBridge(readBridgeFile(place.file, { environ, clock }), place, { environ, clock, log }).catch((error: unknown) => { throw busyError(error, place.data); });
  return localAdmin(opened, { clock });
}

/**
 * Asks, and closes what was opened.
 *
 * @param options `begins` as of {@link findAdmin}
 */
export async function withAdmin<T>(place: Place, level: string | undefined, work: (admin: Admin) => Promise<T>, { begins = true } = {}): Promise<T> {
  const admin = await findAdmin(place, process.env, level, begins);
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}
