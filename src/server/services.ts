import { combine } from '../sources/combine.js';
import { mediaStoreSource } from '../sources/mediastore.js';
import type { Source } from '../sources/source.js';
import type { Services } from './answering/ask.js';
import { withCapacity } from './verdicts/capacity.js';
import { createKeys, type Keys } from './tokens/jwks.js';
import { createLimits } from './operating/limits.js';
import { createSparingLog } from './operating/observe.js';
import type { Settings } from './options.js';
import type { Verdicts } from './answering/route.js';
import { createVerifier } from './tokens/tokens.js';
import { createVerdicts } from './verdicts/verdicts.js';

/** What the routes of one guard share. */
export interface Shared extends Services {
  readonly keys: Keys;
  readonly verdicts: Verdicts;
}

/** Who is asked, as one. */
function sourceOf({ sources, combine: strategy, apiBase: base, fetch, clock }: Settings): Source {
  const [first = mediaStoreSource({ base, fetch, clock }), ...more] = sources ?? [];
  return more.length ? combine([first, ...more], strategy) : first;
}

/** Builds what verifies, remembers and counts. */
export function createServices(settings: Settings): Shared {
  const { clock, fetch, log, storage, environment, publisherId, issuer, audience, typ, metrics, maxAge, crawlers, cookie: cookies } = settings;
  const keys = createKeys({ url: settings.jwksUrl, fetch, clock, storage, name: `jwks:${environment}`, log });
  const sparingly = createSparingLog(log, clock);
  const verdicts = createVerdicts({
    environment, publisherId, clock, cache: storage, maxAge, metrics,
    source: withCapacity(sourceOf(settings), settings.limits.upstream),
    onProblem: (source, { code, status }) => { sparingly('warn', 'source.failed', { source, code, status }); },
    onCacheFailure: (error) => { sparingly('warn', 'cache.failed', { error: error instanceof Error ? error.name : typeof error }); },
  });
  return {
    keys, verdicts, clock, cookies, crawlers,
    onCrawler: (engine) => {
      metrics?.count('crawlers', { engine });
      log('info', 'crawler.released', { engine });
    },
    verify: createVerifier({ keys, clock, publisherId, issuer, audience, typ }),
    limits: createLimits(settings.limits, { clock, cache: storage, metrics }),
  };
}
