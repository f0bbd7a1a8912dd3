import { createHash } from 'node:crypto';
import { own, text } from '../../mediastore/body.js';
import { SinkError, type Right } from '../sink.js';
import { fill, type RmgRow } from './rmg-row.js';

/** All that a creation may say, with the names of the interface. Dates are ISO 8601. */
export interface Creation {
  readonly _id: string;
  readonly accountId: string;
  readonly productId: string;
  readonly validityType: 'ABSOLUTE' | 'RELATIVE';
  readonly productType: string;
  readonly validFrom: string;
  readonly expiryDate: string;
  readonly isArchivable: boolean;
  readonly purchasedOffer: string;
  readonly lastBilledDate?: string;
  readonly deviceId?: string;
  readonly sharedProductContentId?: string;
  readonly userId?: string;
  readonly firstView?: string;
  readonly capabilityType?: string;
  readonly isFreemium?: boolean;
  readonly purchasedByDeviceId?: string;
  readonly playoutDeviceClass?: string;
}

/** An entitlement as it is read back. */
export interface Standing {
  readonly id: string;
  readonly accountId: string | null;
  readonly productId: string | null;
  readonly status: string | null;
  /** Unix seconds; null when there is none or it cannot be read. */
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** All of it, as it came. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** To whom the ids that we make belong. */
export interface Owner {
  readonly environment: string;
  readonly publisherId: string;
}

/** An expiry is mandatory, so what never ends is written as the last moment that four digits of a year can name. */
const forEver = 253_402_300_799;

const instant = (seconds: number): string => new Date(Math.min(seconds, forEver) * 1000).toISOString();

function seconds(value: unknown): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}

/** Keeps what one part says from being read as the border of the next. */
const part = (value: string): string => value.replace(/[%|]/g, encodeURIComponent);

/**
 * The id of a right's entitlement: 24 hex digits, as the platform's own are, the same after any crash, without anything
 * that tells who it is about.
 *
 * @param generation of the right, or one before
 */
export function remoteIdOf(right: Right, { environment, publisherId }: Owner, generation = right.generation): string {
  const { deviceId, sharedProductContentId } = right.row as RmgRow;
  const narrowed = [deviceId, sharedProductContentId].flatMap((value) => (value === undefined ? [] : [part(fill(value, right))])).join('|');
  const name = ['cleeng', environment, publisherId, part(right.account), part(right.target), narrowed, generation].join('|');
  return createHash('sha256').update(name).digest('hex').slice(0, 24);
}

/** The ids of every generation before a right's own. */
export const earlierIdsOf = (right: Right, owner: Owner): ReadonlySet<string> =>
  new Set(Array.from({ length: right.generation }, (_, generation) => remoteIdOf(right, owner, generation)));

/** Of Cleeng's kinds, subscriptions and passes are sold for a time; the others by the piece. */
const usualType = (offerId: string): string => (/^[SP]/.test(offerId) ? 'SUBSCRIPTION' : 'TRANSACTIONAL');

/** The end of a right as it is written. */
export const expiryOf = ({ validUntil }: Right): string => instant(validUntil ?? forEver);

/** When a right was last paid, as it is written; nothing where no transaction is known. */
export const billingOf = ({ transactionDate }: Right): Pick<Creation, 'lastBilledDate'> =>
  (transactionDate === undefined ? {} : { lastBilledDate: instant(transactionDate) });

/** What we create for a right. */
export function toCreation(right: Right, owner: Owner): Creation {
  const { validityType = 'ABSOLUTE', productType = usualType(right.offerId), deviceId, sharedProductContentId, userId, isArchivable = false, lifetime: _, ...row } = right.row as RmgRow;
  return {
    _id: remoteIdOf(right, owner), accountId: right.account, productId: right.target, validityType, productType,
    validFrom: instant(right.validFrom), expiryDate: expiryOf(right),
    isArchivable, purchasedOffer: right.offerId,
    ...billingOf(right),
    ...(deviceId !== undefined && { deviceId: fill(deviceId, right) }),
    ...(sharedProductContentId !== undefined && { sharedProductContentId }),
    ...(userId !== undefined && { userId: fill(userId, right) }),
    ...row,
  };
}

/**
 * Reads a row of a list.
 *
 * @throws SinkError `malformed` when it has no id
 */
export function readEntitlement(row: unknown): Standing {
  const id = text(own(row, '_id'));
  if (!id) throw new SinkError({ code: 'malformed', status: 200, message: 'a row of entitlements lacks its _id' });
  return {
    id, accountId: text(own(row, 'accountId')), productId: text(own(row, 'productId')), status: text(own(row, 'status')),
    validFrom: seconds(own(row, 'validFrom')), validUntil: seconds(own(row, 'expiryDate')), fields: row as Readonly<Record<string, unknown>>,
  };
}

/** Whether it is about the same account and product as a right. */
export const isAbout = ({ accountId, productId }: Standing, { account, target }: Right): boolean => accountId === account && productId === target;

/** Whether it stands until the end of a right, or longer. */
export const reaches = ({ status, validUntil }: Standing, right: Right): boolean =>
  status === 'SUBSCRIBED' && validUntil !== null && validUntil >= Math.min(right.validUntil ?? forEver, forEver);

/**
 * Whether it lets its account watch at a moment.
 *
 * @param now unix seconds
 */
export const isOpen = ({ status, validFrom, validUntil }: Standing, now: number): boolean =>
  status === 'SUBSCRIBED' && (validFrom ?? 0) <= now && validUntil !== null && validUntil > now;

/** Unix seconds of its end, null when it has none that anybody lives to see. */
export const endOf = ({ validUntil }: Standing): number | null => (validUntil !== null && validUntil < forEver ? validUntil : null);
