import { clientAddress } from './address.js';
import { errorReply, finish } from './answer.js';
import { createAsk, type Place, type Services } from './ask.js';
import { createCors } from './cors.js';
import { createObserver } from '../operating/observe.js';
import type { Settings } from '../options.js';
import type { Log } from '../../wire/log.js';
import { Refusal } from './refusal.js';
import type { Reply } from './reply.js';
import type { Route } from './route.js';
import { createRouter, type Destination } from './router.js';
import { createTiming, type Timing } from '../operating/timing.js';

/** How a request came in, as an adapter tells it. */
export interface Connection {
  /** Address of the socket's other end. */
  readonly address?: string | undefined;
}

/** Where a request arrived, before it is known which route is meant. Its URL is read when somebody asks for more of it than the path. */
export function placeOf(request: Request, { address }: Connection, trustProxy: number): Place {
  let url: URL | undefined;
  return { request, address: clientAddress(request, address, trustProxy), url: () => (url ??= new URL(request.url)) };
}

/** The path of a URL as a request spells it, which is in its one normal form (Fetch, section 5.4). */
const pathOf = (url: string): string => /^[^:]+:\/\/[^/]*([^?#]*)/.exec(url)?.[1] ?? '';

/**
 * Behind a proxy that the guard was not told of, all readers have the proxy's address, and one limit for those without
 * a good token. Told once, since anybody may send the header.
 */
function createProxyNotice(log: Log, trustProxy: number): (request: Request) => void {
  let told = trustProxy > 0;
  return ({ headers }) => {
    if (told || !headers.has('x-forwarded-for')) return;
    told = true;
    log('warn', 'proxy.unknown', { header: 'x-forwarded-for', write: 'trustProxy, or --trust-proxy: how many proxies in front are yours' });
  };
}

/** Takes a request to its route and brings an answer back, whatever happens there. */
export function createHandler(settings: Settings, routes: readonly Route[], services: Services) {
  const { clock, log, allowedOrigins, trustProxy } = settings;
  const cors = createCors(allowedOrigins);
  const observe = createObserver(settings);
  const find = createRouter(routes, settings.base);
  const notice = createProxyNotice(log, trustProxy);

  const answer = async (place: Place, found: Destination, timing: Timing): Promise<Reply> => {
    const { request } = place;
    const { route } = found;
    if (request.method === 'OPTIONS') return cors.preflight(request, route);
    if (!route.methods.includes(request.method)) throw new Refusal(405, 'malformed', { headers: { allow: route.methods.join(', ') } });
    return route.answer(createAsk(place, found, services, timing));
  };
  return async (request: Request, connection: Connection = {}): Promise<Reply> => {
    notice(request);
    const [since, timing] = [clock.now(), createTiming()];
    let found: Destination | undefined;
    let reply: Reply;
    let why: string | undefined;
    try {
      const place = placeOf(request, connection, trustProxy);
      found = find(pathOf(request.url));
      if (!found) throw new Refusal(404, 'malformed', { why: 'no route of the guard is in the path' });
      reply = await answer(place, found, timing);
    } catch (error) {
      if (error instanceof Refusal) ({ why } = error);
      // Whatever breaks under a request whose sender has left is no fault.
      reply = errorReply(error, (...line) => { if (!request.signal.aborted) log(...line); });
    }
    if (found?.route.shared) cors.allow(request, reply.headers);
    reply = finish(reply, request.method === 'HEAD');
    observe({ request, word: found?.route.word, reply, timing, since, why });
    return reply;
  };
}
