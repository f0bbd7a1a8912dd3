import type { Clock } from '../../mediastore/clock.js';
import { MediaStoreError } from '../../mediastore/errors.js';
import { within } from '../../sources/deadline.js';
import type { Problem, Source } from '../../sources/source.js';
import { createFailures } from './failures.js';
import { bareOffer, standsAt, type Known, type Marks } from './known.js';
import type { Held, Memory } from './memory.js';
import type { Metrics } from '../operating/metrics.js';
import { createQuestion } from './question.js';
import { reconcile } from './reconcile.js';
import type { Caller } from '../answering/route.js';
import type { Shared } from './shared.js';

/** What asking came to: a verdict, a failure, or a grant that stands in for the answer that failed. */
export type Outcome =
  | { readonly known: Known; readonly problem?: Problem | undefined }
  | { readonly known?: undefined; readonly problem: Problem };

interface Surroundings {
  readonly source: Source;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly shared: Shared | undefined;
  readonly maxAge?: number | undefined;
  readonly denialAge?: number | undefined;
  readonly metrics?: Metrics | undefined;
  readonly onProblem?: ((source: string, problem: Problem) => void) | undefined;
}

/** One question on its way, shared by all who ask the same. */
interface Flight {
  readonly customerId: string;
  readonly offerId: string;
  readonly jwt: string;
  readonly fresh: boolean;
  readonly since: number;
  /** Milliseconds that the sources took; undefined while they were not asked. */
  asked?: number;
  /** Whether something was forgotten meanwhile: its answer is given, not remembered. */
  void: boolean;
}

/** Questions on their way. */
export interface Flights {
  /** One outcome per offer, or that of the first that is granted. */
  settle(caller: Caller, offerIds: readonly string[], fresh: boolean, signal?: AbortSignal): Promise<readonly (readonly [string, Outcome])[]>;
  /** Lets answers on their way go unremembered. */
  void(what: { customerId?: string; offerId?: string }): void;
  readonly troubled: boolean;
}

/** Milliseconds after which nobody waits for a flight; in a worker its request can be cut off with the caller that began it. */
const longestFlight = 12_000;

const day = 86_400;

