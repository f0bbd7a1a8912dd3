import { safeUrl } from '../stores/config.js';
import type { Surface } from '../stores/surface.js';

/** A query parameter that must not travel to another page: credentials and what names a person. */
const isPrivate = (name: string, value: string): boolean =>
  /token|jwt|auth|mail|customer/i.test(name) || /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) || value.includes('@');

/** An address of this page as a way back: without its fragment and without anything private. */
export function returnUrl(href: string): string {
  const url = new URL(href);
  url.hash = '';
  for (const [name, value] of [...url.searchParams]) if (isPrivate(name, value)) url.searchParams.delete(name);
  return url.href;
}

/**
 * Fills a URL template and judges where it leads. An attribute may name an address on the page's own
 * origin, on that of the page-level template, or on a trusted one; the page-level template any https
 * address or its own origin.
 *
 * @returns null when no template was given; undefined when it leads where it may not
 */
export function destination(
  attribute: string | null | undefined,
  pageLevel: string | undefined,
  { trusted, locale }: Pick<Surface, 'trusted' | 'locale'>,
  offerId: string,
): string | null | undefined {
  const template = attribute ?? pageLevel;
  if (!template) return null;
  const values: Readonly<Record<string, () => string | null>> = {
    offerId: () => offerId,
    locale: () => locale ?? document.documentElement.lang,
    returnUrl: () => returnUrl(location.href),
    coupon: () => new URLSearchParams(location.search).get('couponCode'),
  };
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name]?.() ?? ''));
  const url = safeUrl(fill(template), location);
  const base = (): string | undefined => (pageLevel ? safeUrl(fill(pageLevel), location)?.origin : undefined);
  const allowed = attribute == null || [location.origin, base(), ...trusted].includes(url?.origin);
  return url && allowed ? url.href : undefined;
}
