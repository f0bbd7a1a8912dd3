import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { toHeaders } from './headers.js';
import { standIn } from './stand-in.js';

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

/** The origin of a scheme and host. A host that is none must not become part of a path. */
function readOrigin(scheme: string, host: string): string {
  const origin = new URL(scheme + host);
  if (origin.pathname !== '/' || origin.search || origin.hash || origin.username || origin.password || /[/\\?#@\s]/.test(host)) throw new TypeError('no host');
  return origin.origin;
}

/** What was read last: a server has one name as a rule, and a URL is dear to read. */
let last: readonly [asked: string, origin: string] = ['', ''];

/** Where the request thinks it is. */
function originOf({ headers: { host = 'localhost' }, socket }: IncomingMessage): string {
  const scheme = (socket as Partial<TLSSocket>).encrypted ? 'https://' : 'http://';
  if (last[0] !== scheme + host) last = [scheme + host, readOrigin(scheme, host)];
  return last[1];
}

/** A path and query that a URL leaves as they are: no dots, escapes or empty segments to look into. */
const plain = /^(?:\/[\w-][\w.-]*)*\/?(?:\?[\w=&,.-]*)?$/;

/** The address of a request, as a URL spells it. */
function addressOf(incoming: IncomingMessage): string {
  const [origin, target] = [originOf(incoming), targetOf(incoming)];
  return plain.test(target) ? origin + target : new URL(origin + target).href;
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/** A body that somebody in front has read to its end and thrown away. */
export class BodyWasRead extends Error {
  override readonly message = 'A body parser has read the request before the guard. Mount the guard in front of it, or let it keep the bytes as request.rawBody.';
}

const keptBody = ({ rawBody, body }: IncomingMessage & Framed): Uint8Array | undefined => [rawBody, body].find(isBytes);

function hasBody({ method, headers }: IncomingMessage): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function bodyOf(incoming: IncomingMessage & Framed): RequestInit {
  const kept = keptBody(incoming);
  if (incoming.method === 'GET' || incoming.method === 'HEAD') return {};
  if (kept) return { body: new Uint8Array(kept) };
  return hasBody(incoming) ? { body: Readable.toWeb(incoming) as unknown as ReadableStream<Uint8Array>, duplex: 'half' } as RequestInit : {};
}

/** Aborts when the client leaves before it was answered, also if it has left already. */
function departure(outgoing: ServerResponse): AbortSignal {
  const left = new AbortController();
  const leave = (): void => { if (!outgoing.writableFinished) left.abort(); };
  if (outgoing.destroyed) leave();
  else outgoing.once('close', leave);
  return left.signal;
}

/** Methods that no web request has (Fetch, section 2.2.1). */
const forbidden = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** A request to Node as the web's, of which each part is made when somebody asks for it. */
class NodeRequest {
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #method: string;
  readonly #url: string;
  #headers: Headers | undefined;
  #signal: AbortSignal | undefined;
  #whole: Request | undefined;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#method = incoming.method ?? 'GET';
    this.#url = addressOf(incoming);
    if (forbidden.has(this.#method)) throw new TypeError('no method');
    if (hasBody(incoming) && incoming.readableDidRead && !keptBody(incoming)) throw new BodyWasRead();
  }

  get method(): string {
    return this.#method;
  }

  get url(): string {
    return this.#url;
  }

  get headers(): Headers {
    return (this.#headers ??= toHeaders(this.#incoming));
  }

  get signal(): AbortSignal {
    return (this.#signal ??= departure(this.#outgoing));
  }

  static whole(request: NodeRequest): Request {
    const { url, method, headers, signal } = request;
    return (request.#whole ??= new Request(url, { method, headers: [...headers], signal, ...bodyOf(request.#incoming) }));
  }
}

standIn(NodeRequest, Request, NodeRequest.whole);

/**
 * Node's request as the web's. Its parts are made when they are asked for, since most answers need few of them.
 *
 * @param outgoing its end is when the client leaves, and the request's signal aborts
 * @throws TypeError for a request line or header that no web request can have; BodyWasRead
 */
export const toRequest = (incoming: IncomingMessage, outgoing: ServerResponse): Request =>
  new NodeRequest(incoming, outgoing) as unknown as Request;

/**
 * The request of node:http, or of Express, as the web's, for `guard.decide()`. Its body is left alone.
 *
 * @throws TypeError for a request line or header that no web request can have
 */
export const toWebRequest = (incoming: IncomingMessage): Request =>
  new Request(addressOf(incoming), { headers: [...toHeaders(incoming)] });
