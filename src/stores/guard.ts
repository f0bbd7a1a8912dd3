import { own, unwrap } from '../mediastore/body.js';
import type { MediaStore, readEntitlement, Send } from '../mediastore/client.js';
import type { Clock } from '../mediastore/clock.js';
import type { Answer } from '../mediastore/request.js';
import type { Entitlement } from '../mediastore/types.js';

export { keepCookie } from './cookie.js';

interface Surroundings {
  readonly send: Send;
  readonly read: typeof readEntitlement;
  readonly limit: <T>(task: () => Promise<T>) => Promise<T>;
  readonly clock: Clock;
}

/** One offer that somebody wants to know about. */
interface Wish {
  readonly offerId: string;
  readonly jwt: string;
  readonly customerId: string;
  readonly signal: AbortSignal | undefined;
  readonly fresh: boolean;
  resolve(entitlement: Entitlement): void;
  reject(reason: unknown): void;
}

/** How many offers one request may name. */
const most = 100;

const itemsOf = ({ status, body }: Answer): unknown[] | undefined => {
  const items = status === 200 ? own(unwrap(body), 'items') : undefined;
  return Array.isArray(items) ? items : undefined;
};

/**
 * The part of a list that is about one offer, as if that had been asked for alone. Only an item denies: a list
 * that was refused is no answer (401 asks for another token), and neither is an item without a verdict.
 */
function answerAbout(offerId: string, answer: Answer): Answer {
  const items = itemsOf(answer);
  const body = items?.find((item) => own(item, 'offerId') === offerId);
  const missing = items ? own(body, 'accessGranted') === undefined : ![200, 401].includes(answer.status);
  return { ...answer, body, status: missing ? 503 : answer.status };
}

/**
 * Asks a guard about many offers in one request: whatever is wanted within one turn goes together, at most a
 * hundred distinct offers a request, in the order in which they were wanted.
 *
 * `GET {guard}/entitlements?offers=A,B` answers `{responseData: {items: [{offerId, accessGranted, expiresAt, age}]}}`.
 */
export function createGuardList({ send, read, limit, clock }: Surroundings): Pick<MediaStore, 'entitlement'> {
  let waiting: Wish[] = [];

  const put = async (offerIds: readonly string[], wishes: readonly Wish[]): Promise<void> => {
    const { jwt, fresh, signal } = wishes[0]!;
    const path = `entitlements?offers=${offerIds.join(',')}${fresh ? '&fresh=1' : ''}`;
    let answer: Answer | undefined;
    let failure: unknown;
    try {
      answer = await limit(async () => send(path, { jwt, signal }));
    } catch (error) {
      failure = error;
    }
    for (const { offerId, customerId, resolve, reject } of wishes) {
      try {
        if (!answer) throw failure;
        resolve(read(answerAbout(offerId, answer), customerId));
      } catch (error) {
        reject(error);
      }
    }
  };

  const leave = (): void => {
    const groups = new Map<string, Wish[]>();
    for (const wish of waiting) {
      const key = `${String(wish.fresh)} ${wish.jwt}`;
      const group = groups.get(key) ?? [];
      if (wish.signal?.aborted) wish.reject(wish.signal.reason);
      else if (group.push(wish) === 1) groups.set(key, group);
    }
    waiting = [];
    for (const wishes of groups.values()) {
      const offerIds = [...new Set(wishes.map(({ offerId }) => offerId))];
      for (let start = 0; start < offerIds.length; start += most) {
        const some = offerIds.slice(start, start + most);
        void put(some, wishes.filter(({ offerId }) => some.includes(offerId)));
      }
    }
  };

  return {
    entitlement: async (offerId, jwt, customerId, signal, fresh = false) =>
      new Promise((resolve, reject) => {
        if (!waiting.length) clock.after(0, leave);
        waiting.push({ offerId, jwt, customerId, signal, fresh, resolve, reject });
      }),
  };
}
