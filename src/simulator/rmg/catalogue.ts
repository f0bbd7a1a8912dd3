/** What an operator sells. */
export type ProductType = 'TRANSACTIONAL' | 'SUBSCRIPTION' | 'FREE' | 'CAPABILITY' | 'PPV';

export interface Product {
  readonly id: string;
  readonly type: ProductType;
  /** Ids of what it opens. */
  readonly contents?: readonly string[];
  /** Prices several contents, of which an entitlement opens the one that it names. */
  readonly shared?: boolean;
  /** For capability products, such as `NPVR`. */
  readonly capabilityType?: string;
  /** Opens on devices of the class that the entitlement names. */
  readonly deviceSpecific?: boolean;
  /** Seconds for which one may watch, counted from the first view under `RELATIVE`. */
  readonly rentalDuration?: number;
}

export interface Device {
  readonly id: string;
  /** Playout device class, such as `STB`. */
  readonly class?: string;
}

export interface Account {
  readonly id: string;
  readonly devices: readonly Device[];
}

/** When entitlements that are no longer valid leave the active data. */
export interface ArchiveConfiguration {
  readonly status: 'ENABLED' | 'DISABLED';
  /** Days for rows with `isArchivable`. */
  readonly daysAfterUnsubscription: number;
  readonly daysAfterExpiry: number;
  /** Days for all rows, whatever `isArchivable` says. */
  readonly fixedArchivePeriod: number;
}

/** What a tenant has unless it says otherwise. */
export const usualArchive: ArchiveConfiguration = { status: 'ENABLED', daysAfterUnsubscription: 7, daysAfterExpiry: 7, fixedArchivePeriod: 300 };

/** One operator's data, apart from all others'. */
export interface Tenant {
  readonly id: string;
  readonly accounts: Map<string, Account>;
  readonly products: Map<string, Product>;
  archive: ArchiveConfiguration;
}
