import type { CryptoKey } from 'jose';

/** How the signature stands in its header. */
export type Encoding = 'hex' | 'base64';

/**
 * - `good`: one of the secrets made it
 * - `bad`: it could be a signature, but none of the secrets made it
 * - `none`: it cannot be one at all
 */
export type Judgement = 'good' | 'bad' | 'none';

const algorithm = { name: 'HMAC', hash: 'SHA-256' };
const utf8 = new TextEncoder();
const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const pairs = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** The 32 bytes of a signature in its one spelling; hexadecimal digits may be of either case. */
function read(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> | undefined {
  if (encoding === 'hex') return /^([\da-f]{64}|[\dA-F]{64})$/.test(text) ? pairs(text) : undefined;
  return /^[A-Za-z\d+/]{42}[AEIMQUYcgkosw048]=$/.test(text) ? Uint8Array.from(atob(text), (char) => char.charCodeAt(0)) : undefined;
}

/**
 * Judges HMAC-SHA256 signatures by several secrets, as there are while one replaces another. Compared in constant
 * time, by WebCrypto itself.
 */
export function createSignature(secrets: readonly string[], encoding: Encoding): (text: string | null, body: Uint8Array<ArrayBuffer>) => Promise<Judgement> {
  let keys: Promise<CryptoKey[]> | undefined;
  const make = async (): Promise<CryptoKey[]> =>
    Promise.all(secrets.map(async (secret) => crypto.subtle.importKey('raw', utf8.encode(secret), algorithm, false, ['verify'])));
  return async (text, body) => {
    const signature = read(text ?? '', encoding);
    if (!signature) return 'none';
    keys ??= make();
    const good = await Promise.all((await keys).map(async (key) => crypto.subtle.verify('HMAC', key, signature, body)));
    return good.includes(true) ? 'good' : 'bad';
  };
}

/** Makes HMAC-SHA256 signatures of a text, in hexadecimal digits, one by each of the secrets. */
export async function signaturesOf(secrets: readonly string[], text: string): Promise<string[]> {
  return Promise.all(secrets.map(async (secret) => {
    const key = await crypto.subtle.importKey('raw', utf8.encode(secret), algorithm, false, ['sign']);
    return hex(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8.encode(text))));
  }));
}
