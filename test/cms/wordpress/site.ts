import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createSimulator, type Simulator } from '../../../src/simulator/index.js';
import { serve } from '../../../src/simulator/serve.js';
import { startDatabase } from './database.js';
import { startServer } from './server.js';

/** A WordPress of one's own with the plugin switched on, and a simulated service beside it. */
export interface WordPress {
  readonly origin: string;
  readonly simulator: Simulator;
  /** Holds the site, and what lies beside it: `premium` for guarded parts, `masters` with what the constant is to be. */
  readonly folder: string;
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

/** Runs PHP that comes on standard input inside the WordPress that `env` names. */
async function runPhp(php: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const running = promisify(execFile)('php', ['-d', 'sendmail_path=true', `${here}/run.php`], { env });
  running.child.stdin?.end(php);
  const { stdout } = await running;
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as unknown;
}

async function install(env: NodeJS.ProcessEnv): Promise<void> {
  const problem = await runPhp(readFileSync(`${here}/install.php`, 'utf8'), { ...env, INPUT: 'null', INSTALLING: '1' });
  if (problem) throw new Error(JSON.stringify(problem));
}

/** Starts everything that a WordPress needs; what has been started is noted in `started` and ended with it. */
async function start(folder: string, started: (() => unknown)[]): Promise<Omit<WordPress, 'close'>> {
  const site = lay(folder);
  mkdirSync(join(folder, 'premium'));
  const simulator = createSimulator({ base: '/mediastore' });
  const service = await serve(simulator.fetch, 0);
  started.push(() => { service.closeAllConnections(); service.close(); });
  const database = await startDatabase(folder);
  started.push(database.stop);
  const port = await freePort();
  const env = {
    PATH: process.env.PATH, SITE: site, ORIGIN: `http://localhost:${String(port)}`, DB_SOCKET: database.socket,
    API_BASE: `http://localhost:${String((service.address() as AddressInfo).port)}/mediastore`,
  };
  await install(env);
  // A few workers, since WordPress asks itself for the hashes.
  const options = ['-d', 'sendmail_path=true', '-S', `127.0.0.1:${String(port)}`, '-t', site];
  started.push((await startServer('php', options, /started/, { ...env, PHP_CLI_SERVER_WORKERS: '4' })).stop);
  const log = join(folder, 'complaints.log');
  return {
    origin: env.ORIGIN, simulator, folder,
    run: async (php, input = null) => runPhp(php, { ...env, INPUT: JSON.stringify(input) }),
    complaints: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter((line) => line && !known.test(line)) : []),
  };
}

export async function createWordPress(): Promise<WordPress> {
  const folder = mkdtempSync(join(tmpdir(), 'cleeng-gate-wordpress-'));
  const started: (() => unknown)[] = [() => { rmSync(folder, { recursive: true, force: true }); }];
  const close = async (): Promise<void> => { for (const end of started.reverse()) await end(); };
  try {
    return { ...(await start(folder, started)), close };
  } catch (error) {
    await close();
    throw error;
  }
}
