import { createBridge, type Bridge } from '../../../src/bridge/bridge.js';
import { createIntake } from '../../../src/bridge/intake.js';
import { mottoSink } from '../../../src/bridge/sinks/motto.js';
import { rmgSink } from '../../../src/bridge/sinks/rmg.js';
import type { Running } from '../../../src/bridge/run.js';
import type { BridgeStore } from '../../../src/bridge/store.js';
import { coreSource } from '../../../src/sources/index.js';
import type { Random } from '../../faults/random.js';
import { mapping } from './mapped.js';
import { withServerIds, type Ids } from './protections.js';
import type { Host, Timeline } from './timeline.js';
import type { Weather } from './weather.js';
import { createWire } from './wire.js';
import { publisherId, secret, type World } from './world.js';

/** A process with a bridge in it. */
export interface Process {
  readonly host: Host;
  readonly bridge: Bridge;
  /** Makes rounds until it dies. */
  run(): Running;
  /** Its intake; rejects when it dies before it has answered. */
  take(request: Request): Promise<Response>;
}

export interface ProcessSurroundings {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly weather: () => Weather;
  readonly world: World;
  readonly store: BridgeStore;
  /** Given where the platform makes ids itself. */
  readonly ids: Ids | undefined;
  readonly onCrash: () => void;
  /** Called when a worker found nobody to look after. */
  readonly onIdle: () => void;
}

const core = 'https://core.example/3.1';
const hour = 3600;

/** Each transaction of the store takes its way over the wire. */
function overWire(store: BridgeStore, via: <T>(method: string, run: () => Promise<T>) => Promise<T>): BridgeStore {
  const methods = Object.entries(store) as [string, (...args: unknown[]) => Promise<unknown>][];
  return Object.fromEntries(methods.map(([name, method]) => [name, async (...args: unknown[]) => via(name, async () => method(...args))])) as unknown as BridgeStore;
}

export function startProcess(name: string, { timeline, random, weather, world, store: shared, ids, onCrash, onIdle }: ProcessSurroundings): Process {
  const host: Host = { name, alive: true, frozenUntil: 0 };
  const clock = timeline.clockOf(host);
  const died = new Set<(error: Error) => void>();
  const wire = createWire({
    timeline, random, weather, host,
    onCrash: () => {
      for (const reject of died) reject(new TypeError('Failed to fetch'));
      onCrash();
    },
  });
  const { cleeng, motto, rmg } = world;
  const store = overWire(shared, wire.store);
  const toRmg = wire.tell(rmg.fetch);
  const bridge = createBridge({
    publisherId, environment: 'sandbox', mapping, clock, random: random.next, owner: name, concurrency: 1, poll: 6 * hour * 1000, recheck: 20 * hour,
    log: () => undefined,
    store: { ...store, claim: async (owner, lease) => {
      const claim = await store.claim(owner, lease);
      if (!claim) onIdle();
      return claim;
    } },
    source: coreSource({ base: core, publisherToken: cleeng.publisherToken, clock, fetch: wire.ask(cleeng.fetch), breaker: { random: random.next } }),
    sinks: [
      mottoSink({ projectId: motto.projectId, token: motto.token, clock, fetch: wire.tell(motto.fetch), perSecond: false }),
      rmgSink({
        base: 'https://operator.example:8443', tenant: rmg.tenant, environment: 'sandbox', publisherId, ...rmg.operator, clock,
        fetch: ids ? withServerIds(toRmg, ids) : toRmg, perSecond: false,
      }),
    ],
  });
  // A signature is judged in real time: nothing else happens until what it leads to is on its way.
  const judging: (() => void)[] = [];
  const receive: BridgeStore['receive'] = async (...args) => {
    judging.shift()?.();
    return store.receive(...args);
  };
  const take = createIntake({ store: { receive }, publisherId, secrets: [secret], log: () => undefined });
  return {
    host, bridge,
    run: () => bridge.run(),
    take: async (request) => new Promise((resolve, reject) => {
      died.add(reject);
      const release = timeline.hold();
      judging.push(release);
      void take(request).then(resolve, reject).finally(() => { release(); died.delete(reject); });
    }),
  };
}
