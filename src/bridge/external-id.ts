import { LRUCache } from 'lru-cache';
import { own } from '../mediastore/body.js';
import { MediaStoreError } from '../mediastore/errors.js';
import { failure } from '../mediastore/request.js';
import { digits } from '../mediastore/token.js';
import { createCoreApi, type CoreApiOptions } from '../sources/core-api.js';
import { idIn } from '../sources/core-rows.js';
import type { CallOptions } from '../sources/source.js';
import { byCustomerId, type FindAccount } from './accounts.js';

/** Which of a customer's ids a sink knows. */
export type AccountId = 'customerId' | 'externalId';

/** Finds the id that the publisher's own system gave a customer; null when there is none, or no such customer. */
export type FindExternalId = (customerId: string, call?: CallOptions) => Promise<string | null>;

const remembered = 10_000;
const hour = 3_600_000;

/**
 * Reads the external id from the customer's record in the Core API, and of that record nothing else. It is remembered
 * in memory for an hour, since it hardly ever changes; that there is none is not, since it may be about to be set.
 *
 * @returns a function that rejects with a `MediaStoreError` when it could not find out
 * @throws TypeError when an option cannot be used
 */
export function createExternalIds(options: CoreApiOptions): FindExternalId {
  const { ask, clock } = createCoreApi(options, 'externalId');
  const known = new LRUCache<string, string>({ max: remembered, ttl: hour, perf: clock, ttlResolution: 0 });
  return async (customerId, { signal } = {}) => {
    const before = known.get(customerId);
    if (before !== undefined) return before;
    const answer = await ask(`customers/${customerId}`, { signal });
    if (answer.status === 404 && answer.json) return null;
    const data = own(answer.body, 'data') ?? answer.body;
    if (answer.status !== 200 || !answer.json) throw failure(answer);
    if (digits(own(data, 'id')) !== customerId) throw new MediaStoreError('malformed');
    const externalId = idIn(data, 'externalId');
    if (externalId !== null) known.set(customerId, externalId);
    return externalId;
  };
}

/**
 * Whom each sink knows a customer as. Whoever makes the tokens with which a player presents itself at the sink must
 * choose the same.
 *
 * @param ids by name of the sink; one that is left out knows Cleeng's customer id
 */
export const accountsBy = (ids: Readonly<Record<string, AccountId>>, findExternalId: FindExternalId): FindAccount =>
  async (customerId, sink, call) => (ids[sink] === 'externalId' ? findExternalId(customerId, call) : byCustomerId(customerId, sink));
