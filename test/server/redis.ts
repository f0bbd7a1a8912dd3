import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { Redis } from 'ioredis';
import { createStorage, type Storage } from 'unstorage';
import redisDriver from 'unstorage/drivers/redis';

const port = 6379;

/** Why tests on a real Redis are skipped; false when there is one on this machine. */
export const noRedis = await new Promise<string | false>((resolve) => {
  const socket = connect(port, '127.0.0.1', () => { socket.write('PING\r\n'); });
  socket.setTimeout(2000, () => { socket.destroy(new Error('silent')); });
  socket.once('data', () => { socket.destroy(); resolve(false); });
  socket.once('error', () => { resolve(`there is no Redis on 127.0.0.1:${port}`); });
});

/** A Redis that can be taken away and brought back, without harm to others who use it. */
export interface Wire {
  /** Connections break, and new ones too. */
  cut(): void;
  /** Connections hold, and nothing comes through. */
  hang(): void;
  mend(): void;
  /** Resolves once all that was asked of it has been answered; for `TestClock.watch`. */
  idle(): Promise<void>;
  /** A storage on it, connected. */
  open(): Promise<Storage>;
}

export async function createWire(t: TestContext): Promise<Wire> {
  let state: 'whole' | 'cut' | 'hung' = 'whole';
  const sockets = new Set<Socket>();
  const nears = new Set<Socket>();
  const clients: Redis[] = [];
  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => { near.destroy(); far.destroy(); sockets.delete(socket); nears.delete(near); });
    }
    near.on('data', (bytes) => { far.write(bytes); });
    if (state === 'hung') near.pause();
    nears.add(near);
    far.on('data', (bytes) => { near.write(bytes); });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const client of clients) client.disconnect();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    cut() {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    hang() {
      state = 'hung';
      for (const near of nears) near.pause();
    },
    mend() {
      state = 'whole';
      for (const near of nears) near.resume();
    },
    async idle() {
      if (state !== 'whole') return;
      // Redis answers in order, so what was asked before has been answered too.
      await Promise.all(clients.filter(({ status }) => status === 'ready').map(async (client) => client.ping().catch(() => undefined)));
    },
    async open() {
      const { port: own } = server.address() as { port: number };
      const driver = redisDriver({ host: '127.0.0.1', port: own, enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => 10 });
      const client = driver.getInstance!() as Redis;
      client.on('error', () => undefined);
      clients.push(client);
      await once(client, 'ready');
      return createStorage({ driver });
    },
  };
}

/** Waits until a storage is connected again. */
export async function connected(cache: Storage): Promise<void> {
  const client = cache.getMount('').driver.getInstance!() as Redis;
  if (client.status !== 'ready') await once(client, 'ready');
}

/** A publisher of one's own, so that what other tests left in the same Redis is not found. */
export const somePublisher = (): string => String(randomInt(1e9, 9e9));
