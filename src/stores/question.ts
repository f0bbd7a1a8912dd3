import { MediaStoreError } from '../mediastore/errors.js';
import type { SessionKeeper } from './session.js';
import type { Credential } from './tokens.js';

/** An answer; or the credential that the service refused for good; or null when nobody is there to ask for. */
export type Outcome<Answer> = Answer | Credential | null;

/** Whether an outcome is a credential that was refused. */
export const isRefused = (outcome: Outcome<object>): outcome is Credential => outcome !== null && 'jwt' in outcome;

const isUnauthorized = (error: unknown): boolean => error instanceof MediaStoreError && error.code === 'unauthorized';

/**
 * Puts a question for whoever is there. A 401 is neither yes nor no: the token is renewed once and the
 * question put once more.
 *
 * @throws MediaStoreError for everything that is no answer
 */
export async function question<Answer>(
  session: SessionKeeper,
  ask: (credential: Credential) => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Outcome<Answer>> {
  const put = async (credential: Credential): Promise<Answer> => {
    const answer = await ask(credential);
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
  const second = signal?.aborted ? null : await session.renew(first);
  if (!second) return first;
  try {
    return await put(second);
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
    return second;
  }
}
