import { createBridge, createIntake, type Bridge, type Mapping, type Running } from '../../src/bridge/index.js';
import { mottoSink } from '../../src/bridge/sinks/motto.js';
import { rmgSink } from '../../src/bridge/sinks/rmg.js';
import type { Clock } from '../../src/mediastore/clock.js';
import type { Fetch } from '../../src/mediastore/request.js';
import type { BridgeStore } from '../../src/bridge/store.js';
import type { Sink } from '../../src/bridge/sink.js';
import { createSimulator, type CustomerName, type Simulator } from '../../src/simulator/index.js';
import { createPlatforms, type Platforms } from '../../src/simulator/platforms.js';
import { coreSource } from '../../src/sources/index.js';
import type { Log } from '../../src/wire/log.js';
import type { TestClock } from '../clock.js';
import { map, monthly } from './mapping.js';

/** The monthly subscription opens the cinema at Motto and its twin at Rights Manager. */
export const cinema: Mapping = map(
  { offers: [monthly], sink: 'motto', target: 'cinema' },
  { offers: [monthly], sink: 'rmg', target: 'LAMP_CINEMA', row: { validityType: 'ABSOLUTE', productType: 'SUBSCRIPTION' } },
);

interface Secrets {
  readonly publisherId: string;
  readonly publisherToken: string;
  readonly motto: { readonly projectId: string; readonly token: string };
  readonly rmg: { readonly tenant: string; readonly operator: { readonly username: string; readonly password: string; readonly clientId: string } };
}

/** The two real sinks, which ask by `fetch` for `/motto` and `/rmg` below `base`. */
export function realSinks({ publisherId, motto, rmg }: Secrets, base: string, fetch: Fetch, clock: Clock): Sink[] {
  const { projectId, token } = motto;
  const common = { fetch, clock, perSecond: false } as const;
  return [
    mottoSink({ ...common, base: `${base}/motto`, projectId, token, concurrencyLimit: 3 }),
    rmgSink({ ...common, base: `${base}/rmg`, environment: 'sandbox', publisherId, tenant: rmg.tenant, ...rmg.operator }),
  ];
}

/** A publisher with both platforms as they are in life, as far as simulators go, and deliveries that reach the bridge. */
export interface Publisher {
  readonly clock: TestClock;
  readonly simulator: Simulator;
  readonly platforms: Platforms;
  readonly bridge: Bridge;
  /** Lets the bridge run; deliveries wake it. */
  run(): Running;
  /** Has each call of each service take so many milliseconds. */
  slow(ms: number): void;
  /** Whether the customer may watch the film at Motto, and at Rights Manager. */
  watches(customer: CustomerName): readonly [boolean, boolean];
}

const sharedSecret = 'a-secret-of-a-fitting-length';

/** Has the simulator send what happens to the bridge, signed. */
async function subscribe({ fetch, publisherToken }: Simulator): Promise<void> {
  for (const topic of ['transactionCreated', 'subscriptionSwitched', 'subscriptionTerminated']) {
    const body = JSON.stringify([{ url: 'http://bridge.test/', verification: { name: 'hmac', options: { hashAlg: 'sha256', sharedSecret } } }]);
    await fetch(`http://lamp.test/3.1/webhook_subscriptions/${topic}`, { method: 'PUT', headers: { 'X-Publisher-Token': publisherToken }, body });
  }
}

/**
 * @param clock moves when the caller moves it
 * @param log takes what the bridge tells its operator
 */
export async function createPublisher(clock: TestClock, store: BridgeStore, log: Log = () => undefined): Promise<Publisher> {
  const simulator = createSimulator({ clock, deliver: async (request) => intake(request) });
  const platforms = createPlatforms(simulator, clock);
  const fetch: Fetch = async (url, init) => platforms.fetch(new Request(url, init));
  const source = coreSource({ base: 'http://lamp.test/3.1', fetch, clock, publisherToken: simulator.publisherToken });
  const bridge = createBridge({
    publisherId: simulator.publisherId, environment: 'sandbox', store, source, clock, mapping: cinema, random: () => 0, log,
    sinks: realSinks({ ...simulator, ...platforms }, 'http://lamp.test', fetch, clock),
  });
  const running: Running[] = [];
  const onMark = (): void => { for (const one of running) one.wake(); };
  const intake = createIntake({ store, publisherId: simulator.publisherId, secrets: [sharedSecret], onMark, log });
  await subscribe(simulator);
  const { motto, rmg } = platforms;
  return {
    clock, simulator, platforms, bridge,
    run() {
      const one = bridge.run();
      running.push(one);
      return one;
    },
    slow(ms) { for (const each of [simulator, motto, rmg]) each.fault({ kind: 'latency', ms }); },
    watches: (customer) => {
      const id = String(simulator.customers[customer].id);
      return [motto.mayWatch(id, 'cinema'), rmg.mayWatch(id, 'the-long-tide')];
    },
  };
}
