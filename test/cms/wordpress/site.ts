import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createSimulator, type Simulator } from '../../../src/simulator/index.js';
import { serve } from '../../../src/simulator/serve.js';
import { startDatabase } from './database.js';
import { says } from './says.js';

/** A WordPress of one's own with the plugin switched on, and a simulated service beside it. */
export interface WordPress {
  readonly origin: string;
  readonly simulator: Simulator;
  /** Runs PHP inside WordPress; `input` is there as `$input`. Resolves to what the code returns. */
  run(php: string, input?: unknown): Promise<unknown>;
  /** What PHP complained of so far, one line each. */
  complaints(): string[];
  close(): Promise<void>;
}

const here = 'test/cms/wordpress';
export const vendor = '/vendor/cleeng-gate@0.1.0/';

/** PHP 8.2 finds much of WordPress 6.1 old-fashioned, and WordPress misses its home, which it may not call here. */
const known = /PHP Deprecated:.*\/wp-(?:includes|admin)\/|\/wp-includes\/update\.php/;

/** Copies WordPress as Debian brings it, the plugin as the repository holds it, and the built files. */
function lay(folder: string): string {
  const site = join(folder, 'site');
  cpSync('/usr/share/wordpress', site, { recursive: true, dereference: true });
  cpSync(`${here}/wp-config.php`, join(site, 'wp-config.php'));
  cpSync(`${here}/neighbours.php`, join(site, 'wp-content/mu-plugins/neighbours.php'));
  cpSync('demo/cms/wordpress/cleeng-gate', join(site, 'wp-content/plugins/cleeng-gate'), { recursive: true });
  const released = Object.keys(JSON.parse(readFileSync('dist/integrity.json', 'utf8')) as object);
  for (const name of ['integrity.json', ...released]) cpSync(`dist/${name}`, join(site, vendor, name));
  return site;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** PHP's own server with a few workers, since WordPress asks itself for the hashes. */
async function startPhp(site: string, port: number, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const php = spawn('php', ['-d', 'sendmail_path=true', '-S', `127.0.0.1:${String(port)}`, '-t', site], {
    env: { ...env, PHP_CLI_SERVER_WORKERS: '4' }, detached: true, stdio: ['ignore', 'ignore', 'pipe'],
  });
  await says(php, /started/);
  return php;
}

export async function createWordPress(): Promise<WordPress> {
  const folder = mkdtempSync(join(tmpdir(), 'cleeng-gate-wordpress-'));
  const site = lay(folder);
  const database = await startDatabase(folder);
  const simulator = createSimulator({ base: '/mediastore' });
  const service = await serve(simulator.fetch, 0);
  const port = await freePort();
  const origin = `http://localhost:${String(port)}`;
  const env = {
    PATH: process.env.PATH, SITE: site, ORIGIN: origin, DB_SOCKET: database.socket,
    API_BASE: `http://localhost:${String((service.address() as AddressInfo).port)}/mediastore`,
  };
  await promisify(execFile)('mariadb', ['--no-defaults', `--socket=${database.socket}`, '--user=root', '--execute=CREATE DATABASE wordpress CHARACTER SET utf8mb4']);

  const run = async (php: string, input: unknown = null, more: NodeJS.ProcessEnv = {}): Promise<unknown> => {
    const running = promisify(execFile)('php', ['-d', 'sendmail_path=true', `${here}/run.php`], { env: { ...env, INPUT: JSON.stringify(input), ...more } });
    running.child.stdin?.end(php);
    const { stdout } = await running;
    return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as unknown;
  };
  const problem = await run(readFileSync(`${here}/install.php`, 'utf8'), null, { INSTALLING: '1' });
  if (problem) throw new Error(JSON.stringify(problem));
  const php = await startPhp(site, port, env);
  const log = join(folder, 'complaints.log');

  return {
    origin, simulator, run,
    complaints: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter((line) => line && !known.test(line)) : []),
    async close() {
      // The workers are children of PHP's server; the group ends with it.
      process.kill(-php.pid!);
      await once(php, 'exit');
      service.closeAllConnections();
      service.close();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
