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
  /** JSON for the guard: `{asset, epk, candidates: [{kid, ek}]}`. */
  readonly body: string;
  /**
   * Opens the guard's answer. The key in it opens this asset and cannot be exported.
   *
   * @param answer the body as it came, `application/jose`
   * @param now unix seconds: the guard's own `Date` where it can be read, since a page's clock may be wrong
   * @param customerId whom the page takes the reader for; undefined where it does not know
   */
  keyFrom(answer: string, now: number, customerId?: string): Promise<CryptoKey>;
}

const most = 8;
const ecdh = { name: 'ECDH', namedCurve: 'P-256' };
const gcm = 'AES-GCM';
/** Seconds that two clocks may differ. */
const leeway = 60;

const ascii = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function must(fine: unknown): asserts fine {
  if (!fine) throw new Error('sealed');
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Uint8Array(128);
for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value;

/** Of base64url; several times as fast as `atob`. What is no base64url gives bytes that nothing authenticates. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((text.length * 3) >> 2);
  for (let from = 0, to = 0, bits = 0; from < text.length; from++) {
    bits = (bits << 6) | values[text.charCodeAt(from)]!;
    if (from & 3) bytes[to++] = bits >> (6 - 2 * (from & 3));
  }
  return bytes;
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const jsonOf = (bytes: Uint8Array): Record<string, unknown> => JSON.parse(textOf(bytes)) as Record<string, unknown>;

const keyOf = async (raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, gcm, false, ['decrypt']);

async function decrypt(key: CryptoKey, header: string, iv: string, ciphertext: string, tag: string): Promise<Uint8Array<ArrayBuffer>> {
  const [body, end] = [bytesOf(ciphertext), bytesOf(tag)];
  must(end.length === 16);
  const whole = new Uint8Array(body.length + 16);
  whole.set(body);
  whole.set(end, body.length);
  return new Uint8Array(await crypto.subtle.decrypt({ name: gcm, iv: bytesOf(iv), additionalData: ascii(header) }, key, whole));
}

/** Reads a sealed file. */
export function readSealed(source: string): Sealed {
  const json = JSON.parse(source) as Omit<Sealed, 'header'>;
  const header = jsonOf(bytesOf(json.protected));
  must(header.typ === 'sealed+jwe' && header.enc === 'A256GCM' && json.recipients.length <= 32);
  return { ...json, header: header as unknown as Sealed['header'] };
}

/** The agreed key of ECDH-ES with A256GCM: one round of the Concat KDF (RFC 7518, 4.6.2) without party info. */
async function agree(own: CryptoKey, epk: unknown): Promise<CryptoKey> {
  const theirs = await crypto.subtle.importKey('jwk', epk as object, ecdh, false, []);
  const secret = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, own, 256));
  const input = Uint8Array.of(0, 0, 0, 1, ...secret, 0, 0, 0, 7, ...ascii('A256GCM'), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
  return keyOf(new Uint8Array(await crypto.subtle.digest('SHA-256', input)));
}

/**
 * Prepares a question for the key of a sealed file, with a key pair for this question alone.
 *
 * @param offers the gate's own; they are asked for first, up to 8 recipients in all
 */
export async function createKeyRequest({ header: { asset }, recipients }: Sealed, offers: readonly string[] = []): Promise<KeyRequest> {
  const pair = await crypto.subtle.generateKey(ecdh, false, ['deriveBits']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const rank = ({ kid }: { kid: string }): number => Number(!offers.includes(kid.slice(kid.indexOf('.') + 1)));
  const candidates = recipients
    .filter(({ header: { alg } }) => alg === 'A256KW')
    .map(({ header: { kid }, encrypted_key: ek }) => ({ kid, ek }))
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, most);
  return {
    body: JSON.stringify({ asset, epk: { kty, crv, x, y }, candidates }),
    async keyFrom(answer, now, customerId) {
      const [head = '', none, iv = '', ciphertext = '', tag = '', ...more] = answer.split('.');
      const { alg, enc, typ, epk } = jsonOf(bytesOf(head));
      must(alg === 'ECDH-ES' && enc === 'A256GCM' && typ === 'sealed-key+jwt' && none === '' && !more.length);
      const claims = jsonOf(await decrypt(await agree(pair.privateKey, epk), head, iv, ciphertext, tag));
      must(claims.asset === asset && candidates.some(({ kid }) => kid === claims.kid));
      must(customerId === undefined || claims.sub === customerId);
      must((claims.exp as number) > now - leeway);
      const raw = bytesOf(claims.k as string);
      must(raw.length === 32);
      return keyOf(raw).finally(() => raw.fill(0));
    },
  };
}

/** Unpacks gzip, and stops once it has become more than `limit` bytes. */
async function unpack(packed: Uint8Array<ArrayBuffer>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    length += value!.length;
    if (length > limit) void reader.cancel();
    must(length <= limit);
    parts.push(value!);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/**
 * Opens a sealed file with its key.
 *
 * @param limit bytes that the content may have; default 32 MB
 * @returns the content's bytes, whose media type is `sealed.header.cty`
 */
export async function openSealed(sealed: Sealed, key: CryptoKey, limit = 32e6): Promise<Uint8Array<ArrayBuffer>> {
  must(sealed.ciphertext.length * 0.75 <= limit + 1e3);
  const bytes = await decrypt(key, sealed.protected, sealed.iv, sealed.ciphertext, sealed.tag);
  return sealed.header.ce === 'gzip' ? unpack(bytes, limit) : bytes;
}

/** As {@link openSealed}, for text in UTF-8. */
export const openText = async (sealed: Sealed, key: CryptoKey, limit?: number): Promise<string> =>
  textOf(await openSealed(sealed, key, limit));
