import type { Registry } from 'prom-client';
import { metricsHandler } from '../../server/operating/prometheus.js';
import { serve, type Serving } from '../../server/node/serve.js';
import type { Status } from '../../bridge/bridge.js';
import type { Applied } from '../../bridge/sink.js';
import type { Cause } from '../../bridge/store.js';
import type { Watch } from './watch.js';

type Client = typeof import('prom-client');

/** Figures of a bridge. */
export interface BridgeMetrics extends Watch {
  readonly registry: Registry;
  delivery(status: number): void;
}

const prefix = 'cleeng_gate_bridge';

interface Surroundings {
  /** Asked at each scrape; may reject, then the gauges are as they were and `up` is 0. */
  readonly status: () => Promise<Status>;
  /** Unix seconds. */
  readonly now: () => number;
  /** Names of the sinks. */
  readonly sinks: readonly string[];
}

/** What is counted from 0, so that the first of a kind is seen as a rise. */
const causes: readonly Cause[] = ['event', 'sweep', 'time'];
const roundOutcomes = ['done', 'still-due', 'lost'];
const callOutcomes: readonly (Applied['outcome'] | 'given-up')[] = ['applied', 'unchanged', 'again', 'stuck', 'foreign', 'archived', 'given-up'];
const answers = [204, 400, 401, 405, 413, 503];

/**
 * Gauges that are what the database says when somebody looks.
 *
 * @param read awaited by each of them, since a scrape reads all at once
 */
function gauges(client: Client, registers: [Registry], read: () => Promise<unknown>) {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new client.Gauge({ name: `${prefix}_${name}`, help, labelNames, registers, collect: async () => { await read(); } });
  const up = gauge('up', 'Whether the database answers.');
  const rights = gauge('rights', 'Rights by what is known to stand at the sinks; held: waits for a sweep or a person.', ['have']);
  const live = gauge('live_rights', 'Rights that customers should have.');
  const customers = gauge('customers', 'Customers: known, due, failing, and those of whom Cleeng refused to tell.', ['state']);
  const unsent = gauge('oldest_unsent_revocation_seconds', 'How long the oldest revocation waits for its sink; 0 when none does.');
  const due = gauge('oldest_due_seconds', 'How long the customer waits who waits longest for a look.');
  const held = gauge('sweeps_held', 'Sweeps that would revoke too much and wait for a person.');
  const swept = gauge('last_sweep_timestamp_seconds', 'When the newest sweep began.');
  return (status: Status | null, now: number): void => {
    up.set(status ? 1 : 0);
    if (!status) return;
    const age = (since: number | null): number => (since === null ? 0 : Math.max(0, now - since));
    for (const [have, count] of Object.entries(status.have)) rights.set({ have }, count);
    live.set(status.live);
    for (const [state, count] of [['known', status.customers], ['due', status.due], ['failing', status.failing], ['refused', status.refused]] as const) customers.set({ state }, count);
    unsent.set(age(status.oldestUnsentRevocation));
    due.set(age(status.oldestDue));
    held.set(status.sweeps.filter(({ state }) => state === 'held').length);
    if (status.sweeps[0]) swept.set(status.sweeps[0].startedAt);
  };
}

/** Makes the figures in a registry of their own, beside those of the process. */
export function bridgeMetrics(client: Client, { status, now, sinks }: Surroundings): BridgeMetrics {
  const registry = new client.Registry();
  const registers: [Registry] = [registry];
  client.collectDefaultMetrics({ register: registry });
  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    const said = await status().catch(() => null);
    reading = undefined;
    show(said, now());
  };
  const show = gauges(client, registers, async () => (reading ??= read()));
  const counter = (name: string, help: string, labelNames: string[]) => new client.Counter({ name: `${prefix}_${name}_total`, help, labelNames, registers });
  const rounds = counter('rounds', 'Looks at customers, by what made them and how they ended.', ['cause', 'outcome']);
  const calls = counter('calls', 'Assertions at sinks, by outcome.', ['sink', 'call', 'outcome']);
  const deliveries = counter('deliveries', 'Deliveries of Cleeng\'s, by the answer they got.', ['status']);
  for (const cause of causes) for (const outcome of roundOutcomes) rounds.inc({ cause, outcome }, 0);
  for (const sink of sinks) for (const call of ['grant', 'revoke']) for (const outcome of callOutcomes) calls.inc({ sink, call, outcome }, 0);
  for (const answer of answers) deliveries.inc({ status: String(answer) }, 0);
  return {
    registry,
    round: (cause, outcome) => { rounds.inc({ cause, outcome }); },
    call: (sink, call, outcome) => { calls.inc({ sink, call, outcome }); },
    delivery: (status) => { deliveries.inc({ status: String(status) }); },
  };
}

/** @throws Error without the package prom-client */
export const loadClient = async (): Promise<Client> =>
  import('prom-client').catch((cause: unknown) => {
    throw new Error('--metrics-port needs the package prom-client: npm install prom-client', { cause });
  });

/** Serves figures under `/metrics` on a port of their own. */
export const serveFigures = async ({ registry }: BridgeMetrics, port: number, host: string): Promise<Serving> =>
  serve(metricsHandler(registry), { port, host, patience: 1000 });
