import { createHash } from 'node:crypto';
import type { TestContext } from 'node:test';
import { createBridge, type Bridge, type BridgeOptions, type Mapping, type Round } from '../../src/bridge/index.js';
import { openBridgeStore } from '../../src/bridge/postgres-store.js';
import type { BridgeStore } from '../../src/bridge/store.js';
import type { Clock } from '../../src/mediastore/clock.js';
import { createSimulator, type CustomerName, type Simulator } from '../../src/simulator/index.js';
import { coreSource } from '../../src/sources/index.js';
import type { TestClock } from '../clock.js';
import { engines } from './databases.js';
import { map, monthly, yearly } from './mapping.js';
import { createPlatform, type Platform } from './sink.js';

/** A publisher with Cleeng, two platforms and a bridge between them. */
export interface World {
  readonly clock: TestClock;
  readonly simulator: Simulator;
  readonly store: BridgeStore;
  readonly tv: Platform;
  readonly radio: Platform;
  readonly bridge: Bridge;
  /** What the bridge told its operator. */
  readonly told: string[];
  /** The same tables, by a process whose clock goes its own way. */
  storeAt(clock: Clock): Promise<BridgeStore>;
  /** Another bridge over the same store and platforms. */
  again(more?: Partial<BridgeOptions>): Bridge;
  /** Cleeng tells about the customer; the body is the same each time. */
  event(...customers: CustomerName[]): Promise<void>;
  /** Makes rounds until nobody is due. */
  drain(bridge?: Bridge): Promise<Round[]>;
  /** How often Cleeng was asked about access. */
  checks(): number;
  /** Lets time go by until something has come to its end. */
  meanwhile<T>(work: Promise<T>): Promise<T>;
  /** Whether the customer may watch it on the platform now. */
  opens(platform: Platform, customer: CustomerName | number, target?: string): boolean;
}

export const idOf = ({ customers }: Simulator, customer: CustomerName | number): string =>
  String(typeof customer === 'number' ? customer : customers[customer].id);

export const usualMapping: Mapping = map(
  { offers: [monthly, yearly], sink: 'tv', target: 'premium' },
  { offers: [monthly, yearly], sink: 'radio', target: 'all' },
);

/** @param more options of the bridge */
export async function createWorld(t: TestContext, more: Partial<BridgeOptions> = {}, engine = engines[0]!): Promise<World> {
  const { clock, store, database, schema } = await engine.fresh(t);
  const simulator = createSimulator({ clock });
  const [tv, radio] = [createPlatform('tv', clock), createPlatform('radio', clock)];
  const told: string[] = [];
  const source = coreSource({ base: 'http://cleeng.test/3.1', fetch: simulator.fetch, publisherToken: simulator.publisherToken, clock });
  const again = (others: Partial<BridgeOptions> = {}): Bridge => createBridge({
    publisherId: simulator.publisherId, environment: 'sandbox', store, sinks: [tv.sink, radio.sink], mapping: usualMapping, source, clock,
    random: () => 0, log: (_, event) => { told.push(event); }, ...more, ...others,
  });
  const bridge = again();
  return {
    clock, simulator, store, tv, radio, bridge, told, again,
    storeAt: async (other) => openBridgeStore({ database, schema, clock: other }),
    async event(...customers) {
      for (const customer of customers) {
        const body = new TextEncoder().encode(JSON.stringify({ topic: 'transactionCreated', data: { customerId: idOf(simulator, customer) } }));
        await store.receive({ sha256: createHash('sha256').update(body).digest('hex'), topic: 'transactionCreated', body }, idOf(simulator, customer));
      }
    },
    async drain(which = bridge) {
      const rounds: Round[] = [];
      for (let round = await which.runOnce(); round; round = await which.runOnce()) rounds.push(round);
      return rounds;
    },
    async meanwhile(work) {
      const pending = new Set([work]);
      const done = (): void => void pending.delete(work);
      work.then(done, done);
      while (pending.size) await clock.tick(1000);
      return work;
    },
    checks: () => simulator.requests.filter(({ endpoint }) => endpoint === 'core-entitlement').length,
    opens: (platform, customer, target = platform === tv ? 'premium' : 'all') => platform.opens(idOf(simulator, customer), target),
  };
}

export const hour = 3_600_000;
export const day = 24 * hour;
