import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { LRUCache } from 'lru-cache';
import { systemClock, type Clock } from '../../mediastore/clock.js';
import { within } from '../../sources/deadline.js';

/** A search engine, as its crawler may be known. */
export interface Engine {
  /** Pieces of the `User-Agent` of its crawlers, in any case. What names none of them is not looked up, and is no crawler. */
  readonly agents: readonly string[];
  /** Domains whose hosts its crawlers run on, and nobody else's programs. */
  readonly hosts: readonly string[];
}

/** The part of Node's `dns.promises.Resolver` that is asked. */
export interface NameResolver {
  reverse(address: string): Promise<readonly string[]>;
  resolve4(host: string): Promise<readonly string[]>;
  resolve6(host: string): Promise<readonly string[]>;
}

export interface CrawlerOptions {
  /** Default: Node's own, which asks the name servers of this machine. */
  readonly resolver?: NameResolver;
  /** By name; default {@link searchEngines}. */
  readonly engines?: Readonly<Record<string, Engine>>;
  readonly clock?: Clock;
  /** Milliseconds for one address; default 2000. */
  readonly deadline?: number;
}

/**
 * The crawlers that feed a search, as their owners say how to know them: Google's and Bing's by reverse and forward
 * DNS, Apple's likewise. Google also runs fetchers at `google.com` and `googleusercontent.com`. Those are left out:
 * readers set them going, and whoever rents a machine of Google's has a name that ends so.
 *
 * @see https://developers.google.com/search/docs/crawling-indexing/verifying-googlebot
 * @see https://www.bing.com/webmasters/help/how-to-verify-bingbot-3905dc26
 * @see https://support.apple.com/en-us/119829
 */
export const searchEngines: Readonly<Record<string, Engine>> = {
  google: { agents: ['google'], hosts: ['googlebot.com'] },
  bing: { agents: ['bing', 'msnbot'], hosts: ['search.msn.com'] },
  apple: { agents: ['applebot'], hosts: ['applebot.apple.com'] },
};

/** Milliseconds for which an answer holds: a name can be given away, and a new machine gets its name late. */
const lasts = { verified: 3_600_000, stranger: 600_000 } as const;
const mostRemembered = 10_000;
const mostUnderWay = 50;
/** Names of one address that are looked at; a crawler has one. */
const mostNames = 4;

/** One spelling for each address; undefined for what is none. */
function canonical(address: string): string | undefined {
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '');
  if (isIP(plain) === 6 && URL.canParse(`http://[${plain}]`)) return new URL(`http://[${plain}]`).hostname.slice(1, -1);
  return isIP(plain) === 4 ? plain : undefined;
}

/** That there is no such name is an answer; that nobody could be asked is none. */
async function names(asked: Promise<readonly string[]>): Promise<readonly string[]> {
  return asked.catch((error: unknown) => {
    if (['ENOTFOUND', 'ENODATA'].includes(String((error as NodeJS.ErrnoException).code))) return [];
    throw error;
  });
}

/**
 * Says which search engine an address belongs to, for the option `crawlers` of `createGuard`. The name of the address
 * must lie in a domain of the engine and lead back to the very address, since anybody may give their own address any
 * name; the `User-Agent` alone proves nothing. Answers are remembered, for an hour or ten minutes, of at most 10,000
 * addresses.
 *
 * ```ts
 * createGuard({ …, crawlers: verifiedCrawler() });
 * ```
 *
 * @returns the engine's name or null; rejects when it could not be found out, which the guard answers with 503, so
 * that no page leaves the index because of a name server
 */
export function verifiedCrawler(options: CrawlerOptions = {}): (address: string, request: Request) => Promise<string | null> {
  const { resolver = new Resolver({ timeout: 1000, tries: 2 }), engines = searchEngines, clock = systemClock, deadline = 2000 } = options;
  const all = Object.entries(engines);
  const known = new LRUCache<string, { engine: string | null; until: number }>({ max: mostRemembered });
  const flights = new Map<string, Promise<string | null>>();

  const engineOf = (host: string): string | undefined => all.find(([, { hosts }]) => hosts.some((domain) => host.endsWith(`.${domain}`)))?.[0];
  const leadsBack = async (host: string, address: string): Promise<boolean> => {
    const found = await names(isIP(address) === 6 ? resolver.resolve6(host) : resolver.resolve4(host));
    return found.some((one) => canonical(one) === address);
  };
  const lookUp = async (address: string): Promise<string | null> => {
    for (const name of (await names(resolver.reverse(address))).slice(0, mostNames)) {
      const host = name.toLowerCase().replace(/\.$/, '');
      const engine = engineOf(host);
      if (engine !== undefined && (await leadsBack(host, address))) return engine;
    }
    return null;
  };
  const ask = async (address: string): Promise<string | null> => {
    if (flights.size >= mostUnderWay) throw new Error('too many addresses are being looked up');
    const flight = within({ clock, deadline }, async () => lookUp(address)).then((engine) => {
      known.set(address, { engine, until: clock.now() + (engine === null ? lasts.stranger : lasts.verified) });
      return engine;
    }).finally(() => { flights.delete(address); });
    flights.set(address, flight);
    return flight;
  };
  return async (address, { headers }) => {
    const agent = headers.get('user-agent')?.toLowerCase() ?? '';
    const one = canonical(address);
    if (one === undefined || !all.some(([, { agents }]) => agents.some((piece) => agent.includes(piece.toLowerCase())))) return null;
    const before = known.get(one);
    return before && clock.now() < before.until ? before.engine : (flights.get(one) ?? ask(one));
  };
}
