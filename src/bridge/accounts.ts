import type { CallOptions } from '../sources/source.js';
import { withoutSecrets } from '../wire/log.js';
import type { Plan } from './right.js';
import type { SinkProblem } from './sink.js';
import type { RightRow } from './store.js';

/**
 * Whom a sink knows a customer as, such as the id of the publisher's own user database; null when that is not known
 * yet. May reject; then it is tried again.
 */
export type FindAccount = (customerId: string, sink: string, call?: CallOptions) => Promise<string | null>;

/** The usual: Cleeng's own customer id. */
export const byCustomerId: FindAccount = async (customerId) => Promise.resolve(customerId);

/** Accounts by sink, and why there are none for some: `no-account`, or `accounts` when it could not be found out. */
export interface Accounts {
  readonly known: ReadonlyMap<string, string>;
  readonly missing: ReadonlyMap<string, SinkProblem>;
}

/** What was noted of the customer's rights. */
type Notes = readonly Pick<RightRow, 'sink' | 'account' | 'want' | 'wantAt'>[];

/** The account under which the customer's newest right at a sink was written. */
const lastKnown = (rows: Notes, sink: string): string | undefined =>
  rows.filter((row) => row.sink === sink).sort((one, other) => Number(other.want === 'active') - Number(one.want === 'active') || other.wantAt - one.wantAt)[0]?.account;

/**
 * Finds a customer's accounts at all sinks that the mapping names. Where it cannot be found out, it is the one that the
 * customer had there before: else the rights of somebody who has been deleted could never be taken back. Rejects only
 * when aborted.
 */
export async function findAccounts(find: FindAccount, { entries }: Plan, customerId: string, rows: Notes, call: CallOptions): Promise<Accounts> {
  const known = new Map<string, string>();
  const missing = new Map<string, SinkProblem>();
  const ask = async (sink: string): Promise<string | SinkProblem> => {
    try {
      return (await find(customerId, sink, call)) ?? { code: 'no-account', message: `it is not known whom ${sink} knows this customer as` };
    } catch (error) {
      call.signal?.throwIfAborted();
      return { code: 'accounts', message: withoutSecrets(String(error)).slice(0, 300) };
    }
  };
  for (const sink of new Set(entries.map((entry) => entry.sink.name))) {
    const found = await ask(sink);
    const account = typeof found === 'string' ? found : lastKnown(rows, sink);
    if (account) known.set(sink, account);
    else missing.set(sink, found as SinkProblem);
  }
  return { known, missing };
}
