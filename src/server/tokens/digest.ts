import type * as Crypto from 'node:crypto';

const { process: host } = globalThis as { process?: Partial<Pick<NodeJS.Process, 'getBuiltinModule'>> };
/** Node's own, found without an import, which other runtimes would stumble over. */
const hash: typeof Crypto.hash | undefined = host?.getBuiltinModule?.('node:crypto').hash;

async function inWebCrypto(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * SHA-256 of a text in hexadecimal digits. Node's own function answers at once and costs about a microsecond;
 * `crypto.subtle` goes to another thread and back, so it is only for where Node is not.
 */
export const sha256 = (text: string): string | Promise<string> =>
  hash ? hash('sha256', text) : inWebCrypto(text);
