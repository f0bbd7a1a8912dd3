import type { Route } from './route.js';

const readable = 'Retry-After, Content-Range, Accept-Ranges, ETag, Last-Modified, Date, Age, Server-Timing';
const sendable = 'Authorization, Content-Type, Range, If-None-Match, If-Range';

/** Which pages of other origins may read an answer; without credentials, since a bearer token is enough. */
export interface Cors {
  /** Lets the page that asks read the answer, if its origin is on the list, letter by letter. */
  allow(request: Request, headers: Headers): void;
  /** Answers the question before the question (Fetch, section 4.8). */
  preflight(request: Request, route: Pick<Route, 'methods' | 'shared'>): Response;
}

export function createCors(allowedOrigins: readonly string[]): Cors {
  const allowed = new Map(allowedOrigins.map((origin) => [origin, origin]));
  const allow = (request: Request, headers: Headers): boolean => {
    const origin = allowed.get(request.headers.get('origin') ?? '');
    if (!origin) return false;
    headers.set('Access-Control-Allow-Origin', origin);
    headers.set('Access-Control-Expose-Headers', readable);
    return true;
  };
  return {
    allow,
    preflight(request, { methods, shared }) {
      const headers = new Headers({ Allow: [...methods, 'OPTIONS'].join(', ') });
      if (shared && allow(request, headers)) {
        headers.delete('Access-Control-Expose-Headers');
        headers.set('Access-Control-Allow-Methods', methods.join(', '));
        headers.set('Access-Control-Allow-Headers', sendable);
        headers.set('Access-Control-Max-Age', '600');
      }
      return new Response(null, { status: 204, headers });
    },
  };
}
