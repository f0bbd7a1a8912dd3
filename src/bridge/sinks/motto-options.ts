import type { ExchangeOptions } from './exchange.js';
import type { ConcurrencyLimit } from './motto-entitlement.js';

export interface MottoOptions extends Omit<ExchangeOptions, 'limit'> {
  /** As the mapping's rows call it; default `motto`. */
  readonly name?: string | undefined;
  /** Motto's project, such as `motto`: another one for each Cleeng publisher and environment. */
  readonly projectId: string;
  /** Token of a Studio account, or a function that is asked for it before each call. */
  readonly token: string | (() => string | Promise<string>);
  /** Default `https://api.mottostreaming.com`. */
  readonly base?: string | undefined;
  /** Devices at once where the mapping's row says nothing; default: what Motto's offer says, read once. */
  readonly concurrencyLimit?: ConcurrencyLimit | undefined;
  /** Writes over rows that another seller wrote; default false, they are left alone. */
  readonly takeOver?: boolean | undefined;
  /** Written by an operator who has looked: the project has no Cleeng integration of Motto's own. Needed only where the API does not tell. */
  readonly cleengIntegration?: 'none' | undefined;
  /** Calls in a second to this project; default 20, since Motto publishes no number. */
  readonly perSecond?: number | false | undefined;
}

/**
 * Reads how many devices may watch at once.
 *
 * @throws TypeError that names the option
 */
export function readConcurrencyLimit(option: string, value: unknown): ConcurrencyLimit {
  if (value === 'unlimited' || (Number.isInteger(value) && (value as number) > 0)) return value as ConcurrencyLimit;
  throw new TypeError(`${option} takes a whole number above 0, or "unlimited"`);
}

/** What a row of the mapping may say for Motto: `concurrencyLimit` and `lifetime`. */
export function readMottoRow(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  for (const [field, value] of Object.entries(row)) {
    if (field === 'concurrencyLimit') readConcurrencyLimit(field, value);
    else if (field !== 'lifetime') throw new TypeError(`${field} is no field of a Motto row; there are concurrencyLimit and lifetime`);
    else if (value !== 'perpetual') throw new TypeError('lifetime takes "perpetual", or is left out');
  }
  return row;
}
