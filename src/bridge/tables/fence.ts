/**
 * A statement that writes only while the claim's fence is the newest, and gives back one row when it was. `$1` is the
 * customer and `$2` the fence; `write` may use `held`, which has one row or none, and values from `$3` on.
 *
 * @param from `written` where it is the rows of `write` that count
 */
export const fenced = (schema: string, write: string, from: 'held' | 'written' = 'held'): string => `
  WITH held AS (SELECT id FROM ${schema}.customer WHERE id = $1 AND fence = $2 FOR SHARE),
  written AS (${write})
  SELECT 1 FROM ${from}`;
