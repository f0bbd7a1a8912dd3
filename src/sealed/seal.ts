import { GeneralEncrypt, importJWK, type JWK } from 'jose';
import { editionOf } from './edition.js';
import { isAssetName, isMediaType, isPartner, maxRecipients, type Envelope } from './envelope.js';
import { deriveKek } from './kek.js';
import { kidOf } from './kid.js';
import type { Masters } from './masters.js';
import { recipientsOf, type Readers } from './recipients.js';

export interface SealOptions extends Readers {
  /** From `readMasters`; sealed with the newest. */
  readonly masters: Masters;
  /** Name of the content, the same for each of its editions; part of every recipient's key. */
  readonly asset: string;
  /** Media type; default `text/html` for text, `application/octet-stream` for bytes. */
  readonly cty?: string;
  /** Name of the edition; default one that changes exactly when the content does. */
  readonly ver?: string;
  /** Compress before sealing. Not for content that a reader can put words into: its length would tell of the rest. */
  readonly gzip?: boolean;
  /** Others who may open it with a key of their own, such as a search engine: P-256 public keys by name. */
  readonly partners?: Readonly<Record<string, JWK>>;
}

async function compress(content: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([Uint8Array.from(content)]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

function check({ asset, cty, ver, partners = {} }: SealOptions, type: string): void {
  if (!isAssetName(asset)) throw new TypeError('asset is a name of 1 to 512 characters, none of them a control');
  if (!isMediaType(type)) throw new TypeError(`cty is a media type such as text/html, not "${cty ?? ''}"`);
  if (ver !== undefined && !isAssetName(ver)) throw new TypeError('ver is a name of 1 to 512 characters, none of them a control');
  for (const [name, jwk] of Object.entries(partners)) {
    if (!isPartner(name)) throw new TypeError(`partners: "${name}" is no name: up to 64 letters, digits, "_" or "-"`);
    if (jwk.kty !== 'EC' || jwk.crv !== 'P-256') throw new TypeError(`partners: the key of "${name}" is not on P-256`);
    if (jwk.d !== undefined) throw new TypeError(`partners: the key of "${name}" is a private one; ask for the public half`);
  }
}

/**
 * Seals content with a new random key, wrapped once for each offer, tag and partner (RFC 7516, A256GCM and A256KW).
 * Any one of them opens it; whoever holds the file alone learns its name, length and offers, and nothing else.
 *
 * @throws TypeError when something is not as it should be
 */
export async function seal(content: string | Uint8Array, options: SealOptions): Promise<Envelope> {
  const { masters, asset, gzip = false, partners = {} } = options;
  const cty = options.cty ?? (typeof content === 'string' ? 'text/html' : 'application/octet-stream');
  check(options, cty);
  const recipients = recipientsOf(masters.newest, options);
  const others = Object.entries(partners);
  if (recipients.length + others.length > maxRecipients) throw new TypeError(`more than ${maxRecipients} recipients`);
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const ver = options.ver ?? (await editionOf(masters, masters.newest, { asset, cty, content: bytes }));
  const encryption = new GeneralEncrypt(gzip ? await compress(bytes) : bytes)
    .setProtectedHeader({ enc: 'A256GCM', typ: 'sealed+jwe', cty, asset, ver, ...(gzip && { ce: 'gzip' }) });
  for (const recipient of recipients) {
    const kek = (await deriveKek(masters, recipient, asset))!;
    encryption.addRecipient(kek).setUnprotectedHeader({ alg: 'A256KW', kid: kidOf(recipient) });
  }
  for (const [name, jwk] of others) {
    const key = await importJWK({ ...jwk, alg: 'ECDH-ES+A256KW' });
    encryption.addRecipient(key).setUnprotectedHeader({ alg: 'ECDH-ES+A256KW', kid: name });
  }
  return (await encryption.encrypt()) as unknown as Envelope;
}
