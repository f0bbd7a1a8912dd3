import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../mediastore/clock.js';
import type { Source } from '../sources/source.js';
import { consoleLog, type Log } from '../wire/log.js';
import { byCustomerId, type FindAccount } from './accounts.js';
import { createClearance, type Clearance } from './clearance.js';
import { holdersBy, type FindHolders } from './discover.js';
import { usualHorizon } from './horizon.js';
import type { Mapping } from './mapping.js';
import { readPlan, type Owner, type Plan } from './right.js';
import type { Sink } from './sink.js';
import type { Steps } from './steps.js';
import type { BridgeStore } from './store.js';
import { usualRecheck } from './truth.js';

/** What a bridge is made of. */
export interface BridgeOptions extends Owner {
  readonly store: BridgeStore;
  readonly sinks: readonly Sink[];
  readonly mapping: Mapping;
  /** Who is asked what is true; as a rule `coreSource`, which lists records. */
  readonly source: Source;
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined;
  /** Seconds by which a right outlives what is known of it; default 48 hours. */
  readonly horizon?: number | undefined;
  /** Seconds after which offers that no list shows are asked about again; default 7 days. */
  readonly recheck?: number | undefined;
  /** Milliseconds for which a round has its customer alone; default 60,000. */
  readonly lease?: number | undefined;
  /** Milliseconds for one call to a sink; default 10,000, never more than a quarter of the lease. */
  readonly deadline?: number | undefined;
  /** Rounds at once in this process; default 4. */
  readonly concurrency?: number | undefined;
  /** Milliseconds between two looks for work when nobody rings; default 1000. */
  readonly poll?: number | undefined;
  /** How this process is called in leases; by default a random name. */
  readonly owner?: string | undefined;
  /** Whom a sink knows a customer as; by default Cleeng's customer id. */
  readonly account?: FindAccount | undefined;
  /** Finds customers who hold a mapped offer, for a sweep; by default the source's list, where it has one; else a first event that was lost stays lost. */
  readonly holders?: FindHolders | undefined;
  readonly steps?: Steps | undefined;
}

/** The same, checked and filled in. */
export interface Settings extends Required<{ [Name in Exclude<keyof BridgeOptions, 'mapping' | 'sinks' | 'holders' | 'publisherId' | 'environment'>]: NonNullable<BridgeOptions[Name]> }> {
  readonly plan: Plan;
  /** Each asks first whether it may be used. */
  readonly sinks: ReadonlyMap<string, Sink>;
  readonly clearance: Clearance;
  readonly holders: FindHolders | undefined;
  /** Whose customers these are. */
  readonly seller: Owner;
}

const positive = (name: string, value: number): number => {
  if (!Number.isFinite(value) || value <= 0) throw new TypeError(`bridge: ${name} takes a number greater than 0`);
  return value;
};

/**
 * Fills in what was left out.
 *
 * @throws TypeError that names the option, or the row of the mapping whose sink is not there
 */
export function readSettings(options: BridgeOptions): Settings {
  const { store, source, sinks, mapping, publisherId, environment, clock = systemClock, log = consoleLog, random = Math.random,
    account = byCustomerId, holders = holdersBy(source), steps = () => undefined, owner = randomUUID() } = options;
  if (!/^\d{1,20}$/.test(publisherId)) throw new TypeError('bridge: publisherId takes digits');
  const lease = positive('lease', options.lease ?? 60_000);
  const deadline = Math.min(positive('deadline', options.deadline ?? 10_000), lease / 4);
  const clearance = createClearance(sinks, { store, clock, log, deadline });
  return {
    store, source, clock, log, random, account, holders, steps, owner, lease,
    seller: { publisherId, environment },
    deadline, clearance,
    sinks: new Map(clearance.sinks.map((sink) => [sink.name, sink])),
    plan: readPlan(mapping, clearance.sinks, source.list !== undefined),
    horizon: positive('horizon', options.horizon ?? usualHorizon),
    recheck: positive('recheck', options.recheck ?? usualRecheck),
    concurrency: positive('concurrency', options.concurrency ?? 4),
    poll: positive('poll', options.poll ?? 1000),
  };
}
