/**
 * What finds a few rights or customers among all: two customers behind one account, what a sink refused, what is late,
 * and who has been gone for long. `heard_at` is when somebody last told of a customer: a delivery, a person or the
 * service's lists, but no sweep of ours; null for never since the first version. `going_since` is when the first of
 * several rounds was begun of which each goes on where the last ran out of time.
 */
export const lookups = (schema: string): string => `
  ALTER TABLE ${schema}.customer ADD COLUMN heard_at timestamptz, ADD COLUMN going_since timestamptz;
  CREATE INDEX customer_quiet ON ${schema}.customer (heard_at NULLS FIRST) WHERE due_at IS NULL AND dirty_seq = done_seq;
  CREATE INDEX customer_failing ON ${schema}.customer (id) WHERE problem IS NOT NULL;
  CREATE INDEX right_account ON ${schema}.entitlement_right (sink, account, target) WHERE want = 'active';
  CREATE INDEX right_refused ON ${schema}.entitlement_right (have, sink, customer_id) WHERE have IN ('stuck', 'foreign');
  CREATE INDEX right_unrevoked ON ${schema}.entitlement_right (unsent_since) WHERE want = 'inactive' AND unsent_since IS NOT NULL;
`;
