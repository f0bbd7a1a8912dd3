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
  /** Which published key signs, 0 being the newest; default 0. */
  readonly key?: number;
}

/** Signs customer tokens with RS256, and verifies what comes back. Its keys are made when first needed and never leave. */
export interface Issuer {
  issue(customerId: number, options?: TokenOptions): Promise<string>;
  /** The customer of a token that is ours, unexpired and for this publisher; null otherwise. */
  verify(jwt: string): Promise<number | null>;
  /** RFC 7517; the newest key first. */
  jwks(): Promise<{ keys: JWK[] }>;
  /** Signs with a new key from now on. Of those before, the `keep` newest stay published. */
  rotate(keep: number): void;
}

interface Key {
  readonly kid: string;
  pair(): ReturnType<typeof generateKeyPair>;
}

function createKey(kid: string): Key {
  let made: ReturnType<typeof generateKeyPair> | undefined;
  return { kid, pair: async () => (made ??= generateKeyPair('RS256')) };
}

/** @param count how many keys are published from the start */
export function createIssuer(clock: Clock, publisherId: string, defaultLife: number, count = 1): Issuer {
  let born = 0;
  const next = (): Key => createKey(born++ ? `simulator-${born}` : 'simulator');
  let keys = Array.from({ length: count }, next).reverse();

  const verifiedBy = async (jwt: string, key: Key): Promise<number | null> => {
    try {
      const { publicKey } = await key.pair();
      const { payload } = await jwtVerify(jwt, publicKey, { algorithms: ['RS256'], currentDate: new Date(clock.now()) });
      const publisher = payload.publisherId ?? payload.broadcasterId;
      return Number(publisher) === Number(publisherId) ? Number(payload.customerId) : null;
    } catch {
      return null;
    }
  };
  return {
    async issue(customerId, { life = defaultLife, customerId: type = 'number', claim = 'publisherId', kid, key: nth = 0, email, publisherId: publisher = publisherId } = {}) {
      const key = keys[nth];
      if (!key) throw new RangeError(`only ${keys.length} keys are published`);
      const { privateKey } = await key.pair();
      return new SignJWT({
        customerId: type === 'string' ? String(customerId) : customerId,
        [claim]: Number(publisher),
        ...(email && { email }),
      })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(kid && { kid: key.kid }) })
        .setExpirationTime(Math.floor(clock.now() / 1000) + life)
        .sign(privateKey);
    },
    async verify(jwt) {
      for (const key of keys) {
        const customer = await verifiedBy(jwt, key);
        if (customer !== null) return customer;
      }
      return null;
    },
    jwks: async () => ({
      keys: await Promise.all(keys.map(async ({ kid, pair }) =>
        ({ ...(await exportJWK((await pair()).publicKey)), alg: 'RS256', use: 'sig', kid }))),
    }),
    rotate(keep) { keys = [next(), ...keys.slice(0, keep)]; },
  };
}
