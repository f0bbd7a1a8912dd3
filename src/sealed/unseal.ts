import { flattenedDecrypt } from 'jose';
import { bytesOf } from './encoding.js';
import { EnvelopeError, type Envelope, type ParsedEnvelope } from './envelope.js';
import { deriveKek } from './kek.js';
import { readKid } from './kid.js';
import type { Masters } from './masters.js';

/**
 * The content key out of one recipient's part, for an asset. It unwraps only under the offer, asset and epoch that
 * it was wrapped for.
 *
 * @returns 32 bytes; null when the epoch is not listed, the part damaged, or made for something else
 */
export async function unwrapKey(masters: Masters, asset: string, kid: string, wrapped: string): Promise<Uint8Array | null> {
  const recipient = readKid(kid);
  const kek = recipient && (await deriveKek(masters, recipient, asset));
  if (!kek) return null;
  try {
    const key = await crypto.subtle.unwrapKey('raw', bytesOf(wrapped), kek, 'AES-KW', { name: 'AES-GCM', length: 256 }, true, ['decrypt']);
    return new Uint8Array(await crypto.subtle.exportKey('raw', key));
  } catch {
    return null;
  }
}

async function contentKey(masters: Masters, asset: string, { recipients }: Envelope): Promise<Uint8Array> {
  const ours = recipients.filter(({ header }) => header.alg === 'A256KW');
  for (const { header: { kid }, encrypted_key: wrapped } of ours) {
    const key = await unwrapKey(masters, asset, kid, wrapped);
    if (key) return key;
  }
  const epochs = new Set(ours.map(({ header }) => readKid(header.kid)?.epoch));
  throw new EnvelopeError(`none of the masters opens it; it was sealed under ${[...epochs].join(', ') || 'no epoch at all'}`);
}

async function gunzip(packed: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([Uint8Array.from(packed)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Opens an envelope with the publisher's masters, as the build does to seal it anew under a newer one.
 *
 * @throws EnvelopeError when no master fits, or the envelope was changed
 */
export async function unseal({ envelope, header }: ParsedEnvelope, masters: Masters): Promise<Uint8Array> {
  const key = await contentKey(masters, header.asset, envelope);
  const { protected: encoded, iv, ciphertext, tag } = envelope;
  // With the key in hand the same bytes are a `dir` JWE, since `alg` stands beside each recipient.
  const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'], maxDecompressedLength: 0 };
  try {
    const { plaintext } = await flattenedDecrypt({ protected: encoded, iv, ciphertext, tag, header: { alg: 'dir' } }, key, options);
    return header.ce === 'gzip' ? await gunzip(plaintext) : plaintext;
  } catch (cause) {
    throw new EnvelopeError('it was changed or damaged after it was sealed', { cause });
  }
}
