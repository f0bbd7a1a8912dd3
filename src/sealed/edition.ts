import { base64url } from 'jose';
import { lengthPrefixed } from './kek.js';
import type { Masters } from './masters.js';

const utf8 = new TextEncoder();
const salt = utf8.encode('gate/sealed/ver/v1');

/** What an edition is made of. */
export interface Edition {
  readonly asset: string;
  readonly cty: string;
  readonly content: Uint8Array;
}

/**
 * Names an edition: the same for the same content, another for any other. It is keyed with the epoch's master
 * (HMAC-SHA-256, 16 bytes of it), so that nobody else can test a guess of the content against it.
 *
 * @throws TypeError when the epoch is not among the masters
 */
export async function editionOf(masters: Masters, epoch: string, { asset, cty, content }: Edition): Promise<string> {
  const master = await masters.get(epoch);
  if (!master) throw new TypeError(`masters: there is no epoch "${epoch}"`);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8.encode(epoch) };
  const key = await crypto.subtle.deriveKey(hkdf, master, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']);
  const signed = lengthPrefixed(utf8.encode(asset), utf8.encode(cty), content);
  return base64url.encode(new Uint8Array(await crypto.subtle.sign('HMAC', key, signed)).subarray(0, 16));
}
