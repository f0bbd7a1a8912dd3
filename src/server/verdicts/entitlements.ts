import { isOfferId } from '../../mediastore/offer-id.js';
import { envelope } from '../answering/answer.js';
import type { Assets } from '../content/assets.js';
import { Refusal } from '../answering/refusal.js';
import type { Reply } from '../answering/reply.js';
import type { Ask, Caller, Finding, Route, Verdicts } from '../answering/route.js';

interface Surroundings {
  readonly verdicts: Pick<Verdicts, 'find'>;
  readonly assets: Pick<Assets, 'offers'>;
}

const most = 100;
const malformed = (): Refusal => new Refusal(400, 'malformed', { why: `no offer id, or more than ${most} of them, or two lists` });

/** The offers that the query names, in its order; undefined when it names none. */
function readOffers(query: URLSearchParams): string[] | undefined {
  const [offers, second] = query.getAll('offers');
  if (second !== undefined) throw malformed();
  const offerIds = offers?.split(',');
  if (offerIds && (offerIds.length > most || !offerIds.every(isOfferId))) throw malformed();
  return offerIds;
}

/** Whether the caller may go past the cache this time; beyond the limit the cache answers. */
async function mayAskAfresh(ask: Ask, { customerId }: Caller): Promise<boolean> {
  // Most addresses have no query, and need not be taken apart to know it.
  if (!ask.request.url.includes('?') || ask.url().searchParams.get('fresh') !== '1') return false;
  try {
    await ask.spend('fresh', customerId);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.status === 429) return false;
    throw error;
  }
}

const verdictOf = ({ accessGranted, expiresAt, age, code }: Finding): object => ({ accessGranted, expiresAt, age, ...(code && { code }) });

/** One line of a list; what could not be found out has no verdict, so that nobody takes it for a denial. */
function itemOf(offerId: string, finding: Finding): object {
  const { accessGranted, age, code } = finding;
  return accessGranted === undefined ? { offerId, error: 'service', age, ...(code && { code }) } : { offerId, ...verdictOf(finding) };
}

/**
 * `GET {base}/entitlements/{offerId}`, `GET {base}/entitlements?offers=A,B` and `GET {base}/entitlements`, which is
 * about every offer of the table. `fresh=1` asks the service past the cache.
 */
export function createEntitlementRoute({ verdicts, assets }: Surroundings): Route {
  const one = async ({ rest: offerId, request }: Ask, caller: Caller, fresh: boolean): Promise<Reply> => {
    const finding = await verdicts.find(caller, [offerId], fresh, request);
    if (finding.accessGranted === undefined) throw new Refusal(503, 'service', { retryAfter: finding.retryAfter ?? 5 });
    return envelope(verdictOf(finding));
  };
  const about = async (offerId: string, { request }: Ask, caller: Caller, fresh: boolean): Promise<object> => {
    try {
      return itemOf(offerId, await verdicts.find(caller, [offerId], fresh, request));
    } catch (error) {
      if (error instanceof Refusal && error.status !== 401) return { offerId, error: 'service', age: 0 };
      throw error;
    }
  };
  return {
    word: 'entitlements',
    methods: ['GET', 'HEAD'],
    shared: true,
    async answer(ask) {
      const { rest, caller: identify, spend } = ask;
      if (rest && !isOfferId(rest)) throw malformed();
      const asked = rest ? [rest] : (readOffers(ask.url().searchParams) ?? assets.offers);
      const caller = await identify();
      await spend('entitlements', caller.customerId, asked.length);
      const fresh = await mayAskAfresh(ask, caller);
      if (rest) return one(ask, caller, fresh);
      return envelope({ items: await Promise.all(asked.map(async (offerId) => about(offerId, ask, caller, fresh))) });
    },
  };
}
