import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type JWK } from 'jose';
import type { Clock } from '../mediastore/clock.js';

/** How a token is to be made; the defaults are those of the service today. */
export interface TokenOptions {
  /** Seconds; default 900. Negative for one that has expired. */
  readonly life?: number;
  /** Type of the customerId claim; the service has been seen to use both. */
  readonly customerId?: 'number' | 'string';
  readonly claim?: 'publisherId' | 'broadcasterId';
  readonly publisherId?: string;
  /** Whether the token names the customer's e-mail. */
  readonly email?: string;
  /** Whether the header names its key; the service's own tokens have been seen without. */
  readonly kid?: boolean;
}

/** Signs customer tokens with RS256, and verifies what comes back. The key is made at start and never leaves. */
export interface Issuer {
  issue(customerId: number, options?: TokenOptions): Promise<string>;
  /** The customer of a token that is ours, unexpired and for this publisher; null otherwise. */
  verify(jwt: string): Promise<number | null>;
  /** RFC 7517. */
  jwks(): Promise<{ keys: JWK[] }>;
}

export function createIssuer(clock: Clock, publisherId: string, defaultLife: number): Issuer {
  let pair: ReturnType<typeof generateKeyPair> | undefined;
  const keys = async () => (pair ??= generateKeyPair('RS256'));
  return {
    async issue(customerId, { life = defaultLife, customerId: type = 'number', claim = 'publisherId', kid, email, publisherId: publisher = publisherId } = {}) {
      const { privateKey } = await keys();
      return new SignJWT({
        customerId: type === 'string' ? String(customerId) : customerId,
        [claim]: Number(publisher),
        ...(email && { email }),
      })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(kid && { kid: 'simulator' }) })
        .setExpirationTime(Math.floor(clock.now() / 1000) + life)
        .sign(privateKey);
    },
    async verify(jwt) {
      try {
        const { publicKey } = await keys();
        const { payload } = await jwtVerify(jwt, publicKey, { algorithms: ['RS256'], currentDate: new Date(clock.now()) });
        const publisher = payload.publisherId ?? payload.broadcasterId;
        return Number(publisher) === Number(publisherId) ? Number(payload.customerId) : null;
      } catch {
        return null;
      }
    },
    async jwks() {
      const { publicKey } = await keys();
      return { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', use: 'sig', kid: 'simulator' }] };
    },
  };
}
