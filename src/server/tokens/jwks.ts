import type { Storage } from 'unstorage';
import { finite, own } from '../../mediastore/body.js';
import type { Clock } from '../../mediastore/clock.js';
import { MediaStoreError } from '../../mediastore/errors.js';
import type { Fetch } from '../../mediastore/request.js';
import { within } from '../../sources/deadline.js';
import { parseJson, readBytes } from '../../wire/body.js';
import { fittingKeys, importKeys, type Jwk, type Key } from './jwk.js';
import type { Log } from '../../wire/log.js';
import { Refusal } from '../answering/refusal.js';

/** The keys with which the service signs tokens, as its JWKS endpoint tells them. */
export interface Keys {
  /** All of them, freshly asked for when the last answer is old. Throws a `Refusal` (503) when there never was one. */
  all(): Promise<readonly Key[]>;
  /**
   * Asks again because none fitted, at most once in 30 s; all who come meanwhile wait for that one answer.
   *
   * @param tried the keys that did not fit, as `all` gave them
   * @returns whether there are others now
   * @throws Refusal 503 when the endpoint could not be asked, so that nobody can say what its keys are
   */
  renew(tried: readonly Key[]): Promise<boolean>;
  /** Rises when the keys have changed. Looking at it is what keeps them young while no key is needed. */
  version(): number;
  /** Whether there are keys that may be used. */
  usable(): boolean;
}

interface Surroundings {
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Keeps the public keys beyond a restart. */
  readonly storage?: Storage | undefined;
  /** Under which name. */
  readonly name?: string;
  readonly log: Log;
}

interface Loaded {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly jwks: readonly Jwk[];
  readonly keys: readonly Key[];
}

const minute = 60_000;
const early = 5 * minute;
const fresh = 10 * minute;
const stale = 24 * 60 * minute;
const cooldown = 30_000;
const patience = 5000;
const largest = 65_536;

/** Of a fetch that failed Node says why in its cause, such as `ECONNREFUSED`. */
function reasonOf(error: unknown): string {
  if (error instanceof MediaStoreError) return error.code;
  if (!(error instanceof Error)) return 'unknown';
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? `${error.message}: ${code}` : error.message;
}

/** One question to the endpoint. A redirect is not followed: `manual` is known to every runtime, `error` is not. */
async function ask(url: string, fetch: Fetch, signal: AbortSignal): Promise<Jwk[]> {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, redirect: 'manual', signal });
  if (response.status !== 200) throw new Error(`The JWKS endpoint answered ${response.status}.`);
  const bytes = await readBytes(response.body, largest);
  if (!bytes) throw new Error(`The JWKS endpoint answered more than ${largest} bytes.`);
  const jwks = fittingKeys(parseJson(bytes));
  if (!jwks.length) throw new Error('The JWKS endpoint answered no RSA key that may verify RS256.');
  return jwks;
}

/**
 * Keys from one address, which no token can choose. One request at a time; fresh for 10 minutes, asked for again
 * in the background after 5; used for up to 24 hours while the endpoint fails.
 */
export function createKeys({ url, fetch, clock, storage, name = 'jwks', log }: Surroundings): Keys {
  let loaded: Loaded | undefined;
  let flight: Promise<void> | undefined;
  let version = 0;
  let restAfterFailure = -Infinity;
  let restAfterMiss = -Infinity;
  let failing = false;
  let recalled = !storage;

  const age = (): number => (loaded ? clock.now() - loaded.at : Infinity);

  const take = async (jwks: readonly Jwk[], at: number): Promise<void> => {
    const same = JSON.stringify(jwks) === JSON.stringify(loaded?.jwks);
    loaded = { at, jwks, keys: same ? loaded!.keys : await importKeys(jwks) };
    if (!same) version++;
  };
  const recall = async (): Promise<void> => {
    recalled = true;
    const kept = await within({ clock, deadline: 1000 }, async () => storage?.getItem(name)).catch(() => null);
    const at = finite(own(kept, 'at')) ?? 0;
    const jwks = own(kept, 'url') === url && at <= clock.now() ? fittingKeys(kept) : [];
    if (jwks.length) await take(jwks, at);
  };
  const load = async (force: boolean): Promise<void> => {
    if (!recalled) await recall();
    if (age() < early && !force) return;
    try {
      await take(await within({ clock, deadline: patience }, async (signal) => ask(url, fetch, signal)), clock.now());
      restAfterFailure = -Infinity;
      failing = false;
      void storage?.setItem(name, { url, at: loaded!.at, keys: loaded!.jwks }).catch(() => undefined);
    } catch (error) {
      restAfterFailure = clock.now() + (loaded ? cooldown : patience);
      failing = true;
      log('error', 'jwks.failed', { url, reason: reasonOf(error), kept: loaded !== undefined });
    }
  };
  const refresh = async (force = false): Promise<void> => (flight ??= load(force).finally(() => { flight = undefined; }));
  const due = (): boolean => age() >= early && clock.now() >= restAfterFailure;

  return {
    usable: () => age() < stale,
    version() {
      if (due()) void refresh();
      return version;
    },
    async all() {
      const flying = due() ? refresh() : flight;
      if (age() >= fresh) await flying;
      if (loaded && age() < stale) return loaded.keys;
      throw new Refusal(503, 'service', { retryAfter: Math.max(1, Math.ceil((restAfterFailure - clock.now()) / 1000)) });
    },
    async renew(tried) {
      if (loaded && loaded.keys !== tried) return true;
      const asks = clock.now() >= restAfterMiss;
      if (asks) restAfterMiss = clock.now() + cooldown;
      await (asks ? refresh(true) : flight);
      if (failing) throw new Refusal(503, 'service', { retryAfter: Math.max(1, Math.ceil((restAfterMiss - clock.now()) / 1000)) });
      return loaded?.keys !== tried;
    },
  };
}
