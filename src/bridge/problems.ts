import { MediaStoreError } from '../mediastore/errors.js';
import type { Problem } from '../sources/source.js';

/** The problem of a customer of whom the service told nothing, because it did not accept our credentials. */
export const refusedByService = 'cleeng: credentials';

/** Why the service's records could not be read. What is refused there is refused to us: no customer asks for them. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof MediaStoreError)) return { code: 'service' };
  const { code, status, retryAfter } = error;
  const ours = code === 'unauthorized' || (code === 'refused' && status === 403);
  return { code: ours ? 'credentials' : code === 'refused' ? 'service' : (code), status, retryAfter };
}
