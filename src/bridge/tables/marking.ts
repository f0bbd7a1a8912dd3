/**
 * Raises the marks of customers: `$1` their ids, `$2` when they are due, `$3` the cause, `$4` the sweep, `$5` when
 * somebody told of them, null when nobody did. They are taken in order, so that two that mark many never wait for each other.
 */
export const markStatement = (schema: string): string => `
  INSERT INTO ${schema}.customer AS old (id, dirty_seq, event_seq, sweep_seq, sweep, sweep_left, due_at, heard_at)
  SELECT id, 1, CASE WHEN $3 = 'event' THEN 1 ELSE 0 END, CASE WHEN $3 = 'sweep' THEN 1 ELSE 0 END, $4, $4::text IS NOT NULL, $2, $5
  FROM (SELECT DISTINCT unnest($1::text[]) COLLATE "C" AS id ORDER BY 1) marked
  ON CONFLICT (id) DO UPDATE SET
    dirty_seq = old.dirty_seq + 1,
    event_seq = CASE WHEN $3 = 'event' THEN old.dirty_seq + 1 ELSE old.event_seq END,
    sweep_seq = CASE WHEN $3 = 'sweep' THEN old.dirty_seq + 1 ELSE old.sweep_seq END,
    sweep = coalesce($4, old.sweep),
    sweep_left = old.sweep_left OR $4 IS NOT NULL,
    due_at = least(old.due_at, $2), heard_at = coalesce($5, old.heard_at)
  WHERE $4 IS NULL OR old.sweep IS DISTINCT FROM $4`;
