import { isAnnounced } from './brake.js';
import { validUntil } from './horizon.js';
import type { Origin } from './origin.js';
import type { Entry } from './right.js';
import type { Ruling } from './ruling.js';
import type { Cause, Intention, RightRow } from './store.js';
import type { Notes } from './truth.js';

/** What is to be decided about: one customer, at one moment. */
export interface Situation {
  readonly customerId: string;
  readonly cause: Cause;
  /** Unix seconds. */
  readonly now: number;
  /** Seconds. */
  readonly horizon: number;
  readonly notes: Notes;
  /** Rights that no row of the mapping gives any more, of sinks that are there. */
  readonly orphans: readonly RightRow[];
  readonly rulings: ReadonlyMap<Entry, Ruling>;
  readonly keyOf: (entry: Entry) => string;
  /** Whom the sink knows the customer as. */
  readonly accountOf: (entry: Entry) => string;
  readonly originOf: (offerId: string) => Origin | undefined;
}

/** What is to be asserted, grants first. */
export interface Decision {
  readonly grants: readonly Intention[];
  /** Decided before, caused by an event, or foreseen. */
  readonly revokes: readonly Intention[];
  /** Rights that stood so far, and that the brake may hold. */
  readonly ending: readonly Ending[];
  /** Offers that the mapping names and the service does not know. */
  readonly strange: readonly string[];
}

/** A right that would end, if the brake lets it. */
export interface Ending {
  readonly revoke: Intention;
  /** What is asserted as long as it is held; undefined for what has closed by itself, and stays so. */
  readonly keep: Intention | undefined;
  /** By whom it is held already. */
  readonly heldBy: string | null;
}

const day = 24 * 3600;

function grant(entry: Entry, { offerId, expiresAt }: Ruling & { status: 'active' }, situation: Situation): Intention {
  const { notes, now, horizon, customerId } = situation;
  const row = notes.get(entry);
  const same = row?.offerId === offerId ? row : undefined;
  const { transactionId, subscriptionId, transactionDate, country } = { ...same, ...situation.originOf(offerId) };
  return {
    sink: entry.sink.name, want: 'active', expiresAt,
    right: {
      key: situation.keyOf(entry), generation: row?.generation ?? 0, customerId, account: situation.accountOf(entry),
      target: entry.target, row: entry.row, offerId,
      // A beginning in the future was noted by a wrong clock, and would keep shut what was paid for.
      validFrom: Math.min(row?.validFrom ?? now, now),
      validUntil: validUntil(expiresAt, now, horizon, entry.row),
      ...(transactionId !== undefined && { transactionId }), ...(subscriptionId !== undefined && { subscriptionId }),
      ...(transactionDate !== undefined && { transactionDate }), ...(country !== undefined && { country }),
    },
  };
}

/** The right alone, without what has become of it. */
const revoke = ({ sink, want: _want, have: _have, remoteId: _id, haveAt: _haveAt, wantAt: _wantAt, wantBy: _by, expiresAt, problem: _problem, heldBy: _held, unsentSince: _unsent, ...right }: RightRow): Intention =>
  ({ sink, right, want: 'inactive', expiresAt });

/**
 * Keeps as it stands what is held: nobody is to lose access before a person has looked, so it does not run out with the
 * horizon either. What the sink has never had, or what has run out, is not opened.
 */
function keep(row: RightRow, { now, horizon }: Situation): Intention | undefined {
  if (row.haveAt === null || (row.validUntil !== null && row.validUntil <= now)) return undefined;
  const { right, ...intention } = revoke(row);
  return { ...intention, want: 'active', held: true, right: { ...right, validUntil: validUntil(row.expiresAt, now, horizon, row.row) } };
}

/** Whether what was once given could still be open, should an older write have come after ours. */
const couldStand = ({ have, validUntil: until }: RightRow, now: number): boolean => have !== 'inactive' || until === null || until > now - day;

/** Whether a right may end in this round without the brake's leave. */
const isFree = (row: RightRow, { cause, now }: Situation): boolean => cause === 'event' || isAnnounced(row, now);

/**
 * Decides what to tell the sinks about one customer. What stands is asserted again, whatever our notes say: an older
 * write may have come after a newer one. Nothing unknown is renewed or revoked. A right that the mapping no longer
 * gives ends in a sweep, where the brake sees it, never by an event.
 */
export function decide(situation: Situation): Decision {
  const { rulings, notes, orphans, cause, now } = situation;
  const of = (status: Ruling['status']): Entry[] => [...rulings].filter(([, ruling]) => ruling.status === status).map(([entry]) => entry);
  const over = of('inactive').flatMap((entry) => notes.get(entry) ?? []);
  const ending = [...over.filter((row) => row.want === 'active' && !isFree(row, situation)), ...(cause === 'event' ? [] : orphans.filter(({ want }) => want === 'active'))];
  const ended = [...over, ...orphans].filter((row) => row.want === 'inactive' && couldStand(row, now));
  return {
    grants: [...rulings].flatMap(([entry, ruling]) => (ruling.status === 'active' ? [grant(entry, ruling, situation)] : [])),
    revokes: [...ended, ...over.filter((row) => row.want === 'active' && isFree(row, situation))].map(revoke),
    ending: ending.map((row) => ({ revoke: revoke(row), keep: keep(row, situation), heldBy: row.heldBy })),
    strange: [...new Set([...rulings.values()].flatMap((ruling) => (ruling.status === 'abstained' ? ruling.offers : [])))],
  };
}
