import type { Orphans, WhichOrphans } from '../../../bridge/orphans.js';
import type { Explanation } from '../../../bridge/explain.js';
import type { Rehearsal } from '../../../bridge/rehearse.js';
import type { RightRow, SweepRow } from '../../../bridge/store.js';
import type { Status } from '../../../bridge/bridge.js';
import type { SweepProgress } from '../../../bridge/sweep.js';
import type { Health } from '../health.js';

/** The process that works, as it tells of itself. */
export interface Process {
  readonly pid: number;
  readonly host: string;
  /** Unix seconds. */
  readonly startedAt: number;
  /** Where it takes webhooks. */
  readonly url: string;
  readonly version: string;
}

/** All that `status` shows. */
export interface StatusReport {
  /** Null when nobody works: the state was read from the database. */
  readonly process: Process | null;
  readonly publisherId: string;
  readonly environment: string;
  readonly engine: 'pglite' | 'postgres';
  /** Folder by which a bridge that runs is found. */
  readonly data: string;
  /** Unix seconds of the machine that answered. */
  readonly now: number;
  readonly health: Health;
  readonly status: Status;
  /** Rights that need a person, or that a sink has a problem with. */
  readonly troubled: readonly Trouble[];
  /** Rights that stand and that no row of the file gives any more. */
  readonly orphans: readonly Orphans[];
  readonly warnings: readonly string[];
}

export type Trouble = Pick<RightRow, 'customerId' | 'sink' | 'target' | 'want' | 'have' | 'problem' | 'wantAt' | 'heldBy'>;

/** What comes while a sweep goes on; the last one has `ended` or `rehearsed`. */
export type SweepNews =
  | { readonly progress: SweepProgress }
  | { readonly rehearsing: Rehearsal }
  /** `failing`: customers whose last look failed. */
  | { readonly ended: SweepRow | null; readonly failing: number }
  /** `doubts`: what is wrong with what the file names, a line each. */
  | { readonly rehearsed: Rehearsal; readonly doubts: readonly string[] };

/** A customer's rights, and whether Cleeng knows the customer: null when that could not be found out. Asked only where there is a doubt. */
export interface Explained extends Explanation {
  readonly known: boolean | null;
}

/** Whom to look at again. */
export interface Replay {
  /** These, whatever was heard of them. */
  readonly customers: readonly string[];
  /** Also everybody of whom deliveries have come since then, unix seconds; null for nobody else. */
  readonly since: number | null;
}

/** What a person can ask of a bridge, whether it runs in this process or in another. */
export interface Admin {
  /** Whether a bridge works on the state now; null when that cannot be told, as of a database that several share. */
  readonly works: boolean | null;
  status(): Promise<StatusReport>;
  explain(customerId: string): Promise<Explained>;
  sweep(options: { readonly dryRun: boolean }): AsyncIterable<SweepNews>;
  /**
   * Lets go, or drops, what a sweep holds; `time` for what no sweep holds.
   *
   * @returns how many rights
   */
  unhold(by: string, verdict: 'release' | 'discard', options: { readonly dryRun: boolean }): Promise<number>;
  /** Revokes what no row of the file gives any more, or leaves it to its platform. Returns how many rights. */
  dismiss(which: WhichOrphans, verdict: 'revoke' | 'leave', options: { readonly dryRun: boolean }): Promise<number>;
  /** Marks customers as an event would. Returns how many. */
  replay(which: Replay, options: { readonly dryRun: boolean }): Promise<number>;
  close(): Promise<void>;
}
