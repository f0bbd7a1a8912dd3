/** A process that lives through its share of the histories and tells what came of them. */
import { openMemory } from '../../../src/bridge/databases/pglite.js';
import { openPostgres } from '../../../src/bridge/databases/postgres.js';
import type { Protection } from './protections.js';
import { chapters } from './stories.js';
import { seedsFrom, tell } from './tell.js';

/** What a process is given to do. */
export interface Share {
  readonly chapter: number;
  readonly off: Protection | undefined;
  readonly from: number;
  readonly count: number;
  /** `pglite`, or the address of a PostgreSQL. */
  readonly engine: string;
  readonly schema: string;
}

const { chapter, off, from, count, engine, schema } = JSON.parse(process.argv[2] ?? '') as Share;
const database = await (engine === 'pglite' ? openMemory() : openPostgres(engine, { connections: 1 }));
await database.run('SET synchronous_commit = off');
// That a protection is missed once is enough.
process.send?.(await tell(chapters[chapter]!, off, seedsFrom(from, count), database, schema, ({ faulty }) => off !== undefined && faulty.length > 0));
await database.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
await database.close();
process.disconnect();
