import type { Route } from './route.js';

/** Where a path leads. */
export interface Destination {
  readonly route: Route;
  /** Path before the route's word, without a trailing slash. */
  readonly base: string;
  /** What follows it, as it stood in the path. */
  readonly rest: string;
}

/**
 * Finds the route of a path by the first segment that is a route's word, or by the one right after the base where
 * that is fixed; undefined when there is none.
 *
 * @param base such as `/guard`; empty for the root of a host
 */
export function createRouter(routes: readonly Route[], base: string | undefined): (path: string) => Destination | undefined {
  const byWord = new Map(routes.map((route) => [route.word, route]));
  const first = base === undefined ? 1 : base.split('/').length;
  return (path) => {
    if (base !== undefined && !path.startsWith(`${base}/`)) return undefined;
    const segments = path.split('/');
    const last = base === undefined ? segments.length : first + 1;
    for (let at = first; at < last; at++) {
      const route = byWord.get(segments[at] ?? '');
      if (route) return { route, base: segments.slice(0, at).join('/'), rest: segments.slice(at + 1).join('/') };
    }
    return undefined;
  };
}
