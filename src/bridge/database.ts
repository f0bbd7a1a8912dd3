/** A row as the driver reads it: `timestamptz` is a Date, `jsonb` a value, `bytea` bytes; `bigint` a number or digits. */
export type Row = Readonly<Record<string, unknown>>;

/** What a statement gave back. */
export interface Result {
  readonly rows: readonly Row[];
  /** Rows that a writing statement touched. */
  readonly count: number;
}

/** Asks in PostgreSQL's dialect. */
export interface Queries {
  /**
   * One statement.
   *
   * @param values for `$1`, `$2` and so on; a Date for a point in time, a list for an array, bytes for `bytea`, JSON as text
   */
  query(text: string, values?: readonly unknown[]): Promise<Result>;
  /** Statements without values, one after the other; gives back what the last one did. */
  run(script: string): Promise<Result>;
}

/**
 * A PostgreSQL, be it a server or one in this process. Everything rejects while it is away, and works again once it is
 * back: nobody needs to open it anew.
 */
export interface Database extends Queries {
  readonly engine: 'pglite' | 'postgres';
  /** All that `work` asks is one transaction: written when it resolves, undone when it rejects. Not to be nested. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** Of all processes on this database one at a time does what has this name. The work asks by itself, in its own transactions. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A name that may stand in a statement as it is: small letters, digits and `_`. */
export function demandName(schema: string): string {
  if (/^[a-z_][a-z\d_]{0,47}$/.test(schema) && !schema.startsWith('pg_')) return schema;
  throw new TypeError(`"${schema}" cannot be the name of a schema: write small letters, digits and _, such as cleeng_gate`);
}
