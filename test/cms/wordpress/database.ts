import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startServer, type Server } from './server.js';

/** A MariaDB of one's own: a folder, a socket, no network and no password. */
export interface Database extends Server {
  readonly socket: string;
}

/** As root it runs as root, since the folder is root's. */
const user = process.getuid?.() === 0 ? ['--user=root'] : [];

/** Makes one, with an empty database called `wordpress`. */
export async function startDatabase(folder: string): Promise<Database> {
  const data = join(folder, 'data');
  const socket = join(folder, 'db.sock');
  const run = promisify(execFile);
  // In a shared one, a database that starts removes the temporary tables of another that is being made.
  const env = { ...process.env, TMPDIR: folder };
  await run('mariadb-install-db', ['--no-defaults', ...user, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'], { env });
  const options = [`--datadir=${data}`, `--socket=${socket}`, `--pid-file=${folder}/db.pid`, '--skip-networking', '--innodb-buffer-pool-size=32M', '--performance-schema=OFF'];
  const server = await startServer('mariadbd', ['--no-defaults', ...user, ...options], /ready for connections/, env);
  await run('mariadb', ['--no-defaults', `--socket=${socket}`, '--user=root', '--execute=CREATE DATABASE wordpress CHARACTER SET utf8mb4']);
  return { socket, ...server };
}
