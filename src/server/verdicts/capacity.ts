import type { Source, Verdict } from '../../sources/source.js';

/** How many may wait for their turn, for each that is being asked about. */
const longestQueue = 10;

/** What asking comes to, or the signal's reason: a source that pays no heed to it must not keep its turn for ever. */
async function orLeave<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return ask();
  signal.throwIfAborted();
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => { reject(signal.reason as Error); };
    signal.addEventListener('abort', leave, { once: true });
  });
  return Promise.race([ask(), left]).finally(() => { signal.removeEventListener('abort', leave!); });
}

/** Somebody who waits; called with whether it is their turn, or there is no room for them any more. */
type Waiter = (goes: boolean) => void;

/** Those who wait, customer by customer in turn, so that one who asks for very much holds up nobody but themselves. */
function createQueue(longest: number) {
  const waiting = new Map<string, Set<Waiter>>();
  let length = 0;
  const sizeOf = (customerId: string): number => waiting.get(customerId)?.size ?? 0;
  /** Whether there is a place, if need be that of the last one of whoever has most of them. */
  const room = (customerId: string): boolean => {
    if (length < longest) return true;
    const largest = [...waiting.values()].reduce((one, other) => (other.size > one.size ? other : one));
    if (largest.size <= sizeOf(customerId) + 1) return false;
    [...largest].at(-1)!(false);
    return true;
  };
  const enter = async (customerId: string, signal: AbortSignal | undefined): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const own = waiting.get(customerId) ?? new Set();
      const end = (): void => {
        signal?.removeEventListener('abort', leave);
        own.delete(waiter);
        length--;
        if (!own.size) waiting.delete(customerId);
      };
      const leave = (): void => { end(); reject(signal?.reason as Error); };
      const waiter: Waiter = (goes) => { end(); resolve(goes); };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.set(customerId, own.add(waiter));
      length++;
    });
  return {
    wait: async (customerId: string, signal: AbortSignal | undefined): Promise<boolean> => room(customerId) && enter(customerId, signal),
    /** Lets the next one go; false when nobody waits. */
    next(): boolean {
      const [first] = waiting;
      if (!first) return false;
      const [customerId, own] = first;
      waiting.delete(customerId);
      waiting.set(customerId, own);
      const [go] = own;
      go!(true);
      return true;
    },
  };
}

/**
 * A source of which no more than `most` questions are on their way at once. Others wait for their turn; when too many
 * wait already, it could not be found out.
 */
export function withCapacity(source: Source, most: number): Source {
  const queue = createQueue(most * longestQueue);
  let underWay = 0;
  return {
    ...source,
    async check(subject, offerId, call): Promise<Verdict> {
      if (underWay < most) underWay++;
      else if (!(await queue.wait(subject.customerId, call?.signal))) return { source: source.name, status: 'unknown', problem: { code: 'service', retryAfter: 1 } };
      try {
        return await orLeave(async () => source.check(subject, offerId, call), call?.signal);
      } finally {
        if (!queue.next()) underWay--;
      }
    },
  };
}
