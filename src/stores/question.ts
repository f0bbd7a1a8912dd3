import type { MediaStore } from '../mediastore/client.js';
import { MediaStoreError } from '../mediastore/errors.js';
import type { Entitlement } from '../mediastore/types.js';
import type { SessionKeeper } from './session.js';
import type { Credential } from './tokens.js';

/** An answer; or the credential that the service refused for good; or null when nobody is there to ask for. */
export type Outcome = Entitlement | Credential | null;

const isUnauthorized = (error: unknown): boolean => error instanceof MediaStoreError && error.code === 'unauthorized';

/**
 * Asks about one offer, past the cache of a guard if `fresh`. A 401 is neither yes nor no: the token is renewed once and the question put once more.
 *
 * @throws MediaStoreError for everything that is no answer
 */
export async function question(
  offerId: string,
  { session, mediaStore }: { session: SessionKeeper; mediaStore: () => MediaStore },
  signal: AbortSignal,
  fresh: boolean,
): Promise<Outcome> {
  const put = async (credential: Credential): Promise<Entitlement> => {
    const answer = await mediaStore().entitlement(offerId, credential.jwt, credential.claims.customerId, signal, fresh);
    session.accept(credential);
    return answer;
  };
  const first = await session.current();
  if (!first) return null;
  try {
    return await put(first);
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
  }
  const second = signal.aborted ? null : await session.renew(first);
  if (!second) return first;
  try {
    return await put(second);
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
    return second;
  }
}
