import type { Grants } from './grants.js';
import { Refusal } from '../answering/refusal.js';
import type { Ask, Caller, Finding } from '../answering/route.js';

/** Why an asset may be handed out. */
export interface Admission {
  /** Somebody in particular; what one reader got is not taken for what another gets. */
  readonly who: string;
  /** Both only when a token was shown. */
  readonly caller?: Caller;
  readonly finding?: Finding;
  /** The end of the grant in unix seconds, when it was a grant. */
  readonly until?: number;
  /** Whether it goes to a search engine, which is handed no grants. */
  readonly crawler?: boolean;
}

/** @param counts whether the asset is one more that the customer opens, and not a piece of one that is open */
async function byToken(ask: Ask, asset: string, offers: readonly string[], counts = true): Promise<Admission> {
  const caller = await ask.caller({ navigation: true });
  const finding = await ask.admit(caller, offers);
  await ask.spend('content', caller.customerId);
  if (counts) await ask.spend('assets', `${caller.customerId}/${asset}`);
  return { who: `customer ${caller.customerId}`, caller, finding };
}

/**
 * Lets a request to an asset through: by its token, and by the grant in its address where it bears no token, or none
 * that is good any more. A search engine that was verified needs neither. A customer of whom the service says no is
 * refused whatever the address holds.
 *
 * @throws Refusal 401, 403, 429 or 503
 */
export async function admit(ask: Ask, asset: string, offers: readonly string[], grants: Grants): Promise<Admission> {
  const [text, ...more] = ask.url().searchParams.getAll('grant');
  const engine = text === undefined ? await ask.crawler() : undefined;
  if (engine !== undefined) return { who: `crawler ${engine}`, crawler: true };
  if (text === undefined || ask.request.method === 'POST') return byToken(ask, asset, offers);
  const until = more.length ? undefined : await grants.verify(text, asset, offers);
  const granted = typeof until === 'number' ? { who: `grant ${text}`, until } : undefined;
  if (granted && !ask.request.headers.has('authorization')) return granted;
  try {
    return await byToken(ask, asset, offers, !granted);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 403) throw error;
    if (granted && error.status !== 429) return granted;
    throw until === 'expired' && error.code === 'no-token' ? new Refusal(401, 'token-expired') : error;
  }
}
