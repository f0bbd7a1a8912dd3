import type { CryptoKey } from 'jose';
import type { Masters } from './masters.js';
import { kidOf, type Recipient } from './kid.js';

const utf8 = new TextEncoder();
const salt = utf8.encode('gate/sealed/kek/v1');

/** Each part after its length in four bytes, so that no two lists of parts are spelled alike. */
export function lengthPrefixed(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 0));
  let at = 0;
  for (const part of parts) {
    new DataView(bytes.buffer).setUint32(at, part.length);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}

/**
 * The key that wraps the content key of one asset for one offer or tag: HKDF-SHA-256 (RFC 5869) of the epoch's
 * master over epoch, offer (`tag-` and the tag for one by tag) and asset. It is made anew each time and kept nowhere.
 * What was wrapped for another offer, asset or epoch does not unwrap with it (RFC 3394, 2.2.3).
 *
 * @returns undefined when the epoch is not among the masters
 */
export async function deriveKek(masters: Masters, recipient: Recipient, asset: string): Promise<CryptoKey | undefined> {
  const master = await masters.get(recipient.epoch);
  if (!master) return undefined;
  const name = kidOf(recipient).slice(recipient.epoch.length + 1);
  const info = lengthPrefixed(...[recipient.epoch, name, asset].map((part) => utf8.encode(part)));
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt, info };
  return crypto.subtle.deriveKey(hkdf, master, { name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']);
}
