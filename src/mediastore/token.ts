import { own, text } from './body.js';

/** What an unverified look into a token finds. Good for choosing a cache entry, never for trust. */
export interface Claims {
  /** Decimal digits, whether the token held a number or a string. */
  readonly customerId: string;
  /** From `publisherId`, or `broadcasterId` as device tokens call it. */
  readonly publisherId: string | null;
  /** Unix seconds. */
  readonly expiresAt: number;
  readonly email: string | null;
}

/** Whether a string has the outward form of a JWT that may be sent: three base64url parts, under 8 kB. */
export const looksLikeJwt = (value: unknown): value is string =>
  typeof value === 'string' && value.length < 8192 && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value);

/** An id as decimal digits, whether it came as a number or as a string; null for anything else. */
export const digits = (value: unknown): string | null =>
  (Number.isSafeInteger(value) || typeof value === 'string') && /^\d{1,20}$/.test(String(value))
    ? String(value)
    : null;

/** The text of a base64url part; `atob` knows base64 alone (RFC 4648, sections 4 and 5). */
function decode(part: string): string {
  const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)));
}

/**
 * Reads a customer token without verifying it (RFC 7519 claims `customerId`, `publisherId`, `exp`).
 * Never throws; null for anything that is not a customer token.
 */
export function readClaims(jwt: unknown): Claims | null {
  if (!looksLikeJwt(jwt)) return null;
  try {
    const claims: unknown = JSON.parse(decode(jwt.split('.')[1]!));
    const customerId = digits(own(claims, 'customerId'));
    const expiresAt = own(claims, 'exp');
    if (!customerId || !Number.isFinite(expiresAt)) return null;
    return {
      customerId,
      publisherId: digits(own(claims, 'publisherId') ?? own(claims, 'broadcasterId')),
      expiresAt: expiresAt as number,
      email: text(own(claims, 'email')),
    };
  } catch {
    return null;
  }
}
