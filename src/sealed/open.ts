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
export interface KeyRequest {
  /** For the guard, as JSON: `{asset, epk, candidates: [{kid, ek}]}`. */
  readonly body: object;
  /**
   * Opens the guard's answer. The key in it opens this asset and cannot be exported.
   *
   * @param answer the body as it came, `application/jose`
   * @param now unix seconds: the guard's own `Date` where it can be read, since a page's clock may be wrong
   * @param customerId whom the page takes the reader for; undefined where it does not know
   */
  keyFrom(answer: string, now: number, customerId?: string): Promise<CryptoKey>;
}

type Bytes = ArrayBuffer | Uint8Array<ArrayBuffer>;

const ecdh = { name: 'ECDH', namedCurve: 'P-256' };
const gcm = 'AES-GCM';
const ascii = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function must(fine: unknown): asserts fine {
  if (!fine) throw new Error('sealed');
}

/** Of each base64url letter its six bits, by its code: a table is several times as fast as `atob`. */
const bits = Uint8Array.from({ length: 128 }, (_, code) => (code > 96 ? code - 71 : code === 95 ? 63 : code > 64 ? code - 65 : code > 47 ? code + 4 : 62));

/** Of base64url. What is none gives bytes that nothing authenticates. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((text.length * 3) >> 2);
  for (let from = 0, to = 0, all = 0; from < text.length; from++) {
    all = (all << 6) | bits[text.charCodeAt(from)]!;
    if (from & 3) bytes[to++] = all >> (6 - 2 * (from & 3));
  }
  return bytes;
}

const textOf = (bytes: Bytes): string => new TextDecoder().decode(bytes);
const jsonOf = (bytes: Bytes): Record<string, unknown> => JSON.parse(textOf(bytes)) as Record<string, unknown>;

const keyOf = async (raw: Bytes): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, gcm, false, ['decrypt']);

/** GCM authenticates header, content and where one ends, so that nothing else need be asked of them. */
async function decrypt(key: CryptoKey, { protected: header, iv, ciphertext, tag }: Omit<Sealed, 'header' | 'recipients'>): Promise<ArrayBuffer> {
  must(tag.length === 22);
  const whole = await new Blob([bytesOf(ciphertext), bytesOf(tag)]).arrayBuffer();
  return crypto.subtle.decrypt({ name: gcm, iv: bytesOf(iv), additionalData: ascii(header) }, key, whole);
}

/** Reads a sealed file. */
export function readSealed(source: string): Sealed {
  const json = JSON.parse(source) as Omit<Sealed, 'header'>;
  const header = jsonOf(bytesOf(json.protected));
  must(`${header.typ as string} ${header.enc as string}` === 'sealed+jwe A256GCM');
  return { ...json, header: header as unknown as Sealed['header'] };
}

/** The agreed key of ECDH-ES with A256GCM: one round of the Concat KDF (RFC 7518, 4.6.2) without party info. */
async function agree(own: CryptoKey, epk: unknown): Promise<CryptoKey> {
  const secret = await crypto.subtle.deriveBits({ ...ecdh, public: await crypto.subtle.importKey('jwk', epk as object, ecdh, false, []) }, own, 256);
  const input = new Blob(['\0\0\0\x01', secret, '\0\0\0\x07A256GCM\0\0\0\0\0\0\0\0\0\0\x01\0']);
  return keyOf(await crypto.subtle.digest('SHA-256', await input.arrayBuffer()));
}

/**
 * Prepares a question for the key of a sealed file, with a key pair for this question alone.
 *
 * @param offers the gate's own; they are asked for first, up to 8 recipients in all
 */
export async function createKeyRequest({ header: { asset }, recipients }: Sealed, offers: readonly string[] = []): Promise<KeyRequest> {
  const pair = await crypto.subtle.generateKey(ecdh, false, ['deriveBits']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const rank = ({ kid }: { kid: string }): number => Number(offers.some((offer) => kid.endsWith(`.${offer}`)));
  const candidates = recipients
    .filter(({ header: { alg } }) => alg === 'A256KW')
    .map(({ header: { kid }, encrypted_key: ek }) => ({ kid, ek }))
    .sort((one, other) => rank(other) - rank(one))
    .slice(0, 8);
  return {
    body: { asset, epk: { kty, crv, x, y }, candidates },
    async keyFrom(answer, now, customerId) {
      const [header = '', , iv = '', ciphertext = '', tag = ''] = answer.split('.');
      const { alg, enc, typ, epk } = jsonOf(bytesOf(header));
      must(`${alg as string} ${enc as string} ${typ as string}` === 'ECDH-ES A256GCM sealed-key+jwt');
      const claims = jsonOf(await decrypt(await agree(pair.privateKey, epk), { protected: header, iv, ciphertext, tag }));
      must(claims.asset === asset && candidates.some(({ kid }) => kid === claims.kid) && [undefined, claims.sub].includes(customerId));
      // Two clocks may differ by a minute.
      must((claims.exp as number) > now - 60);
      const raw = bytesOf(claims.k as string);
      must(raw.length === 32);
      return keyOf(raw).finally(() => raw.fill(0));
    },
  };
}

/**
 * Opens a sealed file with its key.
 *
 * @param limit bytes that the content may have, also when it is unpacked; default 32 MB
 * @returns the content's bytes, whose media type is `sealed.header.cty`
 */
export async function openSealed(sealed: Sealed, key: CryptoKey, limit = 32e6): Promise<Uint8Array<ArrayBuffer>> {
  must(sealed.ciphertext.length * 0.75 <= limit + 1e3);
  const bytes = await decrypt(key, sealed);
  if (!sealed.header.ce) return new Uint8Array(bytes);
  const capped = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, out) {
      must((limit -= chunk.length) >= 0);
      out.enqueue(chunk);
    },
  });
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).pipeThrough(capped)).arrayBuffer());
}

/** As {@link openSealed}, for text in UTF-8. */
export const openText = async (sealed: Sealed, key: CryptoKey, limit?: number): Promise<string> =>
  textOf(await openSealed(sealed, key, limit));
