import { createSpans, type Spans } from './history.js';

/** What one guard said of one customer and one offer. */
export interface Answer {
  readonly customer: number;
  readonly offer: string;
  /** Which guard, and which of its lives. */
  readonly guard: number;
  readonly life: number;
  /** Milliseconds since the epoch, of the question and of the answer. */
  readonly asked: number;
  readonly told: number;
  readonly said: 'granted' | 'denied' | 'unauthorized' | 'unknown' | 'wrong';
  /** Seconds since the service said so; undefined where an answer does not tell. */
  readonly age?: number | undefined;
  /** When the key was new that has signed the token. */
  readonly keyBorn: number;
  readonly what: string;
}

/** A delivery that a guard has taken. */
interface Delivery {
  readonly customer: number;
  readonly guard: number;
  readonly life: number;
  readonly at: number;
}

/** What is documented, in milliseconds. */
export const documented = { fresh: 300_000, denial: 8000, stand: 86_400_000, bite: 1000, newKey: 31_000, upstreamBack: 35_000, storeBack: 8000 } as const;

/** One flight of a question: an answer is dated by its question, and the service looks within this time. */
const flight = 4000;
const second = 1000;

const keyOf = (customer: number, offer: string): string => `${customer} ${offer}`;

/** What is going on, and what guards have said; finds what must not be. */
export interface Judge {
  readonly trouble: Readonly<Record<'upstream' | 'malformed' | 'keys' | 'store' | 'flood', Spans>>;
  /** What the service itself would say. */
  owns(customer: number, offer: string, granted: boolean, at: number): void;
  delivered(delivery: Delivery): void;
  /** One that a guard could not keep: it may have forgotten, or not. */
  attempted(customer: number, at: number): void;
  storeLost(at: number): void;
  /** What is wrong with an answer; undefined when nothing is. */
  judge(answer: Answer): string | undefined;
}

interface Grant {
  readonly dated: number;
  readonly told: number;
  readonly guard: number;
  readonly life: number;
}

