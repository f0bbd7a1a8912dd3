import type { CallOptions, Problem, Source, Verdict } from '../sources/source.js';
import { problemOf } from './problems.js';
import { endsUntold, fingerprint, readRecords, type KnownAs } from './records.js';
import type { Entry, Plan } from './right.js';
import { needsMore, rule, type Noted, type Ruling } from './ruling.js';
import type { Claim, RightRow } from './store.js';

/** Seconds after which offers that no list shows are asked about again. */
export const usualRecheck = 7 * 24 * 3600;

/** Questions about one customer that are under way at once. */
const atOnce = 4;
/** Seconds by which two machines' clocks may differ. */
const skew = 300;

/** What a customer's access is to be found out with. */
export interface Inquiry {
  readonly source: Source;
  readonly plan: Plan;
  readonly knownAs: KnownAs;
  /** Seconds. */
  readonly recheck: number;
  /** Unix seconds. */
  readonly now: () => number;
}

/** What was found out about one customer. */
export interface Truth {
  readonly rulings: ReadonlyMap<Entry, Ruling>;
  /** Of the records on which the rulings rest, read before anybody was asked; null when they could not be read. */
  readonly basis: string | null;
  /** Whether all offers that no list shows were asked about, and answered. */
  readonly asked: boolean;
  /** How many questions about access were put to the service. */
  readonly checks: number;
  /** The first reason for which something could not be found out. */
  readonly problem: Problem | undefined;
  /** Whether the service says that there is no such customer, which a token of another publisher looks like too. */
  readonly stranger: boolean;
}

type Known = Pick<Claim, 'customerId' | 'cause' | 'basis' | 'askedAt'>;
/** What is noted of the right that a row of the mapping gives this customer. */
export type Notes = ReadonlyMap<Entry, RightRow>;

const isStranger = (verdict: Verdict): boolean =>
  verdict.status === 'unknown' && verdict.problem.code === 'credentials' && verdict.problem.status === 404;

/** Asks about each offer, a few at a time. */
async function check({ source }: Inquiry, customerId: string, offers: readonly string[], call: CallOptions): Promise<Map<string, Verdict>> {
  const said = new Map<string, Verdict>();
  const queue = [...offers];
  const ask = async (): Promise<void> => {
    for (let offer = queue.shift(); offer !== undefined; offer = queue.shift()) said.set(offer, await source.check({ customerId }, offer, call));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, ask));
  return said;
}

/** Whether the offers that no list shows are to be asked about anew; a time in the future was noted by a wrong clock. */
const isStale = ({ askedAt }: Known, recheck: number, now: number): boolean =>
  askedAt === null || now >= askedAt + recheck || askedAt > now + skew;

/** The offers to ask about, though the records are what they were. */
function overdue({ plan, recheck }: Inquiry, known: Known, notes: Notes, now: number): Set<string> {
  const ended = [...notes.values()].filter(({ want, offerId, expiresAt }) =>
    want === 'active' && endsUntold(offerId) && expiresAt !== null && expiresAt <= now);
  const own = new Set(plan.offers);
  return new Set([
    ...(isStale(known, recheck, now) ? plan.unlisted : []),
    ...ended.map(({ offerId }) => offerId).filter((offerId) => own.has(offerId)),
  ]);
}

async function readBasis({ source, plan, knownAs, now }: Inquiry, customerId: string, call: CallOptions): Promise<string | Problem> {
  try {
    return fingerprint(await readRecords(source, customerId, call), plan, knownAs, now());
  } catch (error) {
    call.signal?.throwIfAborted();
    return problemOf(error);
  }
}

const everything = (plan: Plan, status: Ruling): ReadonlyMap<Entry, Ruling> => new Map(plan.entries.map((entry) => [entry, status]));

/**
 * Finds out what a customer may see. After an event each offer is asked about. Otherwise records are read, and only
 * when they have changed each offer is asked about; but those that no list shows are asked about every `recheck`
 * seconds and, when they were granted, at their end.
 *
 * Rejects when aborted, with the signal's reason; never for what the service did.
 */
export async function findTruth(inquiry: Inquiry, known: Known, notes: Notes, call: CallOptions = {}): Promise<Truth> {
  const { plan, now } = inquiry;
  const read = await readBasis(inquiry, known.customerId, call);
  const basis = typeof read === 'string' ? read : null;
  if (typeof read !== 'string' && known.cause !== 'event') {
    return { rulings: everything(plan, { status: 'unknown', problem: read }), basis, asked: false, checks: 0, problem: read, stranger: false };
  }
  const all = known.cause === 'event' || basis !== known.basis;
  const offers = all ? new Set(plan.offers) : overdue(inquiry, known, notes, now());
  const said = await check(inquiry, known.customerId, [...offers], call);
  const rest = plan.entries.filter((entry) => needsMore(entry.offers, said, notes.get(entry))).flatMap((entry) => entry.offers);
  for (const [offer, verdict] of await check(inquiry, known.customerId, [...new Set(rest)].filter((offer) => !said.has(offer)), call)) said.set(offer, verdict);
  return conclude(plan, said, basis, (entry) => notes.get(entry));
}

function conclude(plan: Plan, said: ReadonlyMap<string, Verdict>, basis: string | null, noted: (entry: Entry) => Noted): Truth {
  const verdicts = [...said.values()];
  const unknown = verdicts.find((verdict) => verdict.status === 'unknown');
  return {
    rulings: new Map(plan.entries.map((entry) => [entry, rule(entry.offers, said, noted(entry))])),
    basis,
    asked: [...plan.unlisted].every((offer) => said.has(offer) && said.get(offer)?.status !== 'unknown') && said.size > 0,
    checks: said.size,
    problem: unknown?.problem,
    stranger: verdicts.length > 0 && verdicts.every(isStranger),
  };
}
