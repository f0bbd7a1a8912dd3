import type { Reply, ReplyHeaders } from './reply.js';
import type { Route } from './route.js';

const readable = 'Retry-After, Content-Range, Accept-Ranges, ETag, Last-Modified, Date, Age, Server-Timing';
const sendable = 'Authorization, Content-Type, Range, If-None-Match, If-Range';

/** Which pages of other origins may read an answer; without credentials, since a bearer token is enough. */
export interface Cors {
  /** Lets the page that asks read the answer, if its origin is on the list, letter by letter. */
  allow(request: Request, headers: ReplyHeaders): void;
  /** Answers the question before the question (Fetch, section 4.8). */
  preflight(request: Request, route: Pick<Route, 'methods' | 'shared'>): Reply;
}

export function createCors(allowedOrigins: readonly string[]): Cors {
  const allowed = new Map(allowedOrigins.map((origin) => [origin, origin]));
  const allow = (request: Request, headers: ReplyHeaders): boolean => {
    const origin = allowed.get(request.headers.get('origin') ?? '');
    if (!origin) return false;
    headers['access-control-allow-origin'] = origin;
    headers['access-control-expose-headers'] = readable;
    return true;
  };
  return {
    allow,
    preflight(request, { methods, shared }) {
      const headers: ReplyHeaders = { allow: [...methods, 'OPTIONS'].join(', ') };
      if (shared && allow(request, headers)) {
        delete headers['access-control-expose-headers'];
        headers['access-control-allow-methods'] = methods.join(', ');
        headers['access-control-allow-headers'] = sendable;
        headers['access-control-max-age'] = '600';
      }
      return { status: 204, headers, body: null };
    },
  };
}
