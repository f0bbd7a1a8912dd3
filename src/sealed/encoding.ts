/** An own property of a value that may be anything. */
export const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Bits of the last character that belong to no byte, by the length of the text modulo 4. */
const spare: readonly (number | undefined)[] = [0, undefined, 15, 3];

/** Whether a value is base64url as only one writer would spell it (RFC 4648, 3.5 and 5, without padding), of `size` bytes if given. */
export function isBase64url(value: unknown, size?: number): value is string {
  if (typeof value !== 'string' || !/^[\w-]*$/.test(value)) return false;
  const rest = spare[value.length % 4];
  if (rest === undefined || (alphabet.indexOf(value.at(-1) ?? 'A') & rest) !== 0) return false;
  return size === undefined || Math.floor((value.length * 3) / 4) === size;
}

/** Bytes of base64url that {@link isBase64url} has passed. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(binary(text), (one) => one.charCodeAt(0));

const binary = (text: string): string => atob(text.replaceAll('-', '+').replaceAll('_', '/'));

/** What base64url of UTF-8 JSON says; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(text))) as unknown;
  } catch {
    return undefined;
  }
}
