import { MediaStoreError } from '../../mediastore/errors.js';
import { createCoreApi, type CoreApiOptions } from '../../sources/core-api.js';
import { publisherToken } from './file/secrets.js';

/** Whether Cleeng takes our token: `refused` is its own word, `unknown` means that it could not be asked. */
export type Clearance = { readonly word: 'given' } | { readonly word: 'refused' | 'unknown'; readonly why: string };

const whys: Readonly<Record<string, string>> = { network: 'it could not be reached', timeout: 'it did not answer in time' };

/** Asks Cleeng for one line of a list, which is no customer's visit, to learn whether the publisher token is good. */
export async function askClearance(core: CoreApiOptions): Promise<Clearance> {
  try {
    const { status } = await createCoreApi(core).askList('subscriptions?offset=0&limit=1');
    if (status === 200) return { word: 'given' };
    if (status !== 401 && status !== 403) return { word: 'unknown', why: `Cleeng answered ${status} where its Core API should be` };
    return { word: 'refused', why: `Cleeng refuses ${publisherToken} (${status}): take the API key of this publisher and environment from its dashboard` };
  } catch (error) {
    if (error instanceof MediaStoreError) return { word: 'unknown', why: `Cleeng could not be asked: ${whys[error.code] ?? 'it answered with an error'}` };
    throw error;
  }
}
