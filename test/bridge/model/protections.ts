import type { Database, Queries } from '../../../src/bridge/database.js';
import type { Fetch } from '../../../src/mediastore/request.js';

/** What keeps rights true, and can be switched off from outside. */
export type Protection = 'sweep' | 'fence' | 're-mark' | 'deterministic id' | 'have = unknown';

/** Replaces a piece of every statement that has it. */
const rewriting = (queries: Queries, change: (text: string) => string): Queries => ({
  query: async (text, values) => queries.query(change(text), values),
  run: async (script) => queries.run(script),
});

/** A statement that marks again after a lost claim, which does nothing any more. */
const isAgain = (text: string): boolean => /SET\s+dirty_seq = dirty_seq \+ 1, due_at = least\(due_at, \$2\)/.test(text);

const changes: Partial<Record<Protection, (text: string) => string>> = {
  'fence': (text) => text.replace(/AND fence = \$2/g, 'AND $2::bigint IS NOT NULL'),
  're-mark': (text) => (isAgain(text) ? `SELECT $1::text, $2::timestamptz, $3::text` : text),
  'have = unknown': (text) => text.replace(/want = excluded\.want, have = 'unknown'/, 'want = excluded.want, have = old.have'),
};

/**
 * The database, with a protection taken out of its statements.
 *
 * @param met called with each protection that was found and taken out, so that a test can tell that it was there
 */
export function weaken(database: Database, off: Protection | undefined, met: (protection: Protection) => void): Database {
  const change = off && changes[off];
  if (!off || !change) return database;
  const through = (queries: Queries): Queries => rewriting(queries, (text) => {
    const changed = change(text);
    if (changed !== text) met(off);
    return changed;
  });
  return { ...database, ...through(database), transaction: async (work) => database.transaction(async (queries) => work(through(queries))) };
}

/** Which of the platform's ids came of which creation of ours, as far as anybody heard; and how many it has made. */
export interface Ids {
  readonly heard: Map<string, string>;
  made: number;
}

const path = '/rmg/v1/operator/entitlements';
const counted = (count: number): string => `abc${count}`.padStart(24, '0');

/**
 * A Rights Manager that makes its ids itself, to a bridge that writes down what it is told: where a reply is lost there
 * is nothing to write down.
 *
 * @param fetch over which replies may be lost
 */
export function withServerIds(fetch: Fetch, ids: Ids): Fetch {
  const { heard } = ids;
  const replace = (text: string, pairs: Iterable<readonly [string, string]>): string => [...pairs].reduce((all, [from, to]) => all.replaceAll(from, to), text);
  return async (url, init) => {
    if (!url.includes(path)) return fetch(url, init);
    const creation = init.method === 'POST' ? (JSON.parse(init.body as string) as { _id: string }) : undefined;
    const theirs = counted(++ids.made);
    const response = await (creation ? fetch(url, { ...init, body: JSON.stringify({ ...creation, _id: theirs }) }) : fetch(replace(url, heard), init));
    if (creation && response.ok) heard.set(creation._id, theirs);
    const text = replace(await response.text(), [...heard].map(([ours, other]) => [other, ours] as const));
    return new Response(text, { status: response.status, headers: response.headers });
  };
}
