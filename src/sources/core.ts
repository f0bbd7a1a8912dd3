import { complaint } from '../mediastore/body.js';
import { MediaStoreError } from '../mediastore/errors.js';
import type { Answer } from '../mediastore/request.js';
import { createCheck, readStatement } from './asking.js';
import { createCoreApi, type CoreApiOptions } from './core-api.js';
import { createCoreHolders } from './core-holders.js';
import { createCoreList, type Listing } from './core-list.js';
import type { Source } from './source.js';

export interface CoreOptions extends CoreApiOptions {
  /** What `list` reads; default `records`, because Cleeng takes a look at `entitlements` for a visit of the customer. */
  readonly listing?: Listing | undefined;
}

/**
 * Whether a refusal is about us and not about the customer: our token, a firewall before the service, or a customer
 * whom the service does not know, which is what a token for the other environment looks like.
 */
function isOurs({ status, json, body }: Answer): boolean {
  const words = complaint(body);
  if (status === 403) return !json || /token|permission|publisher|api key/i.test(words);
  return status === 404 && (!json || /customer\b.*(not found|n't exist|not exist)/i.test(words));
}

/**
 * Cleeng's Core API 3.1, asked by publisher token, as the vendor recommends for servers. The one-offer call decides;
 * {@link Source.list} pages through what the customer holds. The one rule of `grantsAccess` holds here too, but a
 * refusal that is about our token is `unknown` with the problem `credentials`, never a denial.
 *
 * @throws TypeError when an option cannot be used
 * @see https://developers.cleeng.com/reference/get-entitlement
 * @example
 * coreSource({ environment: 'sandbox', publisherToken: process.env.CLEENG_PUBLISHER_TOKEN })
 */
export function coreSource(options: CoreOptions): Source {
  const { upstream, ask, askList } = createCoreApi(options);
  return {
    name: upstream.name,
    check: createCheck(upstream, 'credentials', async ({ customerId }, offerId, signal) => {
      const answer = await ask(`entitlements/customer_id/${customerId}/offer_id/${offerId}`, { signal });
      if (isOurs(answer)) throw new MediaStoreError('unauthorized', { status: answer.status });
      return readStatement(answer, customerId);
    }),
    list: createCoreList(askList, options.listing),
    holders: createCoreHolders(askList, upstream.clock),
  };
}
