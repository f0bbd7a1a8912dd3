/**
 * Base64url without padding in its one spelling (RFC 4648, sections 3.5 and 5): no foreign character, no length
 * that cannot be, no bits left over. Another spelling of the same bytes would make two names for one token.
 */
export const isCanonical = (text: string): boolean =>
  /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(text);

/** The bytes of a canonical text; undefined for any other. */
export function decode(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!isCanonical(text)) return undefined;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
