import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** What frameworks put on a request. */
interface Framed {
  /** The whole path where the framework shows a part of it. */
  readonly originalUrl?: string;
  /** Bytes of a body that was read already, kept by whoever read it. */
  readonly rawBody?: unknown;
  readonly body?: unknown;
}

/** The path and query of a request line; a proxy may send a whole address (RFC 9112, section 3.2.2). */
function targetOf({ originalUrl, url = '' }: IncomingMessage & Framed): string {
  const target = originalUrl ?? url;
  if (target.startsWith('/')) return target;
  const { protocol, pathname, search } = new URL(target);
  if (!/^https?:$/.test(protocol)) throw new TypeError('no target');
  return pathname + search;
}

/** Where the request thinks it is. A host that is none must not become part of a path. */
function originOf({ headers, socket }: IncomingMessage): string {
  const { host = 'localhost' } = headers;
  const origin = new URL(`${(socket as Partial<TLSSocket>).encrypted ? 'https' : 'http'}://${host}`);
  if (origin.pathname !== '/' || origin.search || origin.hash || origin.username || origin.password || /[/\\?#@\s]/.test(host)) throw new TypeError('no host');
  return origin.origin;
}

/** Every header that was sent, also those that Node would drop for being there twice. */
function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  const cookies: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name, value] = [rawHeaders[at]!, rawHeaders[at + 1]!];
    if (name.toLowerCase() === 'cookie') cookies.push(value);
    else if (!name.startsWith(':')) headers.append(name, value);
  }
  if (cookies.length) headers.set('cookie', cookies.join('; '));
  return headers;
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/** A body that somebody in front has read to its end and thrown away. */
export class BodyWasRead extends Error {
  override readonly message = 'A body parser has read the request before the guard. Mount the guard in front of it, or let it keep the bytes as request.rawBody.';
}

function bodyOf(incoming: IncomingMessage & Framed): RequestInit {
  const { method, headers, rawBody, body } = incoming;
  if (method === 'GET' || method === 'HEAD') return {};
  const kept = [rawBody, body].find(isBytes);
  if (kept) return { body: new Uint8Array(kept) };
  const none = headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';
  if (none) return {};
  if (incoming.readableDidRead) throw new BodyWasRead();
  return { body: Readable.toWeb(incoming) as unknown as ReadableStream<Uint8Array>, duplex: 'half' } as RequestInit;
}

/**
 * Node's request as the web's.
 *
 * @param signal aborts when the client leaves
 * @throws TypeError for a request line or header that no web request can have; BodyWasRead
 */
export function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const url = originOf(incoming) + targetOf(incoming);
  return new Request(url, { method: incoming.method ?? 'GET', headers: headersOf(incoming), signal, ...bodyOf(incoming) });
}

/**
 * The request of node:http, or of Express, as the web's, for `guard.decide()`. Its body is left alone.
 *
 * @throws TypeError for a request line or header that no web request can have
 */
export const toWebRequest = (incoming: IncomingMessage): Request =>
  new Request(originOf(incoming) + targetOf(incoming), { headers: headersOf(incoming) });
