import { finite, own, text } from '../mediastore/body.js';
import { failure, type Answer } from '../mediastore/request.js';

/** Unix seconds, also of a date in words; null when there is none. */
export function seconds(value: unknown): number | null {
  if (typeof value !== 'string') return finite(value);
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}

/** An id that may come as a number. */
export const idIn = (row: unknown, key: string): string | null => {
  const value = own(row, key);
  return typeof value === 'number' ? String(value) : text(value);
};

/** Until when a row of a list says that it runs. */
export const expiryIn = (row: unknown): number | null => seconds(own(row, 'expiresAt') ?? own(row, 'dateTo'));

/**
 * The rows of a page: the Core API sends some bare, some in `data`, and `items` elsewhere.
 *
 * @throws MediaStoreError what the answer amounts to when it holds none
 */
export function rowsOf(answer: Answer): readonly unknown[] {
  const { status, body } = answer;
  const rows = [body, own(body, 'data'), own(body, 'items')].find(Array.isArray) as unknown[] | undefined;
  if (status !== 200 || !rows) throw failure(answer);
  return rows;
}
