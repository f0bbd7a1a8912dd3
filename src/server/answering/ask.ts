import type { Clock } from '../../mediastore/clock.js';
import { bearsCredential, readCredential } from '../tokens/credentials.js';
import { demandSameOrigin, isNavigation } from '../tokens/origin.js';
import { Refusal } from './refusal.js';
import type { Ask, Caller, Finding, Limits, Verdicts } from './route.js';
import type { Timing } from '../operating/timing.js';
import type { Identity } from '../tokens/verify.js';

/** Says which search engine an address belongs to: its name, or true; anything else for none. May reject when it cannot be found out. */
export type Crawlers = (address: string, request: Request) => Promise<string | boolean | null | undefined>;

/** What every question is asked with. */
export interface Services {
  readonly verify: (jwt: string) => Promise<Identity>;
  readonly verdicts: Pick<Verdicts, 'find'>;
  readonly limits: Limits;
  readonly clock: Clock;
  /** Whether the cookie counts. */
  readonly cookies: boolean;
  readonly crawlers?: Crawlers | undefined;
  /** Told of each release to a search engine. */
  readonly onCrawler?: ((engine: string) => void) | undefined;
}

/** Where a request arrived, and from where. */
export type Place = Pick<Ask, 'request' | 'url' | 'address'>;

/** Where in the guard that is. */
export type Within = Pick<Ask, 'base' | 'rest'>;

/** A request with the questions that routes ask about it. */
export function createAsk(place: Place, { base, rest }: Within, services: Services, timing?: Timing): Ask {
  const { request, address, url } = place;
  const { verify, verdicts, limits, clock, cookies, crawlers, onCrawler } = services;

  const identify = async (navigation: boolean): Promise<Caller> => {
    const { jwt, by } = readCredential(request, cookies);
    if (by === 'cookie' && !(navigation && isNavigation(request))) demandSameOrigin(request, url());
    const since = clock.now();
    const { customerId, expiresAt } = await verify(jwt);
    timing?.add('verify', clock.now() - since);
    return { customerId, jwt, expiresAt, by, address, timing };
  };
  const find = async (caller: Caller, offerIds: readonly string[]): Promise<Finding> => {
    const finding = await verdicts.find(caller, offerIds, false, request);
    const { accessGranted, code, retryAfter = 5 } = finding;
    if (accessGranted === undefined) throw new Refusal(503, 'service', { retryAfter });
    if (!accessGranted) throw new Refusal(403, code ?? 'not-entitled');
    return finding;
  };
  const recognise = async (): Promise<string | boolean | null | undefined> => {
    if (!crawlers || !address || !/^(GET|HEAD)$/.test(request.method) || bearsCredential(request)) return undefined;
    return crawlers(address, request).catch((cause: unknown) => { throw new Refusal(503, 'service', { retryAfter: 60, cause }); });
  };
  return {
    request, url, base, rest, address,
    async caller({ navigation = false } = {}) {
      try {
        return await identify(navigation);
      } catch (error) {
        if (address && error instanceof Refusal && error.status === 401) await limits.spend('unauthorized', address);
        throw error;
      }
    },
    async crawler() {
      const said = await recognise();
      const engine = said === true ? 'crawler' : said;
      if (typeof engine !== 'string' || !engine) return undefined;
      onCrawler?.(engine);
      return engine;
    },
    admit: find,
    spend: limits.spend,
  };
}
