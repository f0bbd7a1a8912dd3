import type { Fault } from '../../src/simulator/index.js';
import type { Spans } from './history.js';
import type { World } from './world.js';

/** One thing that goes wrong, or several at once. */
export interface Phase {
  readonly name: string;
  /** Whether guards must share a storage for it. */
  readonly shared?: boolean;
  run(world: World, size: number): Promise<void>;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Rounds with time between them. */
async function rounds({ pace, round }: World, size: number, ...pauses: readonly number[]): Promise<void> {
  for (const pause of pauses) {
    await round(size);
    await pace.pass(pause);
  }
  await round(size);
}

/** Lets something be so while `run` runs, and then looks at how all recovers. */
async function during(world: World, size: number, span: Spans | readonly Spans[], mend: () => void | Promise<void>, run: () => Promise<void>): Promise<void> {
  const { pace, report } = world;
  const { clock } = pace;
  const spans = [span].flat();
  for (const one of spans) one.begin(clock.now());
  await run();
  await mend();
  for (const one of spans) one.end(clock.now());
  report.mended(clock.now());
  world.purchase(4);
  // The longest rest of a source is 30 s; after it one question finds out, and then all are answered.
  await rounds(world, size, second, 4 * second, 10 * second, 17 * second);
  await pace.pass(second);
  await rounds(world, size, 5 * second, 30 * second);
}

const upstream = async (world: World, size: number, fault: Omit<Fault, 'endpoint'>, run: () => Promise<void>, malformed = false): Promise<void> => {
  const { simulator, judge: { trouble } } = world;
  simulator.fault({ ...fault, endpoint: 'entitlements' });
  await during(world, size, malformed ? [trouble.upstream, trouble.malformed] : trouble.upstream, () => { simulator.mend(); }, run);
};

/** An upstream that is ill in one way: at once, when grants are no longer fresh, and with people leaving meanwhile. */
const illness = (name: string, fault: Omit<Fault, 'endpoint'>, malformed = false): Phase => ({
  name,
  run: async (world, size) => upstream(world, size, fault, async () => {
    await rounds(world, size, 2 * second, 6 * minute, 3 * second);
    await world.revoke(2, true);
    await world.pace.pass(second + 50);
    await rounds(world, size, hour);
  }, malformed),
});

const calm: Phase = {
  name: 'calm, with purchases, refunds and webhooks',
  async run(world, size) {
    await rounds(world, size, second, second);
    await world.revoke(3, true);
    await world.pace.pass(second + 50);
    world.purchase(5);
    await rounds(world, size, 9 * second, minute);
    await world.revoke(3, false);
    await rounds(world, size, 4 * minute, 2 * minute, second);
  },
};

const flapping: Phase = {
  name: 'upstream flapping',
  run: async (world, size) => {
    const { simulator, judge: { trouble }, random } = world;
    await during(world, size, trouble.upstream, () => { simulator.mend(); }, async () => {
      for (let turn = 0; turn < 8; turn++) {
        simulator.mend();
        if (random.chance(0.6)) simulator.fault({ endpoint: 'entitlements', ...random.pick([{ kind: 'reset' }, { kind: 'status', status: 502 }, { kind: 'hang', times: 5 }] as const) });
        if (turn === 4) await world.revoke(2, true);
        await rounds(world, size, random.pick([second, 2 * second, 6 * minute]));
      }
    });
  },
};

/** @param flood whether tokens are forged meanwhile that look as if a new key had signed them */
const rotated = (name: string, flood: boolean): Phase => ({
  name,
  async run(world, size) {
    const { pace: { clock }, judge: { trouble } } = world;
    if (flood) trouble.flood.begin(clock.now());
    for (let turn = 0; turn < 2; turn++) {
      await rounds(world, size, second);
      await world.pace.pass(31 * second);
      if (flood) await world.round(size);
      world.readers.rotate();
      await rounds(world, size, second, second);
    }
    trouble.flood.end(clock.now());
    await rounds(world, size, 31 * second);
  },
});

const keysDown: Phase = {
  name: 'JWKS endpoint down, keys rotated meanwhile, a guard restarted',
  run: async (world, size) => {
    const { simulator, judge: { trouble }, readers } = world;
    simulator.fault({ kind: 'status', status: 500, endpoint: 'jwks' });
    await during(world, size, trouble.keys, () => { simulator.mend(); }, async () => {
      await rounds(world, size, 6 * minute, 11 * minute);
      await world.restart(0);
      await rounds(world, size, second, 31 * second);
      readers.rotate();
      await rounds(world, size, second, hour);
    });
  },
};

const restarted: Phase = {
  name: 'guards restarted, also while upstream is down',
  run: async (world, size) => {
    await world.restart(0);
    await rounds(world, size, second);
    await upstream(world, size, { kind: 'reset' }, async () => {
      await rounds(world, size, second);
      await world.restart(1);
      await rounds(world, size, second, 7 * minute);
      await world.restart(0);
      await world.restart(1);
      await rounds(world, size, second);
    });
  },
};

/** A storage that is away while people leave, and while the guards that were told of it are restarted. */
async function storeAway(world: World, size: number): Promise<void> {
  await world.store!.kill();
  await rounds(world, size, 200, second, 2 * second);
  await world.revoke(2, true);
  await world.restart(0);
  await world.revoke(2, true);
  await rounds(world, size, second, 2 * second);
  await world.restart(1);
  await rounds(world, size, second);
}

/** @param empty whether the storage comes back with nothing */
const storeDies = (name: string, empty: boolean): Phase => ({
  name, shared: true,
  run: async (world, size) => {
    const { store, judge, pace } = world;
    await rounds(world, size, second);
    const back = async (): Promise<void> => {
      if (empty) judge.storeLost(pace.clock.now());
      await store!.revive(empty);
    };
    await during(world, size, judge.trouble.store, back, async () => storeAway(world, size));
    await pace.pass(6 * minute);
    await rounds(world, size, second);
  },
});

/** The storage comes back first, and holds grants that somebody was told are over. */
const bothDie: Phase = {
  name: 'shared storage killed and back while upstream is down', shared: true,
  run: async (world, size) => {
    const { store, judge: { trouble }, pace: { clock } } = world;
    await rounds(world, 2 * size, second);
    await upstream(world, size, { kind: 'reset' }, async () => {
      trouble.store.begin(clock.now());
      await storeAway(world, size);
      await store!.revive(false);
      trouble.store.end(clock.now());
      await rounds(world, size, 9 * second, second, 6 * minute);
    });
  },
};

const longOutage: Phase = {
  name: 'upstream down for longer than a day',
  run: async (world, size) => {
    await rounds(world, 2 * size, second);
    await upstream(world, size, { kind: 'status', status: 503 }, async () => {
      await rounds(world, size, 8 * hour, 8 * hour, 7 * hour, hour, 2 * hour);
    });
  },
};

/** All that goes wrong, one after the other; after each, how soon all is well. */
export const phases: readonly Phase[] = [
  calm,
  illness('upstream down: 500', { kind: 'status', status: 500 }),
  illness('upstream down: connections reset', { kind: 'reset' }),
  illness('upstream limits: 429, Retry-After 20', { kind: 'status', status: 429, retryAfter: 20 }),
  illness('upstream slow: 4 s', { kind: 'latency', ms: 4000 }),
  illness('upstream silent', { kind: 'hang' }),
  flapping,
  illness('upstream wrong: a page of HTML', { kind: 'html' }),
  illness('upstream wrong: 204', { kind: 'no-content' }),
  illness('upstream wrong: "true"', { kind: 'json', body: { responseData: { accessGranted: 'true' }, errors: [] } }, true),
  illness('upstream wrong: another customer’s grant', { kind: 'other-customer' }, true),
  illness('upstream wrong: a redirect', { kind: 'redirect' }),
  rotated('keys rotated under load', false),
  rotated('keys rotated under load and forged tokens', true),
  keysDown,
  restarted,
  storeDies('shared storage killed and back', false),
  storeDies('shared storage killed, back with nothing', true),
  bothDie,
  longOutage,
  { ...calm, name: 'calm again' },
];

/** Runs all that fits. */
export async function runPhases(world: World, size: number): Promise<void> {
  for (const { name, shared, run } of phases) {
    if (shared && !world.store) continue;
    world.report.begin(name);
    await run(world, size);
    await world.pace.pass(minute);
  }
}
