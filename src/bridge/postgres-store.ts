import { systemClock, type Clock } from '../mediastore/clock.js';
import { demandName, type Database } from './database.js';
import { migrate } from './migrations/index.js';
import type { BridgeStore } from './store.js';
import { createCustomers } from './tables/customers.js';
import { createFigures } from './tables/figures.js';
import { createForgetting } from './tables/forgetting.js';
import { createInbox } from './tables/inbox.js';
import { createListings } from './tables/listings.js';
import { createOrphans } from './tables/orphans.js';
import { createRights } from './tables/rights.js';
import { createSweeps } from './tables/sweeps.js';

/** What the store rests on. */
export interface StoreOptions {
  readonly database: Database;
  /** Default the machine's. */
  readonly clock?: Clock | undefined;
  /** Where the tables are; default `cleeng_gate`. */
  readonly schema?: string;
  /** Nobody else can be at work on it, as in a folder that is ours alone: leases that a dead process left end now. */
  readonly alone?: boolean;
}

/**
 * The bridge's state in PostgreSQL or PGlite. Makes its tables, or brings them to this version. The passed-in clock
 * dates everything: the database's own is asked for nothing.
 *
 * @throws NewerDatabaseError when a newer version made the tables; TypeError for a schema that cannot be named so
 */
export async function openBridgeStore({ database, clock = systemClock, schema = 'cleeng_gate', alone = false }: StoreOptions): Promise<BridgeStore> {
  demandName(schema);
  await migrate(database, schema, clock.now());
  if (alone) await database.query(`UPDATE ${schema}.customer SET lease_until = NULL, lease_owner = NULL, fence = fence + 1 WHERE lease_until IS NOT NULL`);
  return {
    ...createInbox(database, clock, schema),
    ...createCustomers(database, clock, schema),
    ...createRights(database, clock, schema),
    ...createSweeps(database, clock, schema),
    ...createFigures(database, clock, schema),
    ...createListings(database, schema),
    ...createForgetting(database, schema),
    ...createOrphans(database, clock, schema),
  };
}
