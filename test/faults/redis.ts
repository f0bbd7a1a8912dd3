import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once, type EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStorage, type Storage } from 'unstorage';
import redis from 'unstorage/drivers/redis';
import type { SharedStore } from './store.js';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Whether somebody answers there within a second. */
async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
  try {
    socket.write('PING\r\n');
    const [bytes] = (await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [''])])) as [Buffer | string];
    return String(bytes).startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function awaken(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 100 && child.exitCode === null; tries++) {
    if (await answers(port)) return;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error('redis-server did not start');
}

/** With the settings that `cleeng-gate guard --cache` has: what cannot be asked now fails now, and is not sent later. */
async function connected(port: number, base: string, open: Storage[]): Promise<Storage> {
  const driver = redis({
    base, host: '127.0.0.1', port, enableOfflineQueue: false, maxRetriesPerRequest: 0, connectTimeout: 1000, commandTimeout: 500,
    retryStrategy: (times: number) => Math.min(times * 100, 2000),
  });
  const client = driver.getInstance!() as EventEmitter;
  client.on('error', () => undefined);
  await Promise.race([once(client, 'ready'), new Promise((resolve) => { setTimeout(resolve, 1000); })]).catch(() => undefined);
  open.push(createStorage({ driver }));
  return open.at(-1)!;
}

/** A Redis of our own on a free port, which writes each change to disk so that a kill loses nothing; undefined where there is no `redis-server`. */
export async function startRedis(): Promise<SharedStore | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'cleeng-gate-redis-'));
  const port = await freePort();
  const open: Storage[] = [];
  const start = async (): Promise<ChildProcess> => {
    const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'], { stdio: 'ignore' });
    await awaken(child, port);
    return child;
  };
  let child = await start();
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return {
    name: `redis-server of our own on port ${port}`,
    connect: async () => connected(port, '', open),
    kill,
    async revive(empty) {
      if (empty) rmSync(join(folder, 'appendonlydir'), { recursive: true, force: true });
      child = await start();
    },
    async close() {
      for (const storage of open) await storage.dispose();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The machine's own Redis under a prefix of our own; it is not killed. Undefined where none answers. */
export async function borrowRedis(): Promise<SharedStore | undefined> {
  if (!(await answers(6379))) return undefined;
  const open: Storage[] = [];
  const base = `faults-${process.pid}`;
  return {
    name: `the Redis of this machine, under ${base}:, which is not killed`,
    connect: async () => connected(6379, base, open),
    kill: async () => Promise.resolve(),
    revive: async () => Promise.resolve(),
    async close() {
      await open[0]?.clear();
      for (const storage of open) await storage.dispose();
    },
  };
}
