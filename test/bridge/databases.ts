import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { after, type TestContext } from 'node:test';
import type { Database } from '../../src/bridge/database.js';
import { openMemory } from '../../src/bridge/databases/pglite.js';
import { openPostgres } from '../../src/bridge/databases/postgres.js';
import { openBridgeStore } from '../../src/bridge/postgres-store.js';
import type { BridgeStore } from '../../src/bridge/store.js';
import { createTestClock, type TestClock } from '../clock.js';

/** The real server that tests use; each test has a schema of its own in it. */
export const postgresUrl = process.env.TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/test';

/** Why tests on a real PostgreSQL are skipped; false when there is one. */
export const noPostgres = await new Promise<string | false>((resolve) => {
  const { hostname, port } = new URL(postgresUrl);
  const socket = connect(Number(port || 5432), hostname, () => { socket.destroy(); resolve(false); });
  socket.setTimeout(2000, () => { socket.destroy(new Error('silent')); });
  socket.once('error', () => { resolve(`there is no PostgreSQL on ${hostname}:${port || 5432}`); });
});
if (noPostgres !== false) console.warn(`Skipped: what the bridge does on a real PostgreSQL, since ${noPostgres}.`);

/** A fresh store for one test. */
export interface Fresh {
  readonly database: Database;
  readonly store: BridgeStore;
  readonly clock: TestClock;
  readonly schema: string;
  /** The same tables by another connection or, in PGlite, by the same session. */
  readonly again: () => Promise<BridgeStore>;
}

/** One of the two engines. */
export interface Engine {
  readonly name: 'PGlite' | 'PostgreSQL';
  /** For node:test's option `skip`. */
  readonly skip: string | false;
  /** A schema of its own, which is dropped after the test. */
  fresh(t: TestContext): Promise<Fresh>;
}

/** Opened when the first test asks, closed after the last one of the file. */
function shared(open: () => Promise<Database>): () => Promise<Database> {
  let opened: Promise<Database> | undefined;
  after(async () => (await opened)?.close());
  return async () => (opened ??= open());
}

function engine(name: Engine['name'], skip: string | false, open: () => Promise<Database>): Engine {
  const database = shared(open);
  return {
    name,
    skip,
    async fresh(t) {
      const schema = `test_${randomBytes(6).toString('hex')}`;
      const clock = createTestClock();
      const session = await database();
      t.after(async () => session.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`));
      const again = async (): Promise<BridgeStore> => openBridgeStore({ database: session, clock, schema });
      return { database: session, clock, schema, again, store: await again() };
    },
  };
}

/** Both, so that one suite runs on either. */
export const engines: readonly Engine[] = [
  engine('PGlite', false, openMemory),
  engine('PostgreSQL', noPostgres, async () => openPostgres(postgresUrl)),
];
