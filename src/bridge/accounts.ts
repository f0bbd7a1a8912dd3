import type { CallOptions } from '../sources/source.js';
import { withoutSecrets } from '../wire/log.js';
import type { Plan } from './right.js';
import type { SinkProblem } from './sink.js';

/**
 * Whom a sink knows a customer as, such as the id of the publisher's own user database; null when that is not known
 * yet. May reject; then it is tried again.
 */
export type FindAccount = (customerId: string, sink: string, call?: CallOptions) => Promise<string | null>;

/** The usual: Cleeng's own customer id. */
export const byCustomerId: FindAccount = async (customerId) => Promise.resolve(customerId);

/** Accounts by sink, and why there are none for some. */
export interface Accounts {
  readonly known: ReadonlyMap<string, string>;
  readonly missing: ReadonlyMap<string, SinkProblem>;
}

/** Finds a customer's accounts at all sinks that the mapping names. Rejects only when aborted. */
export async function findAccounts(find: FindAccount, { entries }: Plan, customerId: string, call: CallOptions): Promise<Accounts> {
  const known = new Map<string, string>();
  const missing = new Map<string, SinkProblem>();
  for (const sink of new Set(entries.map((entry) => entry.sink.name))) {
    try {
      const account = await find(customerId, sink, call);
      if (account) known.set(sink, account);
      else missing.set(sink, { code: 'no-account', message: `it is not known whom ${sink} knows this customer as` });
    } catch (error) {
      call.signal?.throwIfAborted();
      missing.set(sink, { code: 'no-account', message: withoutSecrets(String(error)).slice(0, 300) });
    }
  }
  return { known, missing };
}
