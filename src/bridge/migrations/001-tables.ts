/**
 * The tables of the first version.
 *
 * A customer is dirty while `dirty_seq > done_seq`: each mark raises the one, each finished round lifts the other to
 * what it had seen. `event_seq` and `sweep_seq` are the newest marks of either cause. `sweep` is the last that marked
 * the customer, `sweep_left` says that no round has ended since. `due_at` is when somebody should look, by a mark or by the end of a right; null is never.
 * `unsent_since` is since when a sink has not confirmed what is wanted.
 */
export const tables = (schema: string): string => `
  CREATE TABLE ${schema}.inbox (
    sha256 text PRIMARY KEY,
    topic text NOT NULL,
    body bytea,
    customer_id text COLLATE "C",
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    copies integer NOT NULL DEFAULT 1
  );
  CREATE INDEX inbox_last ON ${schema}.inbox (last_at);
  CREATE INDEX inbox_body ON ${schema}.inbox (last_at) WHERE body IS NOT NULL;
  CREATE INDEX inbox_customer ON ${schema}.inbox (customer_id, last_at);

  CREATE TABLE ${schema}.customer (
    id text COLLATE "C" PRIMARY KEY,
    dirty_seq bigint NOT NULL DEFAULT 0,
    done_seq bigint NOT NULL DEFAULT 0,
    event_seq bigint NOT NULL DEFAULT 0,
    sweep_seq bigint NOT NULL DEFAULT 0,
    sweep text,
    sweep_left boolean NOT NULL DEFAULT false,
    due_at timestamptz,
    lease_until timestamptz,
    lease_owner text,
    fence bigint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    problem text,
    basis text,
    asked_at timestamptz
  );
  CREATE INDEX customer_due ON ${schema}.customer (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX customer_event ON ${schema}.customer (due_at) WHERE event_seq > done_seq;
  CREATE INDEX customer_sweep ON ${schema}.customer (sweep) WHERE sweep_left;

  CREATE TABLE ${schema}.entitlement_right (
    key text PRIMARY KEY,
    customer_id text COLLATE "C" NOT NULL REFERENCES ${schema}.customer (id),
    sink text NOT NULL,
    account text NOT NULL,
    target text NOT NULL,
    details jsonb NOT NULL,
    generation integer NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz,
    expires_at timestamptz,
    offer_id text NOT NULL,
    transaction_id text,
    subscription_id text,
    transaction_at timestamptz,
    country text,
    want text NOT NULL CHECK (want IN ('active', 'inactive')),
    want_at timestamptz NOT NULL,
    want_by text NOT NULL,
    have text NOT NULL CHECK (have IN ('active', 'inactive', 'unknown', 'foreign', 'stuck')),
    have_at timestamptz,
    unsent_since timestamptz,
    remote_id text,
    problem text,
    held_by text
  );
  CREATE INDEX right_customer ON ${schema}.entitlement_right (customer_id);
  CREATE INDEX right_unsent ON ${schema}.entitlement_right (unsent_since) WHERE unsent_since IS NOT NULL;
  CREATE INDEX right_held ON ${schema}.entitlement_right (held_by) WHERE held_by IS NOT NULL;
  CREATE INDEX right_ended ON ${schema}.entitlement_right (want_at) WHERE want = 'inactive';

  CREATE TABLE ${schema}.sweep (
    id text PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('marking', 'running', 'held', 'released', 'discarded', 'done', 'superseded')),
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    live integer NOT NULL
  );
  CREATE INDEX sweep_started ON ${schema}.sweep (started_at);
`;
