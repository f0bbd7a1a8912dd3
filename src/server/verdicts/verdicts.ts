import type { Storage } from 'unstorage';
import type { Clock } from '../../mediastore/clock.js';
import type { Environment } from '../../mediastore/types.js';
import type { Problem, Source } from '../../sources/source.js';
import { createFlights, type Outcome } from './flights.js';
import { longestStand } from './known.js';
import { createMemory, type Held } from './memory.js';
import type { Metrics } from '../operating/metrics.js';
import { Refusal } from '../answering/refusal.js';
import type { Finding, Verdicts } from '../answering/route.js';
import { createShared } from './shared.js';
import { createStore } from './store.js';

/** How long verdicts are believed, and where they are kept. */
export interface VerdictsOptions {
  readonly environment: Environment;
  readonly publisherId: string;
  readonly source: Source;
  readonly clock: Clock;
  /** Shared by several guards, or kept across restarts; without one, verdicts live in this process alone. */
  readonly cache?: Storage | undefined;
  /** Seconds for which a grant is not asked about again; default 300, at most a day. */
  readonly maxAge?: number | undefined;
  /** Seconds for a denial; default 8. A purchase must show at once. */
  readonly denialAge?: number | undefined;
  /** How many verdicts this process remembers, of about 300 bytes each; default 50,000. */
  readonly size?: number | undefined;
  readonly metrics?: Metrics | undefined;
  /** Told of sources that could not find out. */
  readonly onProblem?: ((source: string, problem: Problem) => void) | undefined;
  /** Told of calls to the cache that failed. */
  readonly onCacheFailure?: ((error: unknown) => void) | undefined;
}

/** Seconds after which asking again makes sense, when the service did not say. */
const soon = 2;

const seconds = (ms: number): number => Math.min(Math.max(Math.floor(ms / 1000), 0), longestStand / 1000);

/** What several offers amount to: any grant opens; one that stands in comes after a token that was refused. */
function weigh(outcomes: readonly (readonly [string, Outcome])[], now: number): Finding {
  const find = (fits: (outcome: Outcome) => boolean): readonly [string, Outcome] | undefined => outcomes.find(([, outcome]) => fits(outcome));
  const granted = find(({ known, problem }) => Boolean(known?.granted) && !problem);
  if (!granted && find(({ problem }) => problem?.code === 'unauthorized')) throw new Refusal(401, 'token-expired');
  const open = granted ?? find(({ known }) => Boolean(known?.granted));
  const problem = find(({ known }) => !known)?.[1].problem;
  const [offerId, { known }] = open ?? (find(({ known }) => known?.reason === 'not-entitled') ?? outcomes[0]!);
  if (open && known) return { offerId, accessGranted: true, expiresAt: known.expiresAt, age: seconds(now - known.at) };
  if (problem) return { offerId: outcomes[0]![0], accessGranted: undefined, expiresAt: null, age: 0, code: 'service', retryAfter: problem.retryAfter ?? soon };
  return { offerId: outcomes[0]![0], accessGranted: false, expiresAt: known?.expiresAt ?? null, age: seconds(now - (known?.at ?? now)), code: known?.reason };
}

/**
 * The guard's memory of verdicts. A grant is believed for `maxAge` and stands in for up to 24 h when the service
 * cannot be asked; never after a denial, a token that was refused or an answer of the wrong shape. A denial is
 * believed for seconds, a failure is not asked about again for one. However many ask, one question per customer and
 * offer is on its way. With a shared `cache`, what one guard forgets the others have forgotten within a second;
 * while that storage is away each goes on with what it remembers itself.
 */
export function createVerdicts(options: VerdictsOptions): Verdicts {
  const { environment, publisherId, clock, cache, size = 50_000, metrics, onCacheFailure } = options;
  const memory = createMemory(size);
  const shared = cache && createShared(createStore(cache, clock, (error) => {
    metrics?.count('cache_failures', {});
    onCacheFailure?.(error);
  }), clock, `cleeng-gate:v1:${environment}:${publisherId}`);
  const flights = createFlights({ ...options, memory, shared });

  /** A verdict of this process's that needs nobody's word; no grant among fresh denials is none. */
  const glance = (customerId: string, offerIds: readonly string[], now: number): readonly (readonly [string, Held])[] | undefined => {
    const era = shared?.era ?? 0;
    const denials: (readonly [string, Held])[] = [];
    for (const offerId of offerIds) {
      const held = memory.get(customerId, offerId);
      if (!held || held.era !== era || now >= held.freshUntil) continue;
      if (held.granted) return [[offerId, held]];
      denials.push([offerId, held]);
    }
    return denials.length === offerIds.length ? denials : undefined;
  };

  return {
    async find(caller, offerIds, fresh = false, reader) {
      const since = clock.now();
      const confirming = shared?.confirm();
      if (confirming) await confirming;
      const now = clock.now();
      const warm = fresh ? undefined : glance(caller.customerId, offerIds, now);
      if (warm) {
        metrics?.count('verdicts', { from: 'memory', verdict: warm[0]![1].granted ? 'granted' : 'denied' });
        caller.timing?.add('cache', now - since);
        return weigh(warm.map(([offerId, known]) => [offerId, { known }]), now);
      }
      const outcomes = await flights.settle(caller, offerIds, fresh, reader?.signal);
      return weigh(outcomes, clock.now());
    },
    async invalidate(what) {
      metrics?.count('invalidations', {});
      memory.forget(what);
      flights.void(what);
      return shared?.forget(what) ?? true;
    },
    troubles: () => [...(flights.troubled ? ['upstream'] : []), ...(shared?.troubled ? ['cache'] : [])],
    close: async () => Promise.resolve(shared?.close()),
  };
}
