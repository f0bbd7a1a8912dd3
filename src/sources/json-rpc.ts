import { finite, own } from '../mediastore/body.js';
import { MediaStoreError } from '../mediastore/errors.js';
import { createCheck } from './asking.js';
import { readUpstream, type CleengOptions } from './options.js';
import { createRpc, rpcAddress, type Reply } from './rpc.js';
import type { Source, Statement, Subject } from './source.js';

/**
 * Finds the legacy token of a customer, which the browser never sends; null when there is none. Its signal aborts when
 * nobody waits any more.
 * Cleeng hands it out by `generateCustomerToken`, and beside the JWT at login.
 */
export type CustomerToken = (subject: Subject, signal: AbortSignal) => Promise<string | null>;

export interface JsonRpcOptions extends CleengOptions {
  readonly customerToken: CustomerToken;
  /** Whether `Subject.address` is sent. Each address takes one of the customer's four for three hours. Default no. */
  readonly sendAddress?: boolean | undefined;
}

const unknown = (code: 'credentials' | 'service' | 'malformed'): Statement => ({ status: 'unknown', problem: { code } });

/** What the numbered errors mean; any other is the service's own trouble. */
const errors: Readonly<Record<number, Statement>> = {
  1: unknown('credentials'), 3: unknown('credentials'), 5: unknown('credentials'),
  4: { status: 'abstain' },
  11: unknown('malformed'), 16: unknown('malformed'),
  14: { status: 'denied', reason: 'too-many-devices' },
};

function toStatement({ result, error }: Reply, customerId: string): Statement {
  if (error !== null) return errors[error] ?? unknown('service');
  const granted = own(result, 'accessGranted');
  const said = own(result, 'customerId') ?? customerId;
  if (typeof granted !== 'boolean' || (said !== customerId && said !== Number(customerId))) throw new MediaStoreError('malformed', { status: 200 });
  const expiresAt = finite(own(result, 'expiresAt'));
  if (!granted) return { status: 'denied', reason: 'not-entitled', expiresAt };
  const { grantType, purchasedDirectly } = result as Record<string, unknown>;
  return { status: 'granted', expiresAt, evidence: { grantType: grantType ?? null, purchasedDirectly: purchasedDirectly ?? null } };
}

/**
 * Cleeng's deprecated JSON-RPC `getAccessStatus`. An id without country means any country's offer and is sent as it
 * came. Errors: 1 is `unknown` with `credentials`, since the token came from the operator; 4 abstains; 14 is denied,
 * `too-many-devices`; 16 is `unknown` with `malformed`. No token for a customer is `unknown` with `credentials`, and
 * a `customerToken` that throws is `unknown` with `service`.
 *
 * @throws TypeError when an option cannot be used
 * @example
 * jsonRpcSource({ environment: 'sandbox', customerToken: async ({ customerId }) => tokens.get(customerId) ?? null })
 */
export function jsonRpcSource(options: JsonRpcOptions): Source {
  const { customerToken: find, sendAddress = false } = options;
  const address = rpcAddress(options, 'jsonRpcSource');
  if (typeof find !== 'function') throw new TypeError('jsonRpcSource: customerToken takes a function that finds the token of a customer');
  const upstream = readUpstream(options, 'json-rpc');
  const call = createRpc(address, upstream);
  return {
    name: upstream.name,
    check: createCheck(upstream, 'credentials', async (subject, offerId, signal) => {
      const customerToken = await find(subject, signal);
      if (!customerToken) return unknown('credentials');
      const ipAddress = sendAddress ? subject.address : undefined;
      const reply = await call('getAccessStatus', { customerToken, offerId, ...(ipAddress && { ipAddress }) }, signal);
      return toStatement(reply, subject.customerId);
    }),
  };
}
