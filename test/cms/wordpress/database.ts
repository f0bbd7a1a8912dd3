import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { says } from './says.js';

/** A MariaDB of one's own: a folder, a socket, no network and no password. */
export interface Database {
  readonly socket: string;
  stop(): Promise<void>;
}

/** As root it runs as root, since the folder is root's. */
const user = process.getuid?.() === 0 ? ['--user=root'] : [];

export async function startDatabase(folder: string): Promise<Database> {
  const data = join(folder, 'data');
  const socket = join(folder, 'db.sock');
  await promisify(execFile)('mariadb-install-db', ['--no-defaults', ...user, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db']);
  const options = [`--datadir=${data}`, `--socket=${socket}`, `--pid-file=${folder}/db.pid`, '--skip-networking', '--innodb-buffer-pool-size=32M', '--performance-schema=OFF'];
  const server = spawn('mariadbd', ['--no-defaults', ...user, ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  await says(server, /ready for connections/);
  return {
    socket,
    async stop() {
      server.kill();
      await once(server, 'exit');
    },
  };
}
