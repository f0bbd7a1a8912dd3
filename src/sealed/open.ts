/**
 * The page's end of sealed content: WebCrypto alone, one pair of algorithms, nothing of ours imported, so that it
 * stays about 1 kB. It knows no `zip`, no `crit`, no other `alg`, and so cannot be talked into them.
 * All of it throws for what is damaged or was made for somebody else; none of it says more.
 */

/** WebCrypto's own; named through a function, since this file is read with and without the types of a page. */
type CryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A sealed file as a page holds it. Nothing in it can be trusted before it was opened. */
export interface Sealed {
  readonly protected: string;
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
  readonly recipients: readonly { readonly header: { readonly alg: string; readonly kid: string }; readonly encrypted_key: string }[];
  readonly header: { readonly asset: string; readonly cty: string; readonly ver: string; readonly ce?: string };
}

/** A question for the guard's `POST keys`, and the only way to read its answer. */
export type KeyRequest = readonly [
  /** For the guard, as JSON: `{asset, epk, candidates: [{kid, ek}]}`. */
  body: object,
  /**
   * Opens the guard's answer. The key in it opens this asset and cannot be exported.
   *
   * @param answer the body as it came, `application/jose`
   * @param now unix seconds: the guard's own `Date` where it can be read, since a page's clock may be wrong
   * @param customerId whom the page takes the reader for
   */
  keyFrom: (answer: string, now: number, customerId: string) => Promise<CryptoKey>,
];

type Bytes = ArrayBuffer | Uint8Array<ArrayBuffer>;

const ecdh = { name: 'ECDH', namedCurve: 'P-256' };
const gcm = 'AES-GCM';

function must(fine: unknown): asserts fine {
  if (!fine) throw new Error('sealed');
}

/** Of base64url. A loop, since it is a hundred kilobytes at times, and others take ten times as long. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let at = binary.length; at--;) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Strings are written in UTF-8. */
async function join(...parts: (Bytes | string)[]): Promise<ArrayBuffer> {
  return new Blob(parts).arrayBuffer();
}

export const textOf = (bytes: Bytes): string => new TextDecoder().decode(bytes);
const jsonOf = (bytes: Bytes): Record<string, unknown> => JSON.parse(textOf(bytes)) as Record<string, unknown>;

const keyOf = async (raw: Bytes): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, gcm, false, ['decrypt']);

/** Reads a sealed file. */
export function readSealed(source: string): Sealed {
  const json = JSON.parse(source) as Omit<Sealed, 'header'>;
  const header = jsonOf(bytesOf(json.protected));
  must(`${header.typ as string} ${header.enc as string}` === 'sealed+jwe A256GCM');
  return { ...json, header: header as unknown as Sealed['header'] };
}

/**
 * Opens a sealed file with its key. GCM authenticates header, content and where one ends, so that nothing else need
 * be asked of them.
 *
 * @returns its content of at most 32 MB, whose media type is `sealed.header.cty`; as `sealed.header.ce` has packed it
 */
export async function openSealed({ protected: header, iv, ciphertext, tag }: Omit<Sealed, 'header' | 'recipients'>, key: CryptoKey): Promise<ArrayBuffer> {
  must(tag.length === 22 && ciphertext.length < 43e6);
  return crypto.subtle.decrypt({ name: gcm, iv: bytesOf(iv), additionalData: await join(header) }, key, await join(bytesOf(ciphertext), bytesOf(tag)));
}

/**
 * Prepares a question for the key of a sealed file, with a key pair for this question alone.
 *
 * @param offers the gate's own; they are asked for first, up to 8 recipients in all
 */
export async function createKeyRequest({ header: { asset }, recipients }: Sealed, offers: readonly string[] = []): Promise<KeyRequest> {
  const pair = await crypto.subtle.generateKey(ecdh, false, ['deriveBits']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const rank = ({ kid }: { kid: string }): number => offers.indexOf(kid.split('.')[1]!);
  const candidates = recipients
    .filter(({ header: { alg } }) => alg === 'A256KW')
    .map(({ header: { kid }, encrypted_key: ek }) => ({ kid, ek }))
    .sort((one, other) => rank(other) - rank(one))
    .slice(0, 8);
  return [{ asset, epk: { kty, crv, x, y }, candidates }, async (answer, now, customerId) => {
    const [header, , iv, ciphertext, tag] = answer.split('.') as [string, string, string, string, string];
    const { alg, enc, typ, epk } = jsonOf(bytesOf(header));
    must(`${alg as string} ${enc as string} ${typ as string}` === 'ECDH-ES A256GCM sealed-key+jwt');
    const secret = await crypto.subtle.deriveBits({ ...ecdh, public: await crypto.subtle.importKey('jwk', epk as object, ecdh, false, []) }, pair.privateKey, 256);
    // One round of the Concat KDF (RFC 7518, 4.6.2), without party info.
    const agreed = await crypto.subtle.digest('SHA-256', await join('\0\0\0\x01', secret, '\0\0\0\x07A256GCM\0\0\0\0\0\0\0\0\0\0\x01\0'));
    const claims = jsonOf(await openSealed({ protected: header, iv, ciphertext, tag }, await keyOf(agreed)));
    must(claims.asset === asset && candidates.some(({ kid }) => kid === claims.kid) && claims.sub === customerId);
    // Two clocks may differ by a minute. The key is 32 bytes.
    must((claims.exp as number) > now - 60 && (claims.k as string).length === 43);
    return keyOf(bytesOf(claims.k as string));
  }];
}
