import { systemClock, type Clock } from '../mediastore/clock.js';
import type { Fetch } from '../mediastore/request.js';
import type { Environment } from '../mediastore/types.js';
import { createBreaker, type Breaker, type BreakerOptions } from './breaker.js';
import { carefully, largestList } from './upstream.js';

/** What every source that asks over HTTP takes. */
export interface UpstreamOptions {
  /** How it is called in verdicts, logs and metrics. */
  readonly name?: string | undefined;
  /** Default: the runtime's own. */
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  /** Milliseconds for one question, the answer's body included; default 3000. */
  readonly deadline?: number | undefined;
  readonly breaker?: BreakerOptions | undefined;
}

/** A source that is one of Cleeng's services: which installation, or at which address; an address wins. */
export interface CleengOptions extends UpstreamOptions {
  readonly environment?: Environment | undefined;
  /** Address of the service, https; http on localhost, or anywhere with a `fetch` of your own. */
  readonly base?: string | undefined;
}

/** The runtime's `fetch`, looked up when it is called. */
export const ownFetch: Fetch = async (url, init) => globalThis.fetch(url, init);

/** Those options, checked and filled in. */
export interface Upstream {
  readonly name: string;
  readonly fetch: Fetch;
  /** The same, for answers as long as the page of a list. */
  readonly fetchList: Fetch;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly deadline: number;
  readonly breaker: Breaker;
}

/**
 * Fills in what was left out.
 *
 * @throws TypeError that names the option
 */
export function readUpstream(options: UpstreamOptions, fallbackName: string): Upstream {
  const { name = fallbackName, clock = systemClock, deadline = 3000, fetch = ownFetch } = options;
  if (!Number.isFinite(deadline) || deadline <= 0) throw new TypeError(`${name}: deadline takes milliseconds, more than 0`);
  return { name, clock, deadline, fetch: carefully(fetch), fetchList: carefully(fetch, largestList), breaker: createBreaker(clock, options.breaker) };
}

const isLocal = ({ hostname }: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname) || hostname.endsWith('.localhost');

/**
 * An address that a secret or a customer's token may be sent to.
 *
 * @param local whether http will do, because a `fetch` was passed in
 * @throws TypeError that names the option
 */
export function readAddress(option: string, address: string, local: boolean): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.username || url.password || url.hash) throw new TypeError(`${option} takes an address such as https://api.example.com, without a user or #`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (local || isLocal(url)))) throw new TypeError(`${option} takes an https address; http is for localhost`);
  return address.replace(/\/+$/, '');
}

/**
 * The address of one of Cleeng's services.
 *
 * @param addresses its documented ones
 * @throws TypeError that names the option
 */
export function readBase({ name, environment, base, fetch }: CleengOptions, fallbackName: string, addresses: Readonly<Record<Environment, string>>): string {
  const who = name ?? fallbackName;
  if (base !== undefined) return readAddress(`${who}: base`, base, fetch !== undefined);
  if (environment === 'production' || environment === 'sandbox') return addresses[environment];
  throw new TypeError(`${who}: write environment: 'production' or 'sandbox', or base: an address`);
}
