import { base64url, type CryptoKey } from 'jose';
import { bytesOf, isBase64url } from './encoding.js';
import { isEpoch } from './kid.js';

/** Secrets by the name of their epoch, in the order in which they came to be: 32 bytes, or base64url of them. */
export type MastersOption = string | Readonly<Record<string, string | Uint8Array>>;

/** The publisher's secrets. Whoever holds them opens everything; they stay with the guard and the build. */
export interface Masters {
  /** The last listed: what is sealed now is sealed with it. */
  readonly newest: string;
  /** All names, oldest first. */
  readonly epochs: readonly string[];
  /** The secret of an epoch as a key for HKDF that cannot be exported; undefined for one that is not listed. */
  get(epoch: string): Promise<CryptoKey> | undefined;
}

const size = 32;
const example = 'Write e1:<43 characters of base64url>; cleeng-gate keygen makes one.';

function split(text: string): [string, string][] {
  return text.split(',').map((pair) => {
    const [epoch = '', secret = '', ...more] = pair.trim().split(':');
    if (more.length || !secret) throw new TypeError(`masters: each is <epoch>:<secret>, separated by commas. ${example}`);
    return [epoch, secret];
  });
}

/** Nothing of a secret is ever quoted. */
function secretOf(epoch: string, secret: string | Uint8Array): Uint8Array<ArrayBuffer> {
  if (!isEpoch(epoch)) throw new TypeError(`masters: the name of an epoch is a letter and up to 31 letters, digits, "_" or "-". ${example}`);
  if (typeof secret === 'string' && isBase64url(secret, size)) return bytesOf(secret);
  if (secret instanceof Uint8Array && secret.length === size) return Uint8Array.from(secret);
  throw new TypeError(`masters: the secret of "${epoch}" is not ${size} bytes of base64url. ${example}`);
}

/**
 * Reads the publisher's masters, as `CLEENG_GATE_MASTERS` holds them (`e1:<base64url>,e2:<base64url>`) or as an
 * object with epochs in their order. The last listed is the newest.
 *
 * @throws TypeError that names the epoch, never a secret
 */
export function readMasters(masters: MastersOption): Masters {
  const pairs = typeof masters === 'string' ? split(masters) : Object.entries(masters);
  const epochs = pairs.map(([epoch]) => epoch);
  const twice = epochs.find((epoch, index) => epochs.indexOf(epoch) !== index);
  if (twice !== undefined) throw new TypeError(`masters: the epoch "${twice}" is listed twice`);
  const newest = epochs.at(-1);
  if (newest === undefined) throw new TypeError(`masters: there is none. ${example}`);
  const secrets = new Map(pairs.map(([epoch, secret]) => [epoch, secretOf(epoch, secret)]));
  const keys = new Map<string, Promise<CryptoKey>>();
  const get = (epoch: string): Promise<CryptoKey> | undefined => {
    const secret = secrets.get(epoch);
    if (secret && !keys.has(epoch)) keys.set(epoch, crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey', 'deriveBits']));
    return keys.get(epoch);
  };
  return { newest, epochs, get };
}

/** A new secret: 32 random bytes in base64url. */
export const generateMaster = (): string => base64url.encode(crypto.getRandomValues(new Uint8Array(size)));
