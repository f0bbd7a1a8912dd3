import type { OfferName, Simulator } from '../../src/simulator/index.js';
import type { Judge } from './judge.js';
import type { Random } from './random.js';

/** Offers that open nothing but themselves. */
export const shop: readonly OfferName[] = ['monthly', 'yearly', 'dayPass', 'event', 'season'];

/** A token, and what is known of its making. */
export interface Pass {
  readonly jwt: string;
  readonly madeAt: number;
  readonly generation: number;
  /** When the key was new that has signed it. */
  readonly keyBorn: number;
}

/** Many customers, what they own, and their tokens. */
export interface Readers {
  readonly ids: readonly number[];
  readonly offerIds: readonly string[];
  owns(customer: number, offer: OfferName): boolean;
  buy(customer: number, offer: OfferName): void;
  refund(customer: number, offer: OfferName): void;
  /** Who was the last to lose something, and what: those come again and again. */
  readonly lost: readonly (readonly [customer: number, offerId: string])[];
  /** A token that is good now; made by the newest key, or before. */
  pass(customer: number): Promise<Pass>;
  /**
   * Tokens of other publishers, times and signatures; good for nothing.
   *
   * @param flood also by keys that the service might have, so that the guard has to ask for keys
   */
  forged(flood: boolean): Promise<string>;
  rotate(): void;
}

const day = 86_400;

export function createReaders(simulator: Simulator, foreign: Simulator, judge: Judge, random: Random, now: () => number, count: number): Readers {
  const ids = Array.from({ length: count }, (_, at) => 710_000_000 + at);
  const passes = new Map<number, Pass>();
  const owned = new Set<string>();
  const lost: [number, string][] = [];
  let generation = 0;
  let keyBorn = now();

  const buy = (customer: number, offer: OfferName): void => {
    simulator.grant(customer, offer);
    owned.add(`${customer} ${offer}`);
    judge.owns(customer, simulator.offers[offer].id, true, now());
  };
  for (const customer of ids) for (const offer of shop) if (customer % 3 && random.chance(0.5)) buy(customer, offer);
  return {
    ids, buy, lost,
    offerIds: shop.map((offer) => simulator.offers[offer].id),
    owns: (customer, offer) => owned.has(`${customer} ${offer}`),
    refund(customer, offer) {
      simulator.refund(customer, offer);
      owned.delete(`${customer} ${offer}`);
      lost.unshift([customer, simulator.offers[offer].id]);
      lost.length = Math.min(lost.length, 6);
      judge.owns(customer, simulator.offers[offer].id, false, now());
    },
    async pass(customer) {
      const old = passes.get(customer);
      const good = old && now() < old.madeAt + 20 * 3_600_000 && (old.generation === generation || (old.generation === generation - 1 && random.chance(0.7)));
      if (good) return old;
      const pass = { jwt: await simulator.token(customer, { life: day, kid: random.chance(0.5) }), madeAt: now(), generation, keyBorn };
      passes.set(customer, pass);
      return pass;
    },
    async forged(flood) {
      const customer = random.pick(ids);
      const makes = flood ? [async () => foreign.token(customer)] : [
        async () => foreign.token(customer, { life: -120 }),
        async () => simulator.token(customer, { publisherId: '987654321' }),
        async () => simulator.token(customer, { life: -120 }),
      ];
      return random.pick(makes)();
    },
    rotate() {
      generation++;
      keyBorn = now();
      simulator.rotateKeys();
    },
  };
}
