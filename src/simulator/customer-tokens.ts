import type { Clock } from '../mediastore/clock.js';

/** Tokens of the legacy API, each for one customer and two weeks. */
export interface CustomerTokens {
  /** 48 characters. */
  issue(customer: number): string;
  customer(token: string): number | undefined;
}

const life = 14 * 86_400_000;

export function createCustomerTokens(clock: Clock): CustomerTokens {
  const issued = new Map<string, { customer: number; until: number }>();
  return {
    issue(customer) {
      const token = [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      issued.set(token, { customer, until: clock.now() + life });
      return token;
    },
    customer(token) {
      const found = issued.get(token);
      return found && found.until > clock.now() ? found.customer : undefined;
    },
  };
}
