import type { SafeStorage } from './storage.js';

/** A grant that the service gave. */
export interface Grant {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** Unix seconds or null, as the service said; it decides nothing. */
  readonly expiresAt: number | null;
}

/** How long a grant may stand in for an answer, in milliseconds; the vendor wants to be asked within a day. */
export const longestStand = 86_400_000;

/** A record dated further ahead than this, in milliseconds, was made by a clock that is wrong. */
const tolerance = 60_000;

/** Grants remembered across page loads, per environment, publisher, customer and offer. Denials are not kept. */
export interface Verdicts {
  read(customer: string, offerId: string): Grant | null;
  keep(customer: string, offerId: string, grant: Grant): void;
  drop(customer: string, offerId: string): void;
  /** Forgets everything about a customer. */
  dropAll(customer: string): void;
}

const prefix = 'cleeng-gate:v1:';

export function createVerdicts(storage: SafeStorage, now: () => number, scope: () => string): Verdicts {
  const keyOf = (customer: string, offerId: string): string => `${prefix}${scope()}:${customer}:${offerId}`;

  const parse = (source: string | null): Grant | null => {
    const [, at, expiresAt] = /^granted (\d+) (\d+|-)$/.exec(source ?? '') ?? [];
    const age = now() - Number(at);
    return age >= -tolerance && age <= longestStand
      ? { at: Number(at), expiresAt: expiresAt === '-' ? null : Number(expiresAt) }
      : null;
  };

  return {
    read(customer, offerId) {
      const key = keyOf(customer, offerId);
      const source = storage.get(key);
      const grant = parse(source);
      if (source !== null && !grant) storage.remove(key);
      return grant;
    },
    keep(customer, offerId, { at, expiresAt }) {
      storage.set(keyOf(customer, offerId), `granted ${Math.round(at)} ${expiresAt ?? '-'}`);
    },
    drop(customer, offerId) {
      storage.remove(keyOf(customer, offerId));
    },
    dropAll(customer) {
      for (const key of storage.keys()) if (key.startsWith(keyOf(customer, ''))) storage.remove(key);
    },
  };
}
