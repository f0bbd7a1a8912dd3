import { Refusal } from '../answering/refusal.js';
import { json } from '../answering/reply.js';
import type { Route, Verdicts } from '../answering/route.js';

interface Surroundings {
  /** Resolves once keys can be used, throws when there are none. */
  readonly ready: () => Promise<unknown>;
  readonly verdicts: Pick<Verdicts, 'troubles'>;
}

/** `GET {base}/health`: 200, or 503 with coarse words for what is wrong; no host, no version. */
export function createHealthRoute({ ready, verdicts }: Surroundings): Route {
  return {
    word: 'health',
    methods: ['GET', 'HEAD'],
    shared: false,
    async answer({ rest }) {
      if (rest) throw new Refusal(404, 'malformed');
      const keys = await ready().then(() => [], () => ['keys']);
      const troubles = [...keys, ...verdicts.troubles()];
      return json({ status: troubles.length ? 'failing' : 'ok', troubles }, troubles.length ? 503 : 200);
    },
  };
}
