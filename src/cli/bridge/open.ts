import { mkdirSync } from 'node:fs';
import { createBridge, type Bridge } from '../../bridge/bridge.js';
import type { Database } from '../../bridge/database.js';
import { openFolder } from '../../bridge/databases/pglite.js';
import { openPostgres } from '../../bridge/databases/postgres.js';
import { accountsBy, createExternalIds } from '../../bridge/external-id.js';
import { openBridgeStore } from '../../bridge/postgres-store.js';
import type { BridgeStore } from '../../bridge/store.js';
import type { Clock } from '../../mediastore/clock.js';
import { coreSource } from '../../sources/core.js';
import type { CallOptions, Source } from '../../sources/source.js';
import type { Log } from '../../wire/log.js';
import { coreOptions, createAcquaintance } from './core.js';
import type { Environ } from './file/secrets.js';
import type { BridgeFile } from './file/read.js';
import type { Place } from './flags.js';
import { databaseTrouble } from './postgres.js';
import { describeDoubts, tryOut } from './trial.js';
import { watchSinks, watchStore, type Watch } from './watch.js';

/** A bridge with its state. */
export interface Opened {
  readonly file: BridgeFile;
  readonly bridge: Bridge;
  readonly store: BridgeStore;
  readonly database: Database;
  readonly place: Place;
  /** Whether Cleeng knows a customer; null when it could not be found out. */
  knows(customerId: string): Promise<boolean | null>;
  /** What is wrong with what the file names, a line each, found out by reading alone. */
  tryOut(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface Surroundings {
  readonly environ: Environ;
  readonly clock: Clock;
  readonly log: Log;
  /** Rounds at once. */
  readonly workers?: number | undefined;
  /** Of the port by which other processes reach this one. */
  readonly localPort?: number | undefined;
  /** Hears of rounds and calls; by default nobody does. */
  readonly watch?: Watch | undefined;
}

/** Customers of whom the source's lists tell. */
const holdersOf = (source: Source) => async function* holders(offers: readonly string[], call?: CallOptions): AsyncGenerator<string> {
  for await (const { customerId } of source.holders?.(offers, call) ?? []) yield customerId;
};

/** Opens the database of a place. Throws an error that names the package to install, or says who has the folder. */
async function openDatabase({ data, database }: Place, { clock, localPort }: Surroundings): Promise<Database> {
  if (database !== undefined) return openPostgres(database);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  return openFolder(data, { clock, ...(localPort !== undefined && { port: localPort }) });
}

/** Opens a bridge: its database, its store, and what it asks and tells. It makes no round by itself. */
export async function openBridge(file: BridgeFile, place: Place, surroundings: Surroundings): Promise<Opened> {
  const { environ, clock, log, workers, watch } = surroundings;
  const { settings, sinks, mapping } = file;
  const core = coreOptions(settings, { environ, clock });
  const source = coreSource(core);
  const database = await openDatabase(place, surroundings);
  try {
    const opened = await openBridgeStore({ database, clock, alone: database.engine === 'pglite' });
    const store = watch ? watchStore(opened, watch) : opened;
    const bridge = createBridge({
      publisherId: settings.publisherId, environment: settings.environment, store, source, mapping, clock, log,
      sinks: watch ? watchSinks(sinks, watch) : sinks, holders: holdersOf(source), concurrency: workers,
      horizon: settings.horizon, recheck: settings.recheck,
      account: accountsBy(settings.accounts, createExternalIds(core)),
    });
    return {
      file, bridge, store, database, place, knows: createAcquaintance(core),
      tryOut: async () => describeDoubts(file, (await tryOut(file, { environ, clock })).doubts),
      close: async () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw place.database === undefined ? error : databaseTrouble(error, place.database);
  }
}
