import type { Clock } from '../../mediastore/clock.js';
import { bareOffer, formatKnown, isMark, newMark, parseKnown, standsAt, type Known, type Marks } from './known.js';
import type { Store } from './store.js';

/** What the shared storage holds of one customer and one offer. */
export interface Stored {
  readonly known: Known | null;
  readonly marks: Marks;
}

/**
 * The verdicts that several guards share. To forget a customer or an offer, a guard writes a new *mark*: a verdict
 * counts only while the marks under which it was asked for are still the ones that lie there, so that an answer on
 * its way while something is forgotten is void too, and no two clocks are compared. One more key changes with every
 * mark; each guard reads it at most once in 0.8 s and compares what it remembers itself when it has changed.
 */
export interface Shared {
  /** Grows whenever something may have been forgotten elsewhere. */
  readonly era: number;
  /** Looks whether it has; undefined when that was done a moment ago. */
  confirm(): Promise<void> | undefined;
  /** Undefined when the storage could not be asked. */
  load(customerId: string, offerId: string): Promise<Stored | undefined>;
  save(customerId: string, offerId: string, known: Known): Promise<boolean>;
  /** Forgets what matches, an offer with or without its country; in force here at once, and tried until it is written. Says whether it is already. */
  forget(what: { customerId?: string; offerId?: string }): Promise<boolean>;
  readonly troubled: boolean;
  close(): void;
}

const day = 86_400;
const confirmEvery = 800;
const retryAfter = 1000;
/** A storage that is slow to show what was written, such as Workers KV, takes up to a minute. */
const slowestShow = 60_000;

/** @param prefix beginning of every key, such as `cleeng-gate:v1:sandbox:123456789` */
export function createShared(store: Store, clock: Clock, prefix: string): Shared {
  const changes = `${prefix}:changes`;
  const verdictKey = (customerId: string, offerId: string): string => `${prefix}:${customerId}:${offerId}`;
  const markKeys = (customerId: string, offerId: string): readonly [string, string, string] => {
    const offer = bareOffer(offerId);
    return [`${prefix}:customer:${customerId}`, `${prefix}:offer:${offer}`, `${prefix}:both:${customerId}:${offer}`];
  };
  /** Marks that are not written yet, in their order; they already hold here. */
  const pending = new Map<string, string>();
  let era = 0;
  let seen: string | undefined;
  let confirmedAt = -Infinity;
  let plantedAt = -Infinity;
  let confirming: Promise<void> | undefined;
  let cancel: (() => void) | undefined;
  let closed = false;
  /** Whether it could not be asked since the last time that it could: what is remembered here is compared anew then. */
  let away = false;
  const missed = (): void => { away = true; };

  const retry = (): void => {
    if (closed || cancel) return;
    cancel = clock.after(retryAfter, () => {
      cancel = undefined;
      void look();
    });
  };

  /** Writes the marks, and when all of them lie there, that something has changed. */
  async function flush(): Promise<boolean> {
    const marks = [...pending];
    const written = await Promise.all(marks.map(async ([key, mark]) => store.write(key, mark, 2 * day)));
    const announced = written.every(Boolean) && (await store.write(changes, newMark(), 2 * day));
    if (!announced) retry();
    else for (const [key, mark] of marks) if (pending.get(key) === mark) pending.delete(key);
    return announced;
  }

  async function compare(value: unknown): Promise<void> {
    if (isMark(value)) {
      if (value !== seen) era++;
      seen = value;
    } else if (clock.now() - plantedAt >= slowestShow) {
      plantedAt = clock.now();
      era++;
      seen = newMark();
      await store.write(changes, seen, 2 * day);
    }
  }

  async function confirmNow(): Promise<void> {
    confirmedAt = clock.now();
    const found = await store.read([changes]);
    if (!found) return missed(), retry();
    if (away) era++;
    away = false;
    await compare(found.get(changes));
    if (pending.size) await flush();
  }

  /** One look at a time, which all who need it wait for. */
  const look = async (): Promise<void> => (confirming ??= confirmNow().finally(() => { confirming = undefined; }));

  /** A mark that was damaged might have forgotten anything: it is renewed. */
  const readMark = (found: ReadonlyMap<string, unknown>, key: string): string => {
    const value = found.get(key) ?? '';
    if (value !== '' && !isMark(value)) {
      pending.set(key, newMark());
      retry();
    }
    return pending.get(key) ?? (value as string);
  };

  return {
    confirm() {
      if (clock.now() - confirmedAt < confirmEvery) return confirming;
      return look();
    },
    async load(customerId, offerId) {
      const key = verdictKey(customerId, offerId);
      const marks = markKeys(customerId, offerId);
      const early = marks.map((one) => pending.get(one));
      const found = await store.read([key, ...marks]);
      if (!found) return missed(), retry(), undefined;
      const mark = (at: 0 | 1 | 2): string => early[at] ?? readMark(found, marks[at]);
      const value = found.get(key) ?? null;
      const parsed = parseKnown(value);
      const known = parsed && standsAt(parsed, clock.now()) ? parsed : null;
      if (value !== null && !known) await store.remove(key);
      return { known, marks: [mark(0), mark(1), mark(2)] };
    },
    save: async (customerId, offerId, known) => store.write(verdictKey(customerId, offerId), formatKnown(known), day),
    async forget({ customerId, offerId }) {
      const [customer, offer, both] = markKeys(customerId ?? '', offerId ?? '');
      if (customerId === undefined && offerId === undefined) return true;
      pending.set(customerId === undefined ? offer : offerId === undefined ? customer : both, newMark());
      return flush();
    },
    get era() {
      return era;
    },
    get troubled() {
      return store.failing || pending.size > 0;
    },
    close() {
      closed = true;
      cancel?.();
    },
  };
}
