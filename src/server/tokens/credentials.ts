import { isBase64url } from '../../sealed/encoding.js';
import { Refusal } from '../answering/refusal.js';

/** Name of the cookie that holds the token; the prefix keeps other hosts and paths from setting it (RFC 6265bis). */
export const cookieName = '__Host-cleeng-gate';

/** A token as it came in, its form checked and nothing else. */
export interface Credential {
  readonly jwt: string;
  readonly by: 'bearer' | 'cookie';
}

const longest = 8192;
const bearer = 'Bearer ';

/** Three parts in the one spelling of their bytes, so that a token has one name; five would be a JWE, which no customer token is. */
function isToken(text: string): boolean {
  const parts = text.length <= longest ? text.split('.') : [];
  return parts.length === 3 && parts.every((part) => part !== '' && isBase64url(part));
}

/** Two headers reach us as one with a comma, and two cookies of one name are two: neither is a token. */
function readCookie(header: string | null): string | undefined {
  const start = `${cookieName}=`;
  const found = (header ?? '').split(';').map((pair) => pair.trim()).filter((pair) => pair.startsWith(start));
  return found.length === 1 ? found[0]?.slice(start.length) : undefined;
}

/** Whether a request comes with anything that is meant to say who it is from. */
export const bearsCredential = ({ headers }: Request): boolean => headers.has('authorization') || (headers.get('cookie') ?? '').includes(cookieName);

/**
 * The one token of a request. A bearer token wins over the cookie, and a bad one is not made up for by it.
 *
 * @throws Refusal 401 `no-token` when there is none, or none of this form
 */
export function readCredential({ headers }: Request, cookies: boolean): Credential {
  const header = headers.get('authorization');
  const jwt = header === null ? cookies && readCookie(headers.get('cookie')) : header.startsWith(bearer) && header.slice(bearer.length);
  if (!jwt || !isToken(jwt)) throw new Refusal(401, 'no-token');
  return { jwt, by: header === null ? 'cookie' : 'bearer' };
}
