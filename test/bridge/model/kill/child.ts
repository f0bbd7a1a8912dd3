/** A real process with a bridge and its intake, that a parent starts, kills and tells to sweep. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createBridge } from '../../../../src/bridge/bridge.js';
import { openFolder } from '../../../../src/bridge/databases/pglite.js';
import { openPostgres } from '../../../../src/bridge/databases/postgres.js';
import { createIntake } from '../../../../src/bridge/intake.js';
import { openBridgeStore } from '../../../../src/bridge/postgres-store.js';
import { mottoSink } from '../../../../src/bridge/sinks/motto.js';
import { rmgSink } from '../../../../src/bridge/sinks/rmg.js';
import { systemClock } from '../../../../src/mediastore/clock.js';
import { coreSource } from '../../../../src/sources/index.js';
import { mapping } from '../mapped.js';
import type { Order, Report } from './order.js';

const order = JSON.parse(process.env.ORDER ?? '') as Order;
const { schema, services, owner, secret, publisherId, publisherToken, motto, rmg, lease } = order;
const tell = (report: Report): void => { process.send?.(report, undefined, undefined, () => undefined); };

let steps = 0;
/** Dies by its own hand at a step, without a word to anybody, as when the power goes. */
const countStep = (): void => {
  if (++steps === order.diesAt) process.kill(process.pid, 'SIGKILL');
};

const database = await ('folder' in order.state ? openFolder(order.state.folder) : openPostgres(order.state.url));
const store = await openBridgeStore({ database, clock: systemClock, schema });
const bridge = createBridge({
  publisherId, environment: 'sandbox', mapping, store, owner, lease, poll: 100, concurrency: 2, recheck: 1, log: () => undefined, steps: countStep,
  source: coreSource({ base: `${services.cleeng}/3.1`, publisherToken }),
  sinks: [
    mottoSink({ base: services.motto, ...motto, perSecond: false }),
    rmgSink({ base: services.rmg, environment: 'sandbox', publisherId, ...rmg, perSecond: false }),
  ],
});
const running = bridge.run();
const take = createIntake({ store, publisherId, secrets: [secret], log: () => undefined, onMark: running.wake });

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
    void take(new Request('http://bridge.test/', { method: 'POST', body: Buffer.concat(chunks), headers })).then(({ status }) => {
      countStep();
      outgoing.writeHead(status).end();
    });
  });
});
server.listen(0, '127.0.0.1', () => { tell({ port: (server.address() as AddressInfo).port }); });

/** Sweeps, and waits until rounds that failed on a slow machine, or that another process makes, have come to their end. */
async function sweep(): Promise<string | null> {
  const row = await bridge.sweep();
  const busy = async (): Promise<boolean> => bridge.status().then(({ failing, due }) => failing + due > 0);
  for (let tries = 0; tries < 100 && (await busy()); tries++) await pause(200);
  return row?.state ?? null;
}
process.on('message', (message) => {
  if (message === 'sweep') void sweep().then((swept) => { tell({ swept }); }, (error: unknown) => { tell({ failed: String(error) }); });
});
// A parent that is gone leaves nobody to look after.
process.on('disconnect', () => process.exit(0));
