import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** Somebody with a private key, who signs whatever they are told to, also what no library would sign. */
export interface Signer {
  /** As a JWKS endpoint tells it. */
  readonly jwk: JWK;
  /** Three parts with a good RS256 signature; texts and bytes go in as they are. */
  sign(claims: object | string, header?: object | string): Promise<string>;
}

export const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');
const textOf = (part: object | string): string | Uint8Array => (typeof part === 'string' || part instanceof Uint8Array ? part : JSON.stringify(part));
export const parts = (claims: object | string, header: object | string): string => `${base64url(textOf(header))}.${base64url(textOf(claims))}`;

export async function createSigner(kid?: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), use: 'sig', alg: 'RS256', ...(kid && { kid }) };
  return {
    jwk,
    async sign(claims, header = { alg: 'RS256', typ: 'JWT', ...(kid && { kid }) }) {
      const input = parts(claims, header);
      return `${input}.${base64url(new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, Buffer.from(input))))}`;
    },
  };
}
