import { createAsk } from './answering/ask.js';
import { decide, type Decision } from './verdicts/decide.js';
import { createHandler, placeOf, type Connection } from './answering/handler.js';
import { readOptions, type GuardOptions, type Settings } from './options.js';
import { toResponse, type Reply } from './answering/reply.js';
import { createRoutes } from './routes.js';
import { createServices } from './services.js';

export type { Connection } from './answering/handler.js';

/** A server's half of the gate: a web-standard handler, and the same decision for pages that a server renders. */
export interface Guard {
  (request: Request, connection?: Connection): Promise<Response>;
  /** The same as plain data, for adapters that make no use of a Response; `toNodeListener` asks for this. */
  reply(request: Request, connection?: Connection): Promise<Reply>;
  /**
   * Whether the reader may see an asset of the table, or any of some offers, for pages that a server renders. Never
   * throws for what a reader sent; an asset that is not in the table is denied with `unknown-offer`.
   */
  decide(request: Request, about: string | { readonly offers: readonly string[] }, connection?: Connection): Promise<Decision>;
  /** Ends what runs in the background. */
  close(): Promise<void>;
}

/** Says once what could be stricter. */
function warn({ issuer, audience, typ, webhook, log }: Settings): void {
  const unset = Object.entries({ issuer, audience, typ }).filter(([, value]) => value === undefined).map(([name]) => name);
  if (unset.length) log('info', 'token.unpinned', { unset });
  const short = webhook?.secrets.filter((secret) => new TextEncoder().encode(secret).length < 32).length;
  if (short) log('warn', 'webhook.short-secret', { secrets: short, recommended: '32 bytes' });
}

/** A framework's own request looks like the web's until something is asked of it. */
function demandWebRequest({ url, headers }: Request): void {
  if (URL.canParse(url) && typeof headers.get === 'function') return;
  throw new TypeError('decide() takes a web Request; from Express or node:http make one with toWebRequest() of cleeng-gate/server/node');
}

/**
 * Builds a guard.
 *
 * ```ts
 * const guard = createGuard({ environment: 'sandbox', publisherId: '123456789' });
 * const response = await guard(new Request('https://example.com/guard/health'));
 * ```
 *
 * @throws TypeError for an option that is missing or wrong, in words that say what to write
 */
export function createGuard(options: GuardOptions): Guard {
  const settings = readOptions(options);
  const services = createServices(settings);
  const { assets, trustProxy } = settings;
  const { verdicts } = services;
  warn(settings);
  const reply = createHandler(settings, createRoutes(settings, services), services);
  return Object.assign(async (request: Request, connection?: Connection) => toResponse(await reply(request, connection)), {
    reply,
    async decide(request: Request, about: string | { readonly offers: readonly string[] }, connection: Connection = {}) {
      demandWebRequest(request);
      const offers = typeof about === 'string' ? (assets.offersOf(about) ?? []) : about.offers;
      if (!Array.isArray(offers)) throw new TypeError('decide() takes the name of an asset, or { offers: ["S123456789_US"] }');
      return decide(createAsk(placeOf(request, connection, trustProxy), { base: '', rest: '' }, services), verdicts, offers);
    },
    close: async () => verdicts.close(),
  });
}
