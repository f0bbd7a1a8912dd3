import { Refusal } from '../answering/refusal.js';

/** One host on two sides of a proxy that ends TLS: the browser says https where the request says http. */
function sameHost(origin: string, url: URL): boolean {
  if (!URL.canParse(origin)) return false;
  const { host, protocol } = new URL(origin);
  return host === url.host && (protocol === url.protocol || protocol === 'https:');
}

/**
 * Whether a page of the guard's own origin sent this, by the browser's word, which no page can forge: Sec-Fetch-Site
 * (Fetch Metadata), or Origin where a browser sends no such thing. Without either it is not known to be so.
 */
function isSameOrigin({ headers }: Request, url: URL): boolean {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  return site === null ? origin !== null && sameHost(origin, url) : site === 'same-origin';
}

/** A page that is opened in a tab of its own, such as by a link in a newsletter. */
export const isNavigation = ({ method, headers }: Request): boolean =>
  (method === 'GET' || method === 'HEAD') && headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document';

/**
 * Lets through what comes from our own pages.
 *
 * @throws Refusal 403
 */
export function demandSameOrigin(request: Request, url: URL): void {
  if (!isSameOrigin(request, url)) throw new Refusal(403, 'no-token');
}
