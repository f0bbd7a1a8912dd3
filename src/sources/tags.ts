import { own } from '../mediastore/body.js';
import { MediaStoreError } from '../mediastore/errors.js';
import { within } from './deadline.js';
import type { CustomerToken } from './json-rpc.js';
import { readUpstream, type CleengOptions } from './options.js';
import { createRpc, rpcAddress } from './rpc.js';
import { readSecret } from './secret.js';
import type { CallOptions, Subject } from './source.js';

export interface AccessibleTagsOptions extends CleengOptions {
  readonly publisherToken: string;
  readonly customerToken: CustomerToken;
}

/** The tags that a customer may see now. Throws a `MediaStoreError`, or the reason of an aborted signal. */
export type AccessibleTags = (subject: Subject, call?: CallOptions) => Promise<readonly string[]>;

/**
 * Asks Cleeng's deprecated JSON-RPC `getAccessibleTags`, the one call that tells a customer's tags.
 *
 * @throws TypeError when an option cannot be used
 * @see https://developers.cleeng.com/v2.0/reference/getaccessibletags
 */
export function accessibleTags(options: AccessibleTagsOptions): AccessibleTags {
  const address = rpcAddress(options, 'accessibleTags');
  const publisherToken = readSecret('accessibleTags: publisherToken', options.publisherToken);
  if (typeof options.customerToken !== 'function') throw new TypeError('accessibleTags: customerToken takes a function that finds the token of a customer');
  const upstream = readUpstream(options, 'tags');
  const call = createRpc(address, upstream);
  return async (subject, { signal } = {}) => within({ ...upstream, signal }, async (both) => {
    const customerToken = await options.customerToken(subject, both);
    if (!customerToken) throw new MediaStoreError('refused');
    const { result, error } = await call('getAccessibleTags', { publisherToken, customerToken }, both);
    if (error !== null) throw new MediaStoreError('refused');
    const tags = own(result, 'tags');
    if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) throw new MediaStoreError('malformed');
    return tags;
  });
}
