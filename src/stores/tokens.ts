import { readClaims, type Claims } from '../mediastore/token.js';
import type { Author } from './author.js';
import type { Settings } from './config.js';
import type { SafeStorage } from './storage.js';

/** localStorage keys of a token and of the refresh token beside it. */
export type Keys = Settings['keys'][number];

/** Who is asking, as the page believes. Kept in closures; no store, event or log ever holds one. */
export interface Credential {
  readonly jwt: string;
  readonly claims: Claims;
  readonly email: string | null;
  /** Where it was found, in the author's words. */
  readonly where: string;
  /** Present only for tokens that were left in localStorage together with a refresh token. */
  readonly refresh?: { readonly token: string; readonly keys: Keys };
}

/** What a JavaScript program writes when it stores a token that it does not have. */
const isNothing = (value: unknown): boolean => !value || value === 'undefined' || value === 'null';

/** A token as a credential, or null with a word to the author about why it is none. */
export function readCredential(value: unknown, where: string, settings: Settings, author: Author): Credential | null {
  if (isNothing(value)) return null;
  const claims = readClaims(value);
  if (!claims) {
    author('no-token', where);
    return null;
  }
  if (claims.publisherId && claims.publisherId !== settings.publisherId) {
    author('other-publisher', where, claims.publisherId, settings.publisherId);
    return null;
  }
  return { jwt: value as string, claims, where, email: claims.email };
}

/** Tokens as the MediaStore SDK, or `signIn()`, leaves them in localStorage. */
export interface StoredTokens {
  read(settings: Settings): Credential | null;
  /** Writes the keys that the SDK would write; those it is not told about stay as they are. */
  write(keys: Keys, tokens: { jwt: string; refreshToken?: string | undefined; email?: string | undefined; customerId?: string }): void;
  clear(settings: Settings): void;
  /** Whether a `storage` event for this key could be about a session. */
  concerns(key: string, settings: Settings): boolean;
}

/** `<publisherId>_CLEENG_AUTH_TOKEN` has its neighbours under the same prefix. */
const neighbour = ([key]: Keys, name: string): string => (key.endsWith('AUTH_TOKEN') ? key.slice(0, -10) + name : '');

export function createStoredTokens(storage: SafeStorage, author: Author): StoredTokens {
  const readPair = (keys: Keys, settings: Settings): Credential | null => {
    const [key, refreshKey] = keys;
    const credential = readCredential(storage.get(key), `localStorage "${key}"`, settings, author);
    if (!credential) return null;
    const token = refreshKey && storage.get(refreshKey);
    const beside = neighbour(keys, 'CUSTOMER_EMAIL');
    const email = (beside && storage.get(beside)) ?? credential.email;
    return {
      ...credential,
      email: email?.includes('@') ? email : null,
      ...(token && !isNothing(token) && { refresh: { token, keys } }),
    };
  };
  return {
    read(settings) {
      for (const keys of settings.keys) {
        const credential = readPair(keys, settings);
        if (credential) return credential;
      }
      return null;
    },
    write(keys, { jwt, refreshToken, email, customerId }) {
      const values: [string | undefined, string | undefined][] = [
        [keys[0], jwt],
        [keys[1], refreshToken],
        [neighbour(keys, 'CUSTOMER_EMAIL'), email],
        [neighbour(keys, 'CUSTOMER_ID'), customerId],
      ];
      for (const [key, value] of values) if (key && value) storage.set(key, value);
    },
    clear(settings) {
      for (const keys of settings.keys) {
        const names = ['CUSTOMER_ID', 'CUSTOMER_EMAIL'].map((name) => neighbour(keys, name));
        for (const key of [...keys, ...names]) if (key) storage.remove(key);
      }
    },
    concerns: (key, settings) => settings.keys.some((keys) => keys.includes(key)),
  };
}

