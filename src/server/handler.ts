import { clientAddress } from './address.js';
import { errorResponse, finish } from './answer.js';
import { createAsk, type Place, type Services } from './ask.js';
import { createCors } from './cors.js';
import { createObserver } from './observe.js';
import type { Settings } from './options.js';
import { Refusal } from './refusal.js';
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
  ({ request, url: new URL(request.url), base: '', rest: '', address: clientAddress(request, address, trustProxy) });

/** Whatever breaks under a request whose sender has left is no fault. */
const quiet = (): void => undefined;

/** Takes a request to its route and brings an answer back, whatever happens there. */
export function createHandler(settings: Settings, routes: readonly Route[], services: Services) {
  const { clock, log, allowedOrigins, trustProxy } = settings;
  const cors = createCors(allowedOrigins);
  const observe = createObserver(settings);
  const find = createRouter(routes, settings.base);

  const answer = async (place: Place, { route, base, rest }: Destination, timing: Timing): Promise<Response> => {
    const { request } = place;
    if (request.method === 'OPTIONS') return cors.preflight(request, route);
    if (!route.methods.includes(request.method)) throw new Refusal(405, 'malformed', { headers: { Allow: route.methods.join(', ') } });
    return route.answer(createAsk({ ...place, base, rest }, services, timing));
  };
  return async (request: Request, connection: Connection = {}): Promise<Response> => {
    const [since, timing] = [clock.now(), createTiming()];
    let found: Destination | undefined;
    let response: Response;
    try {
      const place = placeOf(request, connection, trustProxy);
      found = find(place.url.pathname);
      if (!found) throw new Refusal(404, 'malformed');
      response = await answer(place, found, timing);
    } catch (error) {
      response = errorResponse(error, request.signal.aborted ? quiet : log);
    }
    if (found?.route.shared) cors.allow(request, response.headers);
    response = finish(response, request.method === 'HEAD');
    observe({ request, word: found?.route.word, response, timing, since });
    return response;
  };
}
