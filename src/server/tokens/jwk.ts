import type { CryptoKey, JWK } from 'jose';
import { own } from '../../mediastore/body.js';
import { bytesOf, isBase64url } from '../../sealed/encoding.js';

/** A key of the service that may have signed a token. */
export interface Key {
  readonly kid: string | undefined;
  readonly key: CryptoKey;
}

/** What is kept of a key; nothing else of it is ever looked at again. */
export interface Jwk {
  readonly kid?: string;
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: 'AQAB';
}

/** Length of a modulus in bits; 0 when it is no number. */
function bits(modulus: unknown): number {
  const bytes = isBase64url(modulus) ? bytesOf(modulus) : undefined;
  const first = bytes?.findIndex((byte) => byte !== 0) ?? -1;
  return bytes && first >= 0 ? (bytes.length - first) * 8 - (Math.clz32(bytes[first]!) - 24) : 0;
}

const mayVerify = (operations: unknown): boolean =>
  operations === undefined || (Array.isArray(operations) && operations.includes('verify'));

/** Whether an entry is a public RSA key for signatures by RS256, strong enough and no stronger than anyone needs. */
function fits(entry: unknown): entry is Jwk {
  const { kid, kty, use, alg, e, n, d, key_ops } = (typeof entry === 'object' ? { ...entry } : {}) as Record<keyof JWK, unknown>;
  const size = bits(n);
  return kty === 'RSA' && (use === undefined || use === 'sig') && (alg === undefined || alg === 'RS256') && mayVerify(key_ops)
    && e === 'AQAB' && d === undefined && size >= 2048 && size <= 4096 && (kid === undefined || typeof kid === 'string');
}

/**
 * The keys of a JWK Set (RFC 7517) that may verify customer tokens. Entries that do not fit are passed over, as
 * section 5 there asks; of two entries with one `kid` neither is used.
 */
export function fittingKeys(set: unknown): Jwk[] {
  const entries = own(set, 'keys');
  const fitting = Array.isArray(entries) ? entries.filter(fits) : [];
  const unique = ({ kid }: Jwk): boolean => kid === undefined || fitting.filter((other) => other.kid === kid).length === 1;
  return fitting.filter(unique).map(({ kid, kty, n, e }) => ({ ...(kid !== undefined && { kid }), kty, n, e }));
}

const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** Makes keys that can verify, and nothing else, of what {@link fittingKeys} let through. */
export const importKeys = async (jwks: readonly Jwk[]): Promise<Key[]> =>
  Promise.all(jwks.map(async ({ kid, ...jwk }) => ({ kid, key: await crypto.subtle.importKey('jwk', jwk, rs256, false, ['verify']) })));
