import { bearsCredential } from '../tokens/credentials.js';
import { Refusal } from '../answering/refusal.js';
import type { Ask, Finding, Verdicts } from '../answering/route.js';

/** What a server-rendered page needs to know of its reader. */
export interface Decision extends Finding {
  /** Whether the request bears a good token. */
  readonly signedIn: boolean;
  /** The search engine whose crawler this is, when `crawlers` verified it; then `accessGranted` is true without a customer. */
  readonly crawler?: string;
}

/**
 * Whether the reader of a page may see any of the offers. Whatever the reader sent, this is an answer and no error:
 * `accessGranted` is true, false, or undefined when it could not be found out.
 */
export async function decide({ caller: identify, crawler, request }: Ask, verdicts: Pick<Verdicts, 'find'>, offerIds: readonly string[]): Promise<Decision> {
  let signedIn = false;
  try {
    const engine = offerIds.length ? await crawler() : undefined;
    if (engine !== undefined) return { offerId: offerIds[0]!, accessGranted: true, expiresAt: null, age: 0, signedIn, crawler: engine };
    // A visitor of a page is no failed attempt, however many come from one address.
    if (!bearsCredential(request)) throw new Refusal(401, 'no-token');
    const caller = await identify({ navigation: true });
    signedIn = true;
    if (!offerIds.length) return { offerId: '', accessGranted: false, expiresAt: null, age: 0, code: 'unknown-offer', signedIn };
    return { ...(await verdicts.find(caller, offerIds, false, request)), signedIn };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, retryAfter } = error;
    const known = status === 401 || status === 403;
    return {
      offerId: offerIds[0] ?? '', expiresAt: null, age: 0, retryAfter,
      signedIn: signedIn && status !== 401,
      accessGranted: known ? false : undefined,
      code: code === 'no-token' || code === 'token-expired' ? code : 'service',
    };
  }
}
