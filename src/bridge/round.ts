import type { CallOptions } from '../sources/source.js';
import { findAccounts, type Accounts } from './accounts.js';
import { createAssert } from './assert.js';
import { createBrake } from './braking.js';
import { createControl } from './control.js';
import { decide } from './decide.js';
import { findingsOf } from './findings.js';
import { marked, surviving } from './mishap.js';
import type { Settings } from './options.js';
import { originOf } from './origin.js';
import { keyOf, type Entry } from './right.js';
import type { Cause, Claim, RightRow } from './store.js';
import { createTell, type Told } from './tell.js';
import { findTruth, type Notes, type Truth } from './truth.js';
import { outOfTime } from './turns.js';
import { isUnopened, purchaseWithoutAccess } from './unopened.js';

/** What a round has done for one customer. */
export interface Round {
  readonly customerId: string;
  readonly cause: Cause;
  /** `done`; `still-due`: marked again meanwhile, or failed; `lost`: somebody else has the customer. */
  readonly outcome: 'done' | 'still-due' | 'lost';
  /** Questions about access that were put to Cleeng. */
  readonly checks: number;
  readonly granted: number;
  readonly revoked: number;
  /** Rights that would have been revoked, and wait for the end of the sweep or for a person. */
  readonly held: number;
  readonly problem: string | undefined;
}

/** The problem of a customer whom the service says it does not know. */
export const noSuchCustomer = 'cleeng: no such customer';

/** How many deliveries are looked through for the newest transaction. */
const deliveriesRead = 50;

/** Failed rounds, some eight minutes, after which a customer whom a sink does not know is left to the sweeps. */
const patience = 8;

/**
 * Sinks that do not know a customer who has something coming there, and may do so soon. Each round that waits asks
 * about access again, so it does not go on for ever.
 */
const awaited = ({ rulings }: Truth, { missing }: Accounts, { attempts }: Claim): Accounts['missing'] => {
  const coming = new Set([...rulings].filter(([, { status }]) => status === 'active').map(([{ sink }]) => sink.name));
  return new Map([...missing].filter(([sink, { code }]) => coming.has(sink) && (code !== 'no-account' || attempts < patience)));
};

const nothing: Told = { lost: false, late: false, granted: 0, revoked: 0, again: new Map(), stuck: [] };

/** The notes sorted by the mapping's rows, and what belongs to none of them. */
function sortNotes(rows: readonly RightRow[], { plan: { entries }, sinks }: Settings, { known, missing }: Accounts, key: (entry: Entry) => string) {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const notes: Notes = new Map(entries.filter(({ sink }) => known.has(sink.name)).flatMap((entry) => {
    const row = byKey.get(key(entry));
    return row ? [[entry, row] as const] : [];
  }));
  const ours = new Set([...notes.values()].map((row) => row.key));
  return { notes, orphans: rows.filter((row) => !ours.has(row.key) && sinks.has(row.sink) && !missing.has(row.sink)) };
}

/**
 * Makes the round: asks what is true of one claimed customer, and asserts it at each sink. It may be repeated for
 * ever, in any order, after a crash at any step and by two workers at once.
 *
 * @returns the round; it rejects when the store is away, or when aborted, and the customer is looked at again later
 */
export function createRound(settings: Settings): (claim: Claim, signal?: AbortSignal) => Promise<Round> {
  const { store, clock, log, source, plan, recheck, horizon, random, sinks, deadline } = settings;
  const steps = marked(settings.steps);
  const seconds = (): number => Math.floor(clock.now() / 1000);
  const control = createControl(source, store);
  const brake = createBrake(store, clock);
  const tell = createTell({ assert: createAssert({ store, clock, deadline, steps }), sinks, clock, needs: deadline });

  /** What is true; of a customer who is gone, that nothing is. */
  async function inquire(claim: Claim, notes: Notes, knownAs: Accounts['known'], call: CallOptions): Promise<Truth> {
    const truth = await findTruth({ source, plan, knownAs, recheck, now: seconds }, claim, notes, call);
    if (!truth.stranger || claim.problem !== noSuchCustomer || !(await control(claim.customerId, call))) return truth;
    log('warn', 'bridge.customer-gone', { customerId: claim.customerId });
    return { ...truth, problem: undefined, stranger: false, rulings: new Map(plan.entries.map((entry) => [entry, { status: 'inactive' }])) };
  }

  async function look(claim: Claim, call: CallOptions) {
    const { customerId, cause } = claim;
    const rows = await store.rights(customerId);
    const accounts = await findAccounts(settings.account, plan, customerId, rows, call);
    const accountOf = ({ sink }: Entry): string => accounts.known.get(sink.name) ?? '';
    const key = (entry: Entry): string => keyOf(settings.seller, customerId, accountOf(entry), entry);
    const { notes, orphans } = sortNotes(rows, settings, accounts, key);
    const since = clock.now();
    const truth = await inquire(claim, notes, accounts.known, call);
    await steps({ at: 'asked', customerId, cause, checks: truth.checks, ms: clock.now() - since });
    const deliveries = cause === 'event' ? await store.deliveries(customerId, deliveriesRead) : [];
    const rulings = new Map([...truth.rulings].filter(([{ sink }]) => accounts.known.has(sink.name)));
    const told = { originOf: (offerId: string) => originOf(deliveries, offerId), now: seconds() };
    const decision = decide({ customerId, cause, horizon, notes, orphans, rulings, keyOf: key, accountOf, ...told });
    const unopened = isUnopened({ rulings, notes, ...told });
    if (decision.strange.length) log('warn', 'bridge.offer-unknown', { offers: decision.strange });
    return { rows, accounts, truth, decision, unopened };
  }

  const problemOf = ({ problem, stranger }: Truth, waiting: Accounts['missing'], { again, late }: Told, unopened: boolean): string | undefined => {
    const [sink, reason] = [...again, ...waiting][0] ?? [];
    if (stranger) return noSuchCustomer;
    if (problem) return `cleeng: ${problem.code}`;
    if (late) return outOfTime;
    if (sink && reason) return `${sink}: ${reason.code}`;
    return unopened ? purchaseWithoutAccess : undefined;
  };

  return surviving(async (claim, signal): Promise<Round> => {
    const { customerId, cause } = claim;
    await steps({ at: 'claimed', customerId, cause });
    const { rows, accounts, truth, decision, unopened } = await look(claim, { signal });
    const braked = await brake(claim, decision);
    if (braked?.held) await steps({ at: 'held', customerId, cause });
    const told = braked ? await tell(claim, braked, rows, signal) : { ...nothing, lost: true };
    const waiting = awaited(truth, accounts, claim);
    const problem = problemOf(truth, waiting, told, unopened);
    const held = braked?.held ?? 0;
    for (const stuck of told.stuck) log('warn', 'bridge.stuck', { customerId, ...stuck });
    const outcome = await store.finish(claim, told.lost ? {} : findingsOf({
      claim, truth, told, unopened, grants: braked?.grants ?? [], held, problem, whole: !told.late && !waiting.size, now: clock.now(), horizon, random,
    }));
    await steps({ at: 'finished', customerId, cause });
    return { customerId, cause, outcome, checks: truth.checks, granted: told.granted, revoked: told.revoked, held, problem };
  }, settings);
}
