import { isBase64url, jsonOf, own } from './encoding.js';
import { readKid } from './kid.js';

/** What travels in the clear but cannot be changed: GCM authenticates it (RFC 7516, 5.1 step 14). */
export interface SealedHeader {
  readonly enc: 'A256GCM';
  readonly typ: 'sealed+jwe';
  /** Media type of the content, such as `text/html`. */
  readonly cty: string;
  /** Name of the content; part of every recipient's key. */
  readonly asset: string;
  /** Edition of the content; as `seal` writes it, it changes exactly when the content does. */
  readonly ver: string;
  /** The content was compressed before it was sealed. */
  readonly ce?: 'gzip';
}

/** The content's key, wrapped for one group of readers. */
export interface WrappedKey {
  readonly header: {
    /** `A256KW`, or `ECDH-ES+A256KW` for a partner who holds a key pair. */
    readonly alg: 'A256KW' | 'ECDH-ES+A256KW';
    /** `<epoch>.<offer>`, `<epoch>.tag-<tag>`, or a partner's name. */
    readonly kid: string;
    readonly epk?: Readonly<Record<string, unknown>>;
  };
  readonly encrypted_key: string;
}

/** A sealed file: JWE in its General JSON Serialization (RFC 7516, 7.2.1). Every string but `kid` is base64url. */
export interface Envelope {
  readonly protected: string;
  readonly recipients: readonly WrappedKey[];
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
}

/** An envelope and what its protected header says. */
export interface ParsedEnvelope {
  readonly envelope: Envelope;
  readonly header: SealedHeader;
}

/** Something that is no envelope, or not one of ours; the message says what is wrong with it. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
}

/** More offers than this on one article is a mistake, and a way to keep a guard busy. */
export const maxRecipients = 32;

/** Whether a string may name sealed content: up to 512 characters, none of them a control. */
export const isAssetName = (asset: unknown): asset is string =>
  typeof asset === 'string' && /^[^\p{Cc}\p{Cs}]{1,512}$/u.test(asset);

/** `type/subtype`, with parameters if need be. */
export const isMediaType = (type: unknown): type is string =>
  typeof type === 'string' && type.length <= 128 && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=[\w."-]+)*$/.test(type);

const members = ['protected', 'recipients', 'iv', 'ciphertext', 'tag'];
const fields = ['enc', 'typ', 'cty', 'asset', 'ver', 'ce'];

function must(fine: boolean, problem: string): asserts fine {
  if (!fine) throw new EnvelopeError(`this is no sealed envelope: ${problem}`);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

function checkHeader(encoded: string): SealedHeader {
  const header = jsonOf(encoded);
  must(isObject(header), '"protected" does not hold JSON');
  const unknown = Object.keys(header).find((name) => !fields.includes(name));
  must(unknown === undefined, `its header has "${unknown ?? ''}", which is not among ${fields.join(', ')}`);
  must(own(header, 'typ') === 'sealed+jwe', '"typ" is not "sealed+jwe"');
  must(own(header, 'enc') === 'A256GCM', '"enc" is not "A256GCM"');
  must(isMediaType(own(header, 'cty')), '"cty" is no media type');
  must(isAssetName(own(header, 'asset')), '"asset" names nothing');
  must(isAssetName(own(header, 'ver')), '"ver" names no edition');
  must([undefined, 'gzip'].includes(own(header, 'ce') as undefined), '"ce" is not "gzip"');
  return header as SealedHeader;
}

function checkRecipient(recipient: unknown): void {
  const [header, key] = [own(recipient, 'header'), own(recipient, 'encrypted_key')];
  const [alg, kid] = [own(header, 'alg'), own(header, 'kid')];
  must(typeof kid === 'string', 'a recipient has no "kid"');
  must(alg === 'A256KW' || alg === 'ECDH-ES+A256KW', `recipient "${kid}" has an "alg" other than A256KW and ECDH-ES+A256KW`);
  must(alg === 'A256KW' ? readKid(kid) !== null : isPartner(kid), `"${kid}" is no name of a recipient`);
  must(alg === 'A256KW' || isObject(own(header, 'epk')), `recipient "${kid}" has no "epk"`);
  must(isBase64url(key, 40), `the key of recipient "${kid}" is not 40 bytes of base64url`);
}

/** A partner's name cannot be taken for an offer's: it has no dot. */
export const isPartner = (name: string): boolean => /^[\w-]{1,64}$/.test(name);

/**
 * Reads a sealed file strictly: our members, our two algorithms, canonical base64url, at most 32 recipients.
 *
 * @throws EnvelopeError that says what is wrong
 */
export function parseEnvelope(source: string): ParsedEnvelope {
  const json = parseJson(source);
  must(isObject(json), 'it is not a JSON object');
  const unknown = Object.keys(json).find((name) => !members.includes(name));
  must(unknown === undefined, `it has "${unknown ?? ''}", which is not among ${members.join(', ')}`);
  const recipients = own(json, 'recipients');
  must(Array.isArray(recipients) && recipients.length > 0, 'it has no recipients');
  must(recipients.length <= maxRecipients, `it has ${recipients.length} recipients, more than ${maxRecipients}`);
  recipients.forEach(checkRecipient);
  must(isBase64url(own(json, 'iv'), 12), '"iv" is not 12 bytes of base64url');
  must(isBase64url(own(json, 'tag'), 16), '"tag" is not 16 bytes of base64url');
  must(isBase64url(own(json, 'ciphertext')), '"ciphertext" is no base64url');
  const encoded = own(json, 'protected');
  must(isBase64url(encoded), '"protected" is no base64url');
  return { envelope: json as Envelope, header: checkHeader(encoded) };
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    throw new EnvelopeError('this is no sealed envelope: it is not JSON');
  }
}
