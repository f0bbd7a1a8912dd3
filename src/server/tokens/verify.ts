import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import type { Clock } from '../../mediastore/clock.js';
import { own } from '../../mediastore/body.js';
import { digits } from '../../mediastore/token.js';
import { isBase64url, jsonOf } from '../../sealed/encoding.js';
import type { Key } from './jwk.js';
import type { Keys } from './jwks.js';
import { Refusal } from '../answering/refusal.js';

/** Who a token was made for. */
export interface Identity {
  /** Decimal digits. */
  readonly customerId: string;
  /** Unix seconds. */
  readonly expiresAt: number;
}

/** What a token must be to count. */
export interface TokenRules {
  /** One key set signs for all publishers of the service, so a good signature alone says nothing. */
  readonly publisherId: string;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  /** The header's `typ`. */
  readonly typ?: string | undefined;
}

interface Surroundings extends TokenRules {
  readonly keys: Keys;
  readonly clock: Clock;
}

/** Parts of a header by which a token would choose how it is judged (RFC 8725, sections 3.1 and 3.10). */
const refused = ['crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'zip'];
const tolerance = 60;
const longestLife = 25 * 3600;
const mostKeys = 4;

const noToken = (cause: unknown): Refusal =>
  new Refusal(401, cause instanceof errors.JWTExpired ? 'token-expired' : 'no-token', { cause });

const partOf = (text: string): unknown => (isBase64url(text) ? jsonOf(text) : undefined);

/** The key that the header names; throws for a header that asks for anything but RS256 by a key of ours. */
function readKid(jwt: string): string | undefined {
  const header = partOf(jwt.slice(0, jwt.indexOf('.')));
  const kid = own(header, 'kid');
  const plain = own(header, 'alg') === 'RS256' && !refused.some((name) => own(header, name) !== undefined);
  if (!plain || (kid !== undefined && typeof kid !== 'string')) throw noToken('header');
  return kid;
}

const fitting = (keys: readonly Key[], kid: string | undefined): readonly Key[] =>
  kid === undefined ? keys.slice(0, mostKeys) : keys.filter((key) => key.kid === kid);

/** The claims, if one of the keys made the signature; undefined if none did. */
async function readSigned(jwt: string, keys: readonly Key[], options: JWTVerifyOptions): Promise<JWTPayload | undefined> {
  for (const { key } of keys) {
    try {
      return (await jwtVerify(jwt, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw noToken(error);
    }
  }
  return undefined;
}

/** Whether a token that no key has signed may be one of a new key: what says itself that it is not for us, or over, is not. */
function mayBeGood(jwt: string, publisherId: string, now: number): boolean {
  const claims = partOf(jwt.slice(jwt.indexOf('.') + 1, jwt.lastIndexOf('.')));
  const exp = own(claims, 'exp');
  return typeof exp === 'number' && exp > now - tolerance && digits(own(claims, 'publisherId') ?? own(claims, 'broadcasterId')) === publisherId;
}

/** The claims as an identity, if they are a customer's of this publisher. */
function readIdentity(claims: JWTPayload, publisherId: string, now: number): Identity {
  const customerId = digits(claims.customerId);
  const publishers = [claims.publisherId, claims.broadcasterId].filter((value) => value !== undefined);
  const ours = publishers.length > 0 && publishers.every((value) => digits(value) === publisherId);
  const expiresAt = claims.exp ?? Infinity;
  if (!customerId || !ours || expiresAt > now + longestLife) throw noToken('claims');
  return { customerId, expiresAt };
}

/**
 * The trusted reading of a customer token: RS256 by a key of the service (RFC 7515, 7519, 8725), made for this
 * publisher, not expired. A token that names no key is tried with each; keys that do not know it are asked for anew.
 *
 * @param jwt three canonical base64url parts, as `credentials.ts` lets through
 * @throws Refusal 401 `token-expired` or `no-token`; 503 when no keys can be had, or not those that might know it
 */
export async function verifyToken(jwt: string, { keys, clock, publisherId, ...rules }: Surroundings): Promise<Identity> {
  const kid = readKid(jwt);
  const { issuer, audience, typ } = rules;
  const options: JWTVerifyOptions = {
    algorithms: ['RS256'],
    requiredClaims: ['exp'],
    clockTolerance: tolerance,
    currentDate: new Date(clock.now()),
    ...(issuer && { issuer }), ...(audience && { audience }), ...(typ && { typ }),
  };
  const tried = await keys.all();
  const known = fitting(tried, kid);
  const read = async (): Promise<JWTPayload | undefined> => readSigned(jwt, fitting(await keys.all(), kid), options);
  const renewed = async (): Promise<JWTPayload | undefined> => {
    if (!mayBeGood(jwt, publisherId, clock.now() / 1000)) return undefined;
    const others = await keys.renew(tried).catch((error: unknown) => {
      if (kid !== undefined && known.length) throw noToken(error);
      throw error;
    });
    return others ? read() : undefined;
  };
  const claims = (await readSigned(jwt, known, options)) ?? (await renewed());
  if (!claims) throw noToken('signature');
  return readIdentity(claims, publisherId, clock.now() / 1000);
}
