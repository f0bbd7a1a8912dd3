import { hosts } from '../mediastore/client.js';
import { exchange } from '../mediastore/request.js';
import { createCheck, readStatement } from './asking.js';
import { readBase, readUpstream, type CleengOptions } from './options.js';
import type { Source } from './source.js';

/**
 * MediaStore, asked in the customer's own name with the token that the reader sent; needs no secret.
 * A 401 is `unknown` with the problem `unauthorized`: the token was not accepted, which says nothing about rights.
 * A 403 or 404 that is no JSON is `unknown`: a firewall's page says nothing about rights either.
 * A subject without a token is `unknown` with `credentials`, since it is ours to give one.
 *
 * @throws TypeError when an option cannot be used
 * @see https://developers.cleeng.com/reference/get-entitlements
 * @example
 * const source = mediaStoreSource({ environment: 'sandbox' });
 * await source.check({ customerId: '702813501', jwt }, 'S123456789_US'); // { source: 'mediastore', status: 'granted', … }
 */
export function mediaStoreSource(options: CleengOptions): Source {
  const base = readBase(options, 'mediaStoreSource', { production: hosts('production')[0], sandbox: hosts('sandbox')[0] });
  const upstream = readUpstream(options, 'mediastore');
  const { name, fetch, clock, deadline } = upstream;
  return {
    name,
    check: createCheck(upstream, 'unauthorized', async ({ customerId, jwt }, offerId, signal) => {
      if (!jwt) return { status: 'unknown', problem: { code: 'credentials' } };
      const headers = { Accept: 'application/json', Authorization: `Bearer ${jwt}` };
      const answer = await exchange(fetch, clock, `${base}/entitlements/${offerId}`, { headers, signal }, deadline);
      return readStatement(answer, customerId);
    }),
  };
}
