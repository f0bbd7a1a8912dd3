import type { CallOptions, Source, Subject, Verdict } from './source.js';

/**
 * How several verdicts become one.
 * - `any`: granted if one says so; denied only if at least one denied and none is unknown
 * - `all`: denied if one says so; granted only if at least one granted and none is unknown
 * - `first-definite`: in their order, past `abstain` and `unknown`, to the first that grants or denies; a denial that
 *   was reached past an `unknown` is `unknown`, since the one before might have granted
 *
 * All three `abstain` if every source does, and are otherwise `unknown`.
 */
export type Strategy = 'any' | 'all' | 'first-definite';

type Decide = (verdicts: readonly Verdict[]) => Verdict | undefined;
type Of<Status> = Extract<Verdict, { status: Status }>;

const only = <S extends Verdict['status']>(verdicts: readonly Verdict[], status: S): Of<S>[] =>
  verdicts.filter((verdict): verdict is Of<S> => verdict.status === status);

/** Of several, the one that says most: a reader whose token is refused can mend that. */
const firstUnknown = (verdicts: readonly Verdict[]): Verdict | undefined => {
  const all = only(verdicts, 'unknown');
  return all.find(({ problem }) => problem.code === 'unauthorized') ?? all[0];
};
const firstDenied = (verdicts: readonly Verdict[]): Verdict | undefined => {
  const all = only(verdicts, 'denied');
  return all.find(({ reason }) => reason !== 'not-entitled') ?? all[0];
};
/** Where all must grant, access lasts as long as the shortest of them. */
const shortestGrant = (verdicts: readonly Verdict[]): Verdict | undefined =>
  only(verdicts, 'granted').sort((one, other) => (one.expiresAt ?? Infinity) - (other.expiresAt ?? Infinity))[0];

/** What settles it before all have spoken. */
const early: Record<'any' | 'all', Decide> = {
  any: (verdicts) => only(verdicts, 'granted')[0],
  all: firstDenied,
};
/** What it is once all have spoken and none has settled it. */
const late: Record<'any' | 'all', Decide> = {
  any: (verdicts) => firstUnknown(verdicts) ?? firstDenied(verdicts),
  all: (verdicts) => firstUnknown(verdicts) ?? shortestGrant(verdicts),
};

type Ask = (source: Source, signal: AbortSignal | undefined) => Promise<Verdict>;

/** Asks all at once; whoever is still being asked when it is settled is called off. */
async function atOnce(sources: readonly Source[], strategy: 'any' | 'all', ask: Ask, signal: AbortSignal | undefined): Promise<Verdict | undefined> {
  const settled = new AbortController();
  const both = signal ? AbortSignal.any([signal, settled.signal]) : settled.signal;
  const heard: Verdict[] = [];
  try {
    const first = await new Promise<Verdict | undefined>((resolve, reject) => {
      const asked = sources.map(async (source, index) => {
        const verdict = heard[index] = await ask(source, both);
        const decided = early[strategy]([verdict]);
        if (decided) resolve(decided);
      });
      Promise.all(asked).then(() => { resolve(undefined); }, reject);
    });
    return first ?? late[strategy](heard);
  } finally {
    settled.abort();
  }
}

async function inOrder(sources: readonly Source[], ask: Ask, signal: AbortSignal | undefined): Promise<Verdict | undefined> {
  const passed: Verdict[] = [];
  for (const source of sources) {
    const verdict = await ask(source, signal);
    if (verdict.status === 'granted') return verdict;
    if (verdict.status === 'denied') return firstUnknown(passed) ?? verdict;
    passed.push(verdict);
  }
  return firstUnknown(passed);
}

async function* listAll(sources: readonly Source[], subject: Subject, call?: CallOptions) {
  for (const source of sources) if (source.list) yield* source.list(subject, call);
}

/**
 * Several sources as one. For `any` and `all` they are asked at the same time, and no longer than it takes to decide.
 * The verdict is that of the source which decided, under its name; `list` tells what each of them lists.
 *
 * @param name of the whole, told when all abstain
 * @throws TypeError without a source or with another strategy
 */
export function combine(sources: readonly Source[], strategy: Strategy, name: string = strategy): Source {
  if (!sources.length) throw new TypeError('combine: write at least one source');
  if (!['any', 'all', 'first-definite'].includes(strategy)) throw new TypeError(`combine: the strategy is 'any', 'all' or 'first-definite'`);
  return {
    name,
    async check(subject, offerId, { signal } = {}) {
      signal?.throwIfAborted();
      const ask: Ask = async (source, until) => source.check(subject, offerId, { signal: until });
      const verdict = await (strategy === 'first-definite' ? inOrder(sources, ask, signal) : atOnce(sources, strategy, ask, signal));
      return verdict ?? { source: name, status: 'abstain' };
    },
    ...(sources.some(({ list }) => list) && { list: (subject: Subject, call?: CallOptions) => listAll(sources, subject, call) }),
  };
}
