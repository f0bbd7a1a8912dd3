import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { openPostgres } from '../../../src/bridge/databases/postgres.js';
import { openBridgeStore } from '../../../src/bridge/postgres-store.js';
import { engines, noPostgres, postgresUrl } from '../databases.js';
import { applied, claimNext, intention } from '../store/rights.js';

const skip = noPostgres;
const { fresh } = engines.find(({ name }) => name === 'PostgreSQL')!;

/** A way to the real server that can be closed and opened again, without harm to others who use it. */
async function someWay(t: TestContext) {
  const target = new URL(postgresUrl);
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((near) => {
    if (!open) return void near.destroy();
    const far = connect(Number(target.port || 5432), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => { near.destroy(); far.destroy(); });
    }
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(postgresUrl);
  url.port = String((server.address() as { port: number }).port);
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: url.href,
    cut() {
      open = false;
      for (const socket of sockets) socket.destroy();
    },
    mend() { open = true; },
  };
}

async function someStore(t: TestContext) {
  const { schema, clock, database: direct, store: witness } = await fresh(t);
  const way = await someWay(t);
  const database = await openPostgres(way.url, { connectTimeout: 2000, queryTimeout: 2000 });
  t.after(async () => database.close());
  return { way, direct, database, witness, clock, store: await openBridgeStore({ database, clock, schema }) };
}

const delivery = (sha256: string) => ({ sha256, topic: 'transactionCreated', body: new Uint8Array([1]) });

test('connections that the server ends are made anew, and nothing that was said to be written is lost', { skip }, async (t) => {
  const { store, database, direct, witness } = await someStore(t);
  const own = (await database.query('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
  await store.receive(delivery('a'), '7');
  await direct.query('SELECT pg_terminate_backend($1)', [own]);
  let told = 0;
  for (;;) {
    const written = await store.receive(delivery('b'), '8').then(() => true, () => { told++; return false; });
    if (written) break;
  }
  assert.ok(told <= 1, 'the one connection that broke');
  assert.deepEqual([(await witness.customer('7'))!.dirty, (await witness.customer('8'))!.dirty], [true, true]);
});

test('a connection that ends in the middle of a transaction takes the whole of it with it', { skip }, async (t) => {
  const { store, database, direct, witness } = await someStore(t);
  await store.mark(['7'], 'event');
  await assert.rejects(database.transaction(async ({ query }) => {
    const { rows } = await query('SELECT pg_backend_pid() AS pid');
    await direct.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
    await query('SELECT 1');
  }));
  await store.mark(['8'], 'event');
  assert.equal((await witness.tally()).customers, 2);
});

test('while the server refuses everybody each question is told so, and a round goes on when it is back', { skip }, async (t) => {
  const { store, way, witness } = await someStore(t);
  await store.mark(['7'], 'event');
  const claim = await claimNext(store);
  assert.equal(await store.intend(claim, intention('active')), true);
  way.cut();
  await assert.rejects(store.receive(delivery('a'), '8'));
  await assert.rejects(store.record(claim, 'key-1', applied));
  await assert.rejects(store.claim('worker', 1000));
  assert.equal(await witness.customer('8'), null);
  assert.equal((await witness.rights('7'))[0]!.have, 'unknown', 'whatever the sink did, it is asserted again');
  way.mend();
  assert.equal(await store.record(claim, 'key-1', applied), true);
  assert.equal(await store.finish(claim, {}), 'done');
});

test('a server that is not there is told to whoever asks, not to whoever opens', { skip: false }, async (t) => {
  const database = await openPostgres('postgres://nobody@127.0.0.1:9/none', { connectTimeout: 1000 });
  t.after(async () => database.close());
  await assert.rejects(database.query('SELECT 1'), /ECONNREFUSED/);
});
