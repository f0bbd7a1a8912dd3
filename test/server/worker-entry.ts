import { fromStorage } from '../../src/server/index.js';
import { createWorker, kvStorage, type KVNamespaceLike } from '../../src/server/worker.js';

interface Env {
  readonly VERDICTS: KVNamespaceLike;
  readonly PREMIUM: KVNamespaceLike;
}

/** The worker of worker.node.test.ts, for a publisher and an offer of the simulator's. */
export default createWorker<Env>(({ VERDICTS, PREMIUM }) => ({
  environment: 'sandbox', publisherId: '123456789',
  apiBase: 'https://mediastore.test', jwksUrl: 'https://mediastore.test/.well-known/jwks.json',
  cache: kvStorage(VERDICTS), content: fromStorage(kvStorage(PREMIUM)), assets: { 'news/*': ['S100000001_DE'] },
  limits: { unauthorized: 3 },
}));
