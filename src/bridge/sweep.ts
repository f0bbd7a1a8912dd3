import { randomUUID } from 'node:crypto';
import { allowance } from './brake.js';
import { inBatches } from './discover.js';
import type { Settings } from './options.js';
import { heldByTime } from './braking.js';
import { problemOf } from './problems.js';
import type { Sweepable, SweepRow } from './store.js';

/** How a sweep is coming along. */
export interface SweepProgress {
  /** `finding`: those whom the service lists; `marking`: those with rights; `working`: rounds are being made. */
  readonly phase: 'finding' | 'marking' | 'working';
  /** Customers found by the service's lists so far; most have rights already. */
  readonly found: number;
  /** Customers with rights marked so far. */
  readonly marked: number;
  /** Customers who still wait for their round; undefined before `working`. */
  readonly left?: number;
}

export interface SweepOptions {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((progress: SweepProgress) => void) | undefined;
  /** Seconds over which the rounds are spread; default 0, as fast as can be. */
  readonly spread?: number | undefined;
  /** Unix seconds: begins none where another began at or after it, such as by another process. */
  readonly since?: number | undefined;
}

/** Marks and ends of sweeps. */
export interface Sweeps {
  /** Begins one and marks all its customers; null where `since` says that another will do. */
  begin(options?: SweepOptions): Promise<SweepRow | null>;
  /** Ends those whose customers have all had a round: lets go what they hold, or stands and waits for a person. */
  settle(): Promise<void>;
  find(id: string): Promise<SweepRow | undefined>;
  /** How many rights are held by that name. Throws as `unhold` does. */
  held(id: string): Promise<number>;
  /** @throws Error in the operator's words, when nothing is held by that name */
  unhold(id: string, verdict: 'release' | 'discard'): Promise<number>;
}

/** Customers that are marked in one transaction. */
const batchSize = 500;
/** Seconds; what ended longer ago needs no revoking any more. */
const day = 24 * 3600;
/** How many of the newest sweeps are looked at. */
const newest = 20;

/** What a sweep looks at, whether it marks or only tells. */
export const sweepableOf = ({ clock, plan, recheck }: Settings): Omit<Sweepable, 'after'> => {
  const now = Math.floor(clock.now() / 1000);
  return { limit: batchSize, endedAfter: now - day, askedBefore: plan.unlisted.size ? now - recheck + 1 : null };
};

/** All customers of a sweep, batch by batch, in the order of their ids. */
export async function* customersOf(settings: Settings): AsyncIterable<readonly string[]> {
  const which = sweepableOf(settings);
  let after: string | null = null;
  for (;;) {
    const batch: readonly string[] = await settings.store.sweepable({ ...which, after });
    if (batch.length) yield batch;
    if (batch.length < which.limit) return;
    after = batch.at(-1) ?? null;
  }
}

export function createSweeps(settings: Settings): Sweeps {
  const { store, clock, log, plan, holders } = settings;

  async function mark(id: string, { signal, progress, spread = 0 }: SweepOptions): Promise<void> {
    const [start, { customers }] = [clock.now(), await store.tally()];
    let [found, marked] = [0, 0];
    const put = async (ids: readonly string[], heard: boolean): Promise<void> => {
      signal?.throwIfAborted();
      const dueAt = start + spread * 1000 * Math.min(1, (found + marked) / Math.max(customers, 1));
      await store.mark(ids, 'sweep', { sweep: id, dueAt, heard });
    };
    try {
      for await (const ids of holders ? inBatches(holders(plan.offers, { signal }), batchSize) : []) {
        await put(ids, true);
        progress?.({ phase: 'finding', found: found += ids.length, marked });
      }
    } catch (error) {
      signal?.throwIfAborted();
      // Those who are known are looked at all the same; of the others the sweep says that it could not find them.
      const { code, status } = problemOf(error);
      await store.noteUnlisted(id, code);
      log('warn', 'bridge.listing-failed', { sweep: id, code, ...(status && { status }), reason: String(error) });
    }
    for await (const ids of customersOf(settings)) {
      await put(ids, false);
      progress?.({ phase: 'marking', found, marked: marked += ids.length });
    }
  }

  /** What earlier ones held is held by this one, so that a person has one to look at. */
  async function supersede(id: string): Promise<void> {
    for (const sweep of await store.sweeps(newest)) if (sweep.id !== id && sweep.state === 'held' && !sweep.held) await store.moveSweep(sweep.id, 'held', 'superseded');
  }

  /** One line with the figures of a sweep that has come to its end. */
  async function report({ id, startedAt, live, held, unlisted }: SweepRow): Promise<void> {
    const { customers, failing, live: now } = await store.tally();
    log('info', 'bridge.sweep-ended', { sweep: id, seconds: Math.floor(clock.now() / 1000) - startedAt, customers, failing, live: now, before: live, released: held, ...(unlisted && { unlisted }) });
  }

  async function end(sweep: SweepRow): Promise<void> {
    const { id, held, live } = sweep;
    await supersede(id);
    if (held > allowance(live)) {
      if (await store.moveSweep(id, 'running', 'held')) log('error', 'bridge.sweep-held', { sweep: id, held, live, allowed: allowance(live) });
      return;
    }
    // First, since a sweep that has ended is never looked at again.
    if (held) await store.unhold(id, 'release');
    if (await store.moveSweep(id, 'running', 'done')) await report(sweep);
  }

  /** How many rights are held by that name. */
  async function demandHeld(by: string): Promise<number> {
    const [sweeps, { have }] = await Promise.all([store.sweeps(newest), store.tally()]);
    const byTime = have.held - sweeps.reduce((sum, { held }) => sum + held, 0);
    if (by === heldByTime) return byTime;
    const row = sweeps.find(({ id }) => id === by);
    if (row?.state === 'held') return row.held;
    const there = [...sweeps.filter(({ state }) => state === 'held').map(({ id }) => id), ...(byTime ? [heldByTime] : [])];
    throw new Error(`no sweep ${by} is held${row ? `: it is ${row.state}` : ''}. ${there.length ? `Held: ${there.join(', ')}` : 'Nothing is held'}`);
  }

  const find = async (id: string): Promise<SweepRow | undefined> => (await store.sweeps(newest)).find((sweep) => sweep.id === id);
  return {
    find,
    async begin(options = {}) {
      const id = `${new Date(clock.now()).toISOString().slice(0, 10)}-${randomUUID().slice(0, 8)}`;
      const row = await store.beginSweep(id, options.since);
      if (!row) return null;
      await mark(id, options);
      await store.moveSweep(id, 'marking', 'running');
      return (await find(id)) ?? row;
    },
    async settle() {
      for (const sweep of await store.sweeps(newest)) if (sweep.state === 'running' && !sweep.left) await end(sweep);
    },
    held: demandHeld,
    async unhold(id, verdict) {
      await demandHeld(id);
      const rights = await store.unhold(id, verdict);
      if (id !== heldByTime) await store.moveSweep(id, 'held', verdict === 'release' ? 'released' : 'discarded');
      log('info', `bridge.sweep-${verdict === 'release' ? 'released' : 'discarded'}`, { sweep: id, rights });
      return rights;
    },
  };
}
