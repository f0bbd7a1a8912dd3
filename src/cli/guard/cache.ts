import { createStorage, type Storage } from 'unstorage';
import type { Log } from '../../wire/log.js';
import { UsageError } from '../command.js';

/** Milliseconds that the first connection may take before the guard starts without. */
const patience = 1000;

/** The part of an ioredis client that is needed here. */
interface Client {
  readonly status: string;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  on(event: 'ready', listener: () => void): unknown;
  once(event: 'ready', listener: () => void): unknown;
  connect(): Promise<void>;
}

const ready = async (client: Client): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, patience);
    client.once('ready', () => { clearTimeout(timer); resolve(); });
    if (client.status === 'ready') resolve();
  });

/**
 * The storage that `--cache` names: `redis://host:6379` or `rediss://…`, by the package ioredis. A Redis that is away,
 * now or later, is told to the log; calls to it fail at once instead of waiting for its return.
 *
 * @throws UsageError for another address; Error without ioredis
 */
export async function openCache(address: string, log: Log): Promise<Storage> {
  if (!URL.canParse(address) || !/^rediss?:$/.test(new URL(address).protocol)) {
    throw new UsageError('--cache takes the address of a Redis, such as redis://127.0.0.1:6379; without it verdicts are kept in memory');
  }
  const { default: redis } = await import('unstorage/drivers/redis').catch((cause: unknown) => {
    throw new Error('--cache needs the package ioredis: npm install ioredis', { cause });
  });
  const driver = redis({
    url: address, enableOfflineQueue: false, maxRetriesPerRequest: 0, connectTimeout: 1000, commandTimeout: 500,
    retryStrategy: (times: number) => Math.min(times * 100, 2000),
  });
  const client = driver.getInstance?.() as unknown as Client;
  let away = false;
  client.on('error', ({ name, code = name }) => {
    if (!away) log('warn', 'cache.away', { redis: new URL(address).host, error: code, meanwhile: 'this guard remembers by itself' });
    away = true;
  });
  client.on('ready', () => {
    if (away) log('info', 'cache.back');
    away = false;
  });
  await ready(client);
  return createStorage({ driver });
}
