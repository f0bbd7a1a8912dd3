import { clientAddress } from './address.js';
import { errorReply, finish } from './answer.js';
import { createAsk, type Place, type Services } from './ask.js';
import { createCors } from './cors.js';
import { createObserver } from './observe.js';
import type { Settings } from './options.js';
import { Refusal } from './refusal.js';
import type { Reply } from './reply.js';
import type { Route } from './route.js';
import { createRouter, type Destination } from './router.js';
import { createTiming, type Timing } from './timing.js';

/** How a request came in, as an adapter tells it. */
export interface Connection {
  /** Address of the socket's other end. */
  readonly address?: string | undefined;
}

/** Where a request arrived, before it is known which route is meant. */
export const placeOf = (request: Request, { address }: Connection, trustProxy: number): Place =>
  ({ request, url: new URL(request.url), address: clientAddress(request, address, trustProxy) });

/** Takes a request to its route and brings an answer back, whatever happens there. */
export function createHandler(settings: Settings, routes: readonly Route[], services: Services) {
  const { clock, log, allowedOrigins, trustProxy } = settings;
  const cors = createCors(allowedOrigins);
  const observe = createObserver(settings);
  const find = createRouter(routes, settings.base);

  const answer = async (place: Place, found: Destination, timing: Timing): Promise<Reply> => {
    const { request } = place;
    const { route } = found;
    if (request.method === 'OPTIONS') return cors.preflight(request, route);
    if (!route.methods.includes(request.method)) throw new Refusal(405, 'malformed', { headers: { allow: route.methods.join(', ') } });
    return route.answer(createAsk(place, found, services, timing));
  };
  return async (request: Request, connection: Connection = {}): Promise<Reply> => {
    const [since, timing] = [clock.now(), createTiming()];
    let found: Destination | undefined;
    let reply: Reply;
    try {
      const place = placeOf(request, connection, trustProxy);
      found = find(place.url.pathname);
      if (!found) throw new Refusal(404, 'malformed');
      reply = await answer(place, found, timing);
    } catch (error) {
      // Whatever breaks under a request whose sender has left is no fault.
      reply = errorReply(error, (...line) => { if (!request.signal.aborted) log(...line); });
    }
    if (found?.route.shared) cors.allow(request, reply.headers);
    reply = finish(reply, request.method === 'HEAD');
    observe({ request, word: found?.route.word, reply, timing, since });
    return reply;
  };
}
