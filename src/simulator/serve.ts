import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** A web-standard handler. One that throws stands for a connection that breaks. */
export type Handler = (request: Request) => Promise<Response>;

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', headers } = incoming;
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: Readable.toWeb(incoming), duplex: 'half' };
  const pairs = Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one]));
  return new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), { method, headers: pairs, signal, ...body } as RequestInit);
}

async function respond(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.on('close', () => { gone.abort(); });
  const response = await handler(toRequest(incoming, gone.signal));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body) await pipeline(Readable.fromWeb(response.body as ReadableStream), outgoing);
  else outgoing.end();
}

/**
 * Serves a handler over HTTP on this machine alone.
 *
 * @returns the server, once it listens
 * @throws Error with code `EADDRINUSE` when the port is taken
 */
export async function serve(handler: Handler, port: number, host = '127.0.0.1'): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    respond(handler, incoming, outgoing).catch(() => { incoming.destroy(); });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => { resolve(server); });
  });
}
