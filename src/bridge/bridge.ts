import type { BridgeOptions } from './options.js';
import { readSettings } from './options.js';
import { allowance } from './brake.js';
import type { Refusal } from './clearance.js';
import { createExplain, type Explanation } from './explain.js';
import { createOrphanCare, type Orphans, type WhichOrphans } from './orphans.js';
import { createRehearse, type Rehearsal, type RehearsalOptions } from './rehearse.js';
import { createRound, type Round } from './round.js';
import { startRunning, type Running } from './run.js';
import type { SweepRow, Tally } from './store.js';
import { createSweeps, type SweepOptions } from './sweep.js';

/** Figures of the whole, and the newest sweeps. */
export interface Status extends Tally {
  readonly sweeps: readonly SweepRow[];
  /** How many rights a sweep may revoke now without a person's leave. */
  readonly allowed: number;
  /** Sinks that may not be used, as far as this process has asked. */
  readonly refusals: readonly Refusal[];
}

/** Keeps what Cleeng says true on other platforms. */
export interface Bridge {
  /**
   * Takes the customer that is due longest, asks what is true, and asserts it at each sink.
   *
   * @returns what was done, null when nobody is due
   */
  runOnce(signal?: AbortSignal): Promise<Round | null>;
  /**
   * Asks each sink whether it may be used, and says which may not. Rounds ask by themselves, and tell a sink nothing
   * before it has said yes.
   */
  clear(): Promise<readonly Refusal[]>;
  /** Makes rounds until it is closed. Sinks that refuse are asked again each minute. */
  run(): Running;
  /**
   * Looks at everybody: marks all customers with a right and those whom the service lists, makes their rounds here
   * together with all other workers, and ends with what it has held released, or `held` for a person.
   * With `spread` it marks only, and whoever runs makes the rounds in their time.
   *
   * @returns the sweep; null where `since` says that another will do
   */
  sweep(options?: SweepOptions): Promise<SweepRow | null>;
  /** What a sweep would do, found out by reading alone. */
  rehearse(options?: RehearsalOptions): Promise<Rehearsal>;
  /** How many rights a sweep that stands `held`, or `time`, holds; throws an Error that says what is held where it does not. */
  held(sweep: string): Promise<number>;
  /** Lets a sweep that stands `held`, or what `time` holds, revoke. Returns how many rights. */
  release(sweep: string): Promise<number>;
  /** Drops what is held: the rights stay, until another sweep finds the same. */
  discard(sweep: string): Promise<number>;
  explain(customerId: string): Promise<Explanation>;
  /** Rights that stand and that no row of the mapping gives any more. It looks at every right. */
  orphans(): Promise<readonly Orphans[]>;
  /** Revokes orphans at once, or leaves them to their sink and forgets them. Returns how many rights; throws where there are none. */
  dismiss(which: WhichOrphans, verdict: 'revoke' | 'leave'): Promise<number>;
  status(): Promise<Status>;
}

const sweepsTold = 5;
/** Rounds after which a sweep says how far it is. */
const roundsBetweenTelling = 500;

/**
 * Puts a bridge together. It keeps nothing in memory between two rounds: several may work on one store. It asks each
 * sink whether it may be used before it tells it anything, and tells one that refuses nothing.
 *
 * @throws TypeError for an option or a row of the mapping that cannot be used
 * @example
 * const mapping = createMapping(sinks, [{ offers: ['S123456789_US'], sink: 'motto', target: 'cinema' }]);
 * const bridge = createBridge({ publisherId: '123456789', environment: 'sandbox', store, sinks, mapping, source });
 * const running = bridge.run();
 * process.once('SIGTERM', () => void running.close());
 */
export function createBridge(options: BridgeOptions): Bridge {
  const settings = readSettings(options);
  const { store, clock, owner, lease, concurrency, poll, clearance } = settings;
  const round = createRound(settings);
  const sweeps = createSweeps(settings);
  const orphans = createOrphanCare(settings);

  const runOnce = async (signal?: AbortSignal): Promise<Round | null> => {
    const claim = await store.claim(owner, lease);
    return claim && round(claim, signal);
  };
  const rest = async (): Promise<void> => new Promise((resolve) => { clock.after(poll, resolve); });

  /** Makes some rounds, as many at once as there may be; false when nobody was due. */
  async function work(signal: AbortSignal | undefined): Promise<boolean> {
    let left = roundsBetweenTelling;
    const worker = async (): Promise<void> => {
      while (left-- > 0 && (await runOnce(signal))) signal?.throwIfAborted();
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return left < 0;
  }

  /** Makes rounds until the sweep has ended, or another has taken its place, and nobody is due. */
  async function finish(id: string, { signal, progress }: SweepOptions, counted: { found: number; marked: number }): Promise<SweepRow | null> {
    for (;;) {
      signal?.throwIfAborted();
      const busy = await work(signal);
      await sweeps.settle();
      const row = await sweeps.find(id);
      if (row) progress?.({ phase: 'working', ...counted, left: row.left });
      if (row?.state !== 'running') break;
      if (!busy) await rest();
    }
    // What it has let go is still to be revoked.
    while (await work(signal));
    return (await sweeps.find(id)) ?? null;
  }

  return {
    runOnce,
    async clear() {
      await clearance.look();
      return clearance.refusals();
    },
    run: () => startRunning(settings, { runOnce, settle: sweeps.settle }),
    async sweep(sweepOptions = {}) {
      const { progress, spread } = sweepOptions;
      let counted = { found: 0, marked: 0 };
      const row = await sweeps.begin({ ...sweepOptions, progress: (now) => {
        counted = { found: now.found, marked: now.marked };
        progress?.(now);
      } });
      return row && !spread ? finish(row.id, sweepOptions, counted) : row;
    },
    rehearse: createRehearse(settings),
    held: sweeps.held,
    release: async (sweep) => sweeps.unhold(sweep, 'release'),
    discard: async (sweep) => sweeps.unhold(sweep, 'discard'),
    explain: createExplain(settings),
    orphans: orphans.list,
    dismiss: orphans.dismiss,
    async status() {
      const [tally, newest] = await Promise.all([store.tally(), store.sweeps(sweepsTold)]);
      return { ...tally, sweeps: newest, allowed: allowance(tally.live), refusals: clearance.refusals() };
    },
  };
}
