import type { Clock } from '../../mediastore/clock.js';
import { createCoreApi, type CoreApiOptions } from '../../sources/core-api.js';
import { MediaStoreError } from '../../mediastore/errors.js';
import type { Settings } from './file/schema.js';
import { publisherToken, type Environ } from './file/secrets.js';

/** How the settings' Core API is reached. */
export const coreOptions = ({ environment, coreBase }: Settings, { environ, clock }: { readonly environ: Environ; readonly clock: Clock }): CoreApiOptions =>
  ({ environment, base: coreBase, publisherToken: environ[publisherToken] ?? '', clock });

/** Asks Cleeng whether there is such a customer, which is no visit; null when it could not be found out. */
export function createAcquaintance(core: CoreApiOptions): (customerId: string) => Promise<boolean | null> {
  const { ask } = createCoreApi(core);
  return async (customerId) => {
    try {
      const { status, json } = await ask(`customers/${customerId}`);
      return status === 200 && json ? true : status === 404 && json ? false : null;
    } catch (error) {
      if (error instanceof MediaStoreError) return null;
      throw error;
    }
  };
}