/** @param shared whether the guards share a storage */
export function createJudge(shared: boolean): Judge {
  const trouble = { upstream: createSpans(), malformed: createSpans(), keys: createSpans(), store: createSpans(), flood: createSpans() };
  const owned = new Map<string, Spans>();
  const deliveries = new Map<number, Delivery[]>();
  const attempts = new Map<number, number>();
  const grants = new Map<string, Grant[]>();
  const denials = new Map<string, Grant[]>();
  const met = new Set<string>();
  let lostAt = -Infinity;

  const ownership = (customer: number, offer: string): Spans => {
    const key = keyOf(customer, offer);
    if (!owned.has(key)) owned.set(key, createSpans());
    return owned.get(key)!;
  };
  const remember = (book: Map<string, Grant[]>, { customer, offer, guard, life, told, age = 0 }: Answer): void => {
    const key = keyOf(customer, offer);
    const others = (book.get(key) ?? []).filter((one) => one.guard !== guard);
    book.set(key, [...others, { dated: told - age * second, told, guard, life }]);
  };
  const storeWell = (from: number, to: number): boolean => shared && !trouble.store.during(from - documented.storeBack, to);
  const upstreamWell = ({ asked, told }: Answer): boolean => !trouble.upstream.during(asked - documented.upstreamBack, told);
  const keysWell = ({ asked, told }: Answer): boolean => !trouble.keys.during(asked - documented.upstreamBack, told);

  /** Whether a delivery that a guard has taken must have reached this one: the others learn of it by the storage. */
  const mustHaveReached = (delivery: Delivery, { guard, life, asked, told }: Answer): boolean =>
    asked > delivery.at + documented.bite &&
    (storeWell(asked, told) ? lostAt < delivery.at : delivery.guard === guard && delivery.life === life);

  function judgeGranted(answer: Answer): string | undefined {
    const { customer, offer, asked, told, guard, life } = answer;
    const own = ownership(customer, offer);
    const limit = upstreamWell(answer) ? documented.fresh : documented.stand;
    const [from, to] = answer.age === undefined ? [asked - limit - flight, told] : [told - answer.age * second - second - (told - asked), told - answer.age * second + flight];
    if (!own.during(from, Math.min(to, told))) return 'served to somebody who had not paid then';
    if (answer.age !== undefined && answer.age * second > limit + second) return `a grant of ${answer.age} s ago, older than ${limit / second} s`;
    const forgotten = (deliveries.get(customer) ?? []).find((delivery) => !own.during(delivery.at + 1, told) && mustHaveReached(delivery, answer));
    if (forgotten) return `served although a webhook had made guard ${forgotten.guard} forget ${Math.round(asked - forgotten.at)} ms before, storage away ${Math.round(asked - (trouble.store.last(told) ?? 0))} ms before`;
    const denial = denials.get(keyOf(customer, offer))?.find((one) => one.guard === guard && one.life === life);
    if (denial && to < denial.dated && answer.age !== undefined) return 'served by a grant from before its own denial';
    return undefined;
  }

  function judgeDenied({ customer, offer, asked, told, age }: Answer): string | undefined {
    const own = ownership(customer, offer);
    const from = age === undefined ? asked - documented.denial - flight : told - age * second - second - (told - asked);
    if (own.throughout(from, told)) return 'a paying customer was refused';
    if (age !== undefined && age * second > documented.denial + second) return `a denial of ${age} s ago`;
    return undefined;
  }

  /** Whether some store still holds a grant that may stand in. */
  function held({ customer, offer, asked, told, guard, life }: Answer): boolean {
    return (grants.get(keyOf(customer, offer)) ?? []).some((grant) => {
      if (grant.dated < told - documented.stand || !ownership(customer, offer).throughout(grant.dated - flight, told)) return false;
      if ((attempts.get(customer) ?? 0) >= grant.dated - flight || deliveries.get(customer)?.some(({ at }) => at >= grant.dated - flight)) return false;
      // Whom a webhook was about before, of those a grant heard while the storage was away cannot be told from one of before the webhook: it is dropped.
      const unmarked = !deliveries.has(customer) && !attempts.has(customer);
      if (shared && !unmarked && !storeWell(grant.dated, grant.told)) return false;
      const inStore = storeWell(grant.dated, grant.told) && storeWell(asked, told) && lostAt < grant.dated;
      return (grant.guard === guard && grant.life === life) || inStore;
    });
  }

  function judgeUnknown(answer: Answer): string | undefined {
    const { asked, told, guard, life, keyBorn } = answer;
    const newKey = trouble.keys.during(keyBorn, keyBorn);
    if (upstreamWell(answer) && keysWell(answer)) return 'no answer although all was well for long enough';
    if (trouble.malformed.during(asked - 2 * second, told)) return undefined;
    const keys = keysWell(answer) || (!newKey && (met.has(`${guard} ${life}`) || (storeWell(asked, told) && lostAt === -Infinity)));
    return keys && held(answer) ? 'no answer although a store held the grant' : undefined;
  }

  const judgements = {
    granted: judgeGranted, denied: judgeDenied, unknown: judgeUnknown,
    // Whoever forges tokens of unknown keys can hold up the look for new keys, by 30 s as documented.
    unauthorized: ({ asked, told, keyBorn }: Answer) =>
      trouble.flood.during(asked - documented.newKey, told) && asked < keyBorn + documented.newKey ? undefined : 'a good token was refused',
    wrong: ({ what }: Answer) => `an answer that does not exist: ${what}`,
  };
  return {
    trouble,
    owns(customer, offer, granted, at) {
      const own = ownership(customer, offer);
      if (granted) own.begin(at);
      else own.end(at);
    },
    delivered: (delivery) => void deliveries.set(delivery.customer, [...(deliveries.get(delivery.customer) ?? []), delivery]),
    attempted: (customer, at) => void attempts.set(customer, at),
    storeLost(at) { lostAt = at; },
    judge(answer) {
      const wrong = judgements[answer.said](answer);
      if (answer.said === 'granted' && answer.age !== undefined) remember(grants, answer);
      if (answer.said === 'denied' && answer.age !== undefined) remember(denials, answer);
      if (answer.said === 'granted' || answer.said === 'denied') met.add(`${answer.guard} ${answer.life}`);
      return wrong;
    },
  };
}
