import type { Clock } from '../../mediastore/clock.js';
import type { ArchiveConfiguration } from './catalogue.js';

/** An entitlement as Rights Manager keeps it, with the names of its interface. Dates are ISO 8601. */
export interface Entitlement {
  readonly _id: string;
  readonly accountId: string;
  readonly productId: string;
  readonly validityType: 'ABSOLUTE' | 'RELATIVE';
  readonly productType: string;
  readonly validFrom: string;
  readonly expiryDate: string;
  readonly status: 'SUBSCRIBED' | 'UNSUBSCRIBED';
  readonly created: string;
  readonly modified: string;
  readonly deviceId?: string;
  readonly sharedProductContentId?: string;
  readonly userId?: string;
  readonly lastBilledDate?: string;
  readonly purchasedOffer?: string;
  readonly firstView?: string;
  readonly isArchivable?: boolean;
  readonly capabilityType?: string;
  readonly isFreemium?: boolean;
  readonly purchasedByDeviceId?: string;
  readonly playoutDeviceClass?: string;
}

/** The entitlements of one tenant: those in use, and those in the archive, which no call shows any more. */
export interface Rows {
  active(): Entitlement[];
  archived(): readonly Entitlement[];
  get(id: string): Entitlement | undefined;
  /** Whether a new entitlement may have this id. */
  taken(id: string): boolean;
  put(row: Entitlement): void;
  remove(id: string): boolean;
}

const day = 86_400_000;

/** Whether it has not been valid for so long that it leaves the active data. */
function isDue({ isArchivable, status, modified, expiryDate }: Entitlement, now: number, config: ArchiveConfiguration): boolean {
  if (config.status === 'DISABLED') return false;
  const after = (since: string, days: number): boolean => now >= Date.parse(since) + (isArchivable ? Math.min(days, config.fixedArchivePeriod) : config.fixedArchivePeriod) * day;
  return (status === 'UNSUBSCRIBED' && after(modified, config.daysAfterUnsubscription)) || after(expiryDate, config.daysAfterExpiry);
}

/**
 * @param archive how the tenant archives, asked anew each time
 * @param idsReturn whether the id of an archived entitlement may be used again, as the vendor writes it
 */
export function createRows(clock: Clock, archive: () => ArchiveConfiguration, idsReturn: () => boolean): Rows {
  const all = new Map<string, Entitlement>();
  const gone: Entitlement[] = [];
  const shelve = (row: Entitlement | undefined): boolean => {
    if (!row || !isDue(row, clock.now(), archive())) return false;
    all.delete(row._id);
    gone.push(row);
    return true;
  };
  const get = (id: string): Entitlement | undefined => (shelve(all.get(id)) ? undefined : all.get(id));

  return {
    active() {
      for (const row of all.values()) shelve(row);
      return [...all.values()];
    },
    archived: () => gone,
    get,
    taken: (id) => get(id) !== undefined || (!idsReturn() && gone.some(({ _id }) => _id === id)),
    put: (row) => void all.set(row._id, row),
    remove: (id) => all.delete(id),
  };
}
