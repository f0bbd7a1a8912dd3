/** The page to return to, from `?return=…`; never one on another origin. */
export function wayBack(fallback = '/') {
  const { searchParams } = new URL(location.href);
  const url = new URL(searchParams.get('return') || fallback, location.origin);
  return url.origin === location.origin ? url.pathname + url.search + url.hash : fallback;
}
