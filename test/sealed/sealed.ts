import { CompactEncrypt, type JWK } from 'jose';
import { generateMaster, readMasters, seal, type Envelope, type Masters, type SealOptions } from '../../src/sealed/index.js';
import { createKeyRequest, readSealed } from '../../src/sealed/open.js';
import { unwrapKey } from '../../src/sealed/unseal.js';

export const offer = 'S100000001_DE';
export const other = 'P100000003_DE';
export const customerId = '702813501';
/** Unix seconds. */
export const now = 1_795_262_400;

/** New secrets for each test file: `e1`, then `e2`. */
export const secrets = { e1: generateMaster(), e2: generateMaster() };
export const masters = readMasters(secrets);

export const sealed = async (content: string | Uint8Array, options: Partial<SealOptions> = {}): Promise<Envelope> =>
  seal(content, { masters, asset: 'news/one.html', offers: [offer], ...options });

/** What the guard's answer may say other than the truth. */
export interface Lies {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly epk?: JWK;
}

interface Question {
  readonly asset: string;
  readonly epk: JWK;
  readonly candidates: { readonly kid: string; readonly ek: string }[];
}

/** Answers a question for a key as a guard does to whom nothing is forbidden, by jose. */
export async function release(body: object, { claims = {}, header = {}, epk }: Lies = {}, known: Masters = masters): Promise<string> {
  const question = body as Question;
  const { kid, ek } = question.candidates[0]!;
  const key = await unwrapKey(known, question.asset, kid, ek);
  if (!key) throw new Error('400');
  const k = btoa(String.fromCharCode(...key)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const said = { k, kid, asset: question.asset, sub: customerId, iat: now, exp: now + 300, ...claims };
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(said)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', typ: 'sealed-key+jwt', ...header })
    .encrypt({ ...(epk ?? question.epk), alg: 'ECDH-ES' });
}

/** A page's whole way from an envelope to its key. */
export async function keyTo(envelope: Envelope, lies?: Lies): ReturnType<Awaited<ReturnType<typeof createKeyRequest>>[1]> {
  const [body, keyFrom] = await createKeyRequest(readSealed(JSON.stringify(envelope)), [offer]);
  return keyFrom(await release(body, lies), now, customerId);
}