export function createFlights({ source, clock, memory, shared, maxAge = 300, denialAge = 8, metrics, onProblem }: Surroundings): Flights {
  const question = createQuestion(source, clock, metrics, onProblem);
  const failures = createFailures(clock);
  const flights = new Map<string, Flight & { readonly outcome: Promise<Outcome> }>();

  const hold = (flight: Flight, known: Known, more: { saved: boolean; era: number; trusted?: boolean }): Held => {
    const { trusted = true, saved, era } = more;
    const freshUntil = trusted ? known.at + 1000 * (known.granted ? Math.min(maxAge, day) : denialAge) : 0;
    const { granted, at, expiresAt, reason, marks } = known;
    const held = { granted, at, expiresAt, reason, marks, saved, era, freshUntil };
    if (!flight.void) memory.set(flight.customerId, flight.offerId, held);
    return held;
  };

  /** Compares what this process remembers with what the guards share. Undefined when there is nothing to compare with. */
  async function recall(flight: Flight): Promise<{ held: Held | undefined; marks: Marks } | undefined> {
    const { customerId, offerId } = flight;
    const era = shared?.era ?? 0;
    const stored = await shared?.load(customerId, offerId);
    if (!shared || !stored) return undefined;
    const found = reconcile(memory.get(customerId, offerId), stored, clock.now());
    if (!found) return memory.drop(customerId, offerId), { held: undefined, marks: stored.marks };
    const { known, trusted } = found;
    // A denial lay here alone while the storage was away; a grant that it contradicts must not come back with the storage.
    const worth = known.granted || Boolean(stored.known?.granted);
    const saved = found.saved || (worth && !flight.void && (await shared.save(customerId, offerId, known)));
    return { held: hold(flight, known, { saved, era, trusted }), marks: stored.marks };
  }

  /** A grant that may stand in for an answer; never for a token that the service has refused. */
  const standIn = ({ customerId, jwt }: Caller, offerId: string, problem: Problem): Outcome => {
    const held = memory.get(customerId, offerId);
    const may = held?.granted && standsAt(held, clock.now()) && problem.code !== 'malformed' && !failures.refused(jwt);
    metrics?.count('verdicts', { from: may ? 'stale' : 'failure', verdict: may ? 'granted' : 'unknown' });
    return may ? { known: held, problem } : { problem };
  };

  /** A denial is shared only where it contradicts a grant that others may hold. */
  async function remember(flight: Flight, known: Known, era: number): Promise<void> {
    const { customerId, offerId } = flight;
    const worth = known.granted || Boolean(memory.get(customerId, offerId)?.granted);
    hold(flight, known, { saved: !shared, era });
    if (!shared || !known.marks || !worth || flight.void) return;
    if (await shared.save(customerId, offerId, known)) hold(flight, known, { saved: true, era });
  }

  async function fly(flight: Flight, caller: Caller, key: string): Promise<Outcome> {
    const { customerId, offerId } = flight;
    const recalled = await recall(flight);
    if (recalled?.held && !flight.fresh && clock.now() < recalled.held.freshUntil) return { known: recalled.held };
    const era = shared?.era ?? 0;
    const since = clock.now();
    const answer = await question(caller, offerId);
    flight.asked = clock.now() - since;
    if ('problem' in answer) {
      failures.set(key, caller.jwt, answer.problem);
      return answer;
    }
    failures.recovered(key, caller.jwt);
    metrics?.count('verdicts', { from: 'source', verdict: answer.granted ? 'granted' : 'denied' });
    const known = { ...answer, marks: recalled?.marks ?? memory.get(customerId, offerId)?.marks };
    await remember(flight, known, era);
    return { known };
  }

  const depart = (caller: Caller, offerId: string, key: string, fresh: boolean): Flight & { readonly outcome: Promise<Outcome> } => {
    const { customerId, jwt } = caller;
    const older = flights.get(key);
    if (older) older.void = true;
    const flight: Flight = { customerId, offerId, jwt, fresh, since: clock.now(), void: false };
    const outcome = fly(flight, caller, key).finally(() => { if (flights.get(key) === flying) flights.delete(key); });
    const flying = Object.assign(flight, { outcome });
    flights.set(key, flying);
    return flying;
  };

  async function join(caller: Caller, offerId: string, fresh: boolean, signal: AbortSignal | undefined): Promise<Outcome> {
    const { customerId, jwt } = caller;
    const key = `${customerId} ${offerId}`;
    const since = clock.now();
    const held = fresh ? undefined : memory.get(customerId, offerId);
    if (held && held.era === (shared?.era ?? 0) && clock.now() < held.freshUntil) return { known: held };
    const failure = fresh ? undefined : failures.get(key, jwt);
    if (failure) return standIn(caller, offerId, failure);
    const other = flights.get(key);
    const joins = other && (other.fresh || !fresh) && clock.now() - other.since < longestFlight;
    const flight = joins ? other : depart(caller, offerId, key, fresh);
    const outcome = await within({ clock, deadline: longestFlight, signal }, async () => flight.outcome).catch((error: unknown): Outcome => {
      if (error instanceof MediaStoreError) return { problem: { code: 'timeout' } };
      throw error;
    });
    const { asked = 0 } = flight;
    if (asked) caller.timing?.add('upstream', asked);
    caller.timing?.add('cache', Math.max(clock.now() - since - asked, 0));
    if (outcome.known) return outcome;
    const refused = outcome.problem.code === 'unauthorized' && flight.jwt !== jwt;
    return refused ? join(caller, offerId, fresh, signal) : standIn(caller, offerId, outcome.problem);
  }

  return {
    async settle(caller, offerIds, fresh, signal) {
      const all = offerIds.map(async (offerId) => [offerId, await join(caller, offerId, fresh, signal)] as const);
      const granted = all.map(async (one) => {
        const settled = await one;
        return settled[1].known?.granted && !settled[1].problem ? [settled] : Promise.reject(new Error('no grant'));
      });
      return Promise.any(granted).catch(async () => Promise.all(all));
    },
    void({ customerId, offerId }) {
      for (const [key, flight] of flights) {
        if (customerId !== undefined && flight.customerId !== customerId) continue;
        if (offerId !== undefined && bareOffer(flight.offerId) !== bareOffer(offerId)) continue;
        flight.void = true;
        flights.delete(key);
      }
    },
    get troubled() {
      return failures.troubled;
    },
  };
}
