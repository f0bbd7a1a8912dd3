import { own } from '../mediastore/body.js';

/** Motto's entitlement: all of its fields, of which three are a must. */
export interface MottoEntitlement {
  readonly project_id: string;
  readonly user_id: string;
  readonly offer_id: string;
  readonly expiration_time?: string;
  readonly concurrency_limit?: string;
  readonly origin_country_code?: string;
  readonly source_type?: string;
  readonly source_id?: string;
}

/** What the vendor's page leaves open, one way or the other. */
export interface MottoHabits {
  /** Whether a field that an upsert leaves out is cleared, or stays as it was. Default `cleared`. */
  readonly leftOut: 'cleared' | 'kept';
  /** Whether two sources may each have a row for one user and offer. Default `triple`: they may not. */
  readonly key: 'triple' | 'triple-and-source';
  /** Whether the API has a call that tells of integrations. Default true. */
  readonly tellsIntegrations: boolean;
}

export const usualHabits: MottoHabits = { leftOut: 'cleared', key: 'triple', tellsIntegrations: true };

/** What is wrong with a body, in the words of an `invalid_argument`. */
export class InvalidArgument extends Error {
  override readonly name = 'InvalidArgument';
}

const must = ['project_id', 'user_id', 'offer_id'] as const;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** An int64, which JSON carries as a string and which protobuf takes as a number too. */
function readLimit(value: unknown): string {
  const digits = typeof value === 'number' ? String(value) : value;
  if (typeof digits === 'string' && /^\d{1,18}$/.test(digits)) return digits;
  throw new InvalidArgument('concurrency_limit: invalid int64');
}

const readers: Readonly<Record<string, (value: unknown) => string>> = {
  concurrency_limit: readLimit,
  expiration_time: (value) => {
    if (typeof value === 'string' && instant.test(value) && !Number.isNaN(Date.parse(value))) return value;
    throw new InvalidArgument('expiration_time: invalid timestamp');
  },
  origin_country_code: (value) => {
    if (typeof value === 'string' && /^[A-Z]{2}$/.test(value)) return value;
    throw new InvalidArgument('origin_country_code: not an ISO 3166-1 alpha-2 code');
  },
};

/**
 * Reads the body of an upsert. An empty string says as much as no field at all, as protobuf has it; unknown fields are
 * let go.
 *
 * @throws InvalidArgument
 */
export function readRow(body: unknown): MottoEntitlement {
  const row: Record<string, string> = {};
  for (const field of [...must, 'expiration_time', 'concurrency_limit', 'origin_country_code', 'source_type', 'source_id']) {
    const value = own(body, field);
    if (value === undefined || value === null || value === '') continue;
    const read = readers[field];
    if (!read && typeof value !== 'string') throw new InvalidArgument(`${field}: not a string`);
    row[field] = read ? read(value) : (value as string);
  }
  for (const field of must) if (!row[field]) throw new InvalidArgument(`${field}: value is required`);
  return row as unknown as MottoEntitlement;
}

/** What makes two upserts one row. */
export const keyOf = (row: MottoEntitlement, { key }: MottoHabits): string => JSON.stringify([
  row.project_id, row.user_id, row.offer_id, ...(key === 'triple' ? [] : [row.source_type, row.source_id]),
]);

/** Whether a row lets its user watch at a moment, in milliseconds since the epoch. */
export const isOpen = ({ expiration_time: end }: MottoEntitlement, now: number): boolean => end === undefined || Date.parse(end) > now;
