import type PgBoss from 'pg-boss';
import type { Log } from '../wire/log.js';
import type { Database } from './database.js';

/** The database as pg-boss asks it. */
export interface BellDatabase extends PgBoss.Db {
  /** From now on a failure is told to the log alone. */
  settle(): void;
  /** From now on nothing is asked. */
  close(): void;
}

/** A statement with values, or a script without. */
const ask = async ({ query, run }: Database, text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }> => {
  const { rows } = values?.length ? await query(text, values) : await run(text);
  return { rows: [...rows] };
};

/** The database as pg-boss asks it for a caller who waits for the answer. */
export const strictly = (database: Database): PgBoss.Db => ({ executeSql: async (text, values: unknown[]) => ask(database, text, values) });

/**
 * The database as pg-boss asks it by itself. It does not wait for some of the answers, so that a rejection would end
 * the whole process; no answer at all it takes for none.
 */
export function bellDatabase(database: Database, log: Log): BellDatabase {
  let state: 'starting' | 'settled' | 'closed' = 'starting';
  const none = undefined as unknown as { rows: Record<string, unknown>[] };
  return {
    async executeSql(text, values: unknown[]) {
      if (state === 'closed') return none;
      return ask(database, text, values).catch((error: unknown) => {
        if (state === 'starting') throw error;
        log('warn', 'bridge.bell', { reason: String(error) });
        return none;
      });
    },
    settle: () => { state = 'settled'; },
    close: () => { state = 'closed'; },
  };
}
