import { randomUUID } from 'node:crypto';
import { openMemory } from '../src/bridge/databases/pglite.js';
import { createBridge, createIntake, type Mapping, type Step } from '../src/bridge/index.js';
import { openBridgeStore } from '../src/bridge/postgres-store.js';
import { mottoSink } from '../src/bridge/sinks/motto.js';
import { rmgSink } from '../src/bridge/sinks/rmg.js';
import { bridgeTopics } from '../src/bridge/webhook-plan.js';
import { createWebhookSetup } from '../src/bridge/webhook-setup.js';
import { own } from '../src/mediastore/body.js';
import type { Clock } from '../src/mediastore/clock.js';
import { digits } from '../src/mediastore/token.js';
import type { Simulator } from '../src/simulator/index.js';
import { createMottoSimulator, type MottoSimulator } from '../src/simulator/motto.js';
import { createRightsManager, type RightsManager } from '../src/simulator/rmg.js';
import { coreSource } from '../src/sources/index.js';
import type { Log } from '../src/wire/log.js';

/** Something that has happened to a reader's rights on the other platforms. */
export interface JournalEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly what: 'delivery' | 'asked' | 'applied' | 'held';
  /** Of a delivery. */
  readonly topic?: string;
  readonly sink?: string;
  readonly want?: string;
  readonly outcome?: string;
  /** Of `asked`: questions that were put to Cleeng. */
  readonly checks?: number;
}

/** Two platforms, and what keeps them true. */
export interface PaperBridge {
  readonly motto: MottoSimulator;
  readonly rights: RightsManager;
  /** Takes Cleeng's deliveries in. */
  intake(request: Request): Promise<Response>;
  /** Looks at a reader, as after an event; resolves when it is written down and not when it is done. */
  look(customerId: string): Promise<void>;
  /** The nightly sweep, now. */
  sweep(): Promise<void>;
  /** The newest entries about a reader, oldest first. */
  journal(customerId: string): readonly JournalEntry[];
  close(): Promise<void>;
}

interface Surroundings {
  readonly simulator: Simulator;
  readonly clock: Clock;
  /** Where Cleeng is to send its deliveries. */
  readonly webhookUrl: string;
}

const journalLength = 12;
const subscriptions = ['S100000001_DE', 'S100000001_US', 'S100000002_DE'];
const screens = {
  motto: { target: 'cinema', offers: [...subscriptions, 'P100000003_DE', 'R100000006_DE'], row: {} },
  rmg: { target: 'SHORE_CHANNEL', offers: [...subscriptions, 'E100000005_DE'], row: { productType: 'SUBSCRIPTION' } },
};

/** What is sold opens what: in life this is a file, and the command `cleeng-gate bridge` reads it. */
const mapping: Mapping = {
  rows: Object.entries(screens).map(([sink, row]) => ({ sink, ...row })),
  offers: [...new Set(Object.values(screens).flatMap(({ offers }) => offers))],
  unlisted: ['R100000006_DE', 'E100000005_DE'],
};

/** What goes wrong is heard; what is only worth knowing stands in the journal. */
const log: Log = (level, event, fields) => { if (level === 'error') console.error(event, fields); };

function createJournal(clock: Clock) {
  const entries = new Map<string, JournalEntry[]>();
  return {
    write: (customerId: string, entry: Omit<JournalEntry, 'at'>): void => {
      entries.set(customerId, [...(entries.get(customerId) ?? []), { at: clock.now(), ...entry }].slice(-journalLength));
    },
    of: (customerId: string): readonly JournalEntry[] => entries.get(customerId) ?? [],
  };
}

const entryOf = ({ at, sink, want, outcome, checks }: Step): Omit<JournalEntry, 'at'> | undefined =>
  at === 'asked' || at === 'applied' || at === 'held'
    ? { what: at, ...(sink && { sink }), ...(want && { want }), ...(outcome && { outcome }), ...(checks !== undefined && { checks }) }
    : undefined;

/**
 * Two simulated platforms and a real bridge between them and the simulated Cleeng: its own store in memory, its own
 * webhooks, which Cleeng signs and posts to `webhookUrl`.
 */
export async function startBridge({ simulator, clock, webhookUrl }: Surroundings): Promise<PaperBridge> {
  const { publisherId, publisherToken } = simulator;
  const motto = createMottoSimulator({ clock });
  const rights = createRightsManager({ clock });
  rights.addProduct({ id: screens.rmg.target, type: 'SUBSCRIPTION', contents: ['an-evening-with-the-light'] });
  const journal = createJournal(clock);
  const core = { base: `http://core.localhost${simulator.base}/3.1`, publisherToken, fetch: simulator.fetch, clock };
  const database = await openMemory();
  const store = await openBridgeStore({ database, clock });
  const bridge = createBridge({
    publisherId, environment: 'sandbox', store, mapping, clock, log, source: coreSource(core), concurrency: 1,
    sinks: [
      mottoSink({ projectId: motto.projectId, token: motto.token, fetch: motto.fetch, clock }),
      rmgSink({ base: 'https://operator.example', tenant: rights.tenant, environment: 'sandbox', publisherId, ...rights.operator, fetch: rights.fetch, clock }),
    ],
    // Rights Manager knows no account that nobody has made; another system of the operator's would do this.
    account: async (customerId) => Promise.resolve(rights.addAccount(customerId).id),
    // Nobody waits a week for a demo to find a ticket that was given back.
    recheck: 1,
    steps(step) {
      const entry = entryOf(step);
      if (entry) journal.write(step.customerId, entry);
    },
  });
  const running = bridge.run();

  const secret = randomUUID();
  const setup = createWebhookSetup(core);
  for await (const { outcome, topic } of setup.apply(await setup.plan({ url: webhookUrl, topics: bridgeTopics, secret }))) {
    if (outcome !== 'written') console.error('webhooks', topic, outcome);
  }
  const take = createIntake({ store, publisherId, secrets: [secret], offers: () => mapping.offers, onMark: () => { running.wake(); }, log });

  return {
    motto, rights,
    async intake(request) {
      const body: unknown = await request.clone().json().catch(() => undefined);
      const answer = await take(request);
      const [customerId, topic] = [digits(own(own(body, 'data'), 'customerId')), own(body, 'topic')];
      if (answer.ok && customerId && typeof topic === 'string') journal.write(customerId, { what: 'delivery', topic });
      return answer;
    },
    async look(customerId) {
      await store.mark([customerId], 'event');
      running.wake();
    },
    async sweep() { await bridge.sweep(); },
    journal: journal.of,
    async close() {
      await running.close();
      await database.close();
    },
  };
}
