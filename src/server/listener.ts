import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connection } from './guard.js';
import { BodyWasRead, toRequest } from './node-request.js';
import { sendResponse } from './node-response.js';

/** A web-standard handler that may be told where a request came from, such as a guard. */
export type Handler = (request: Request, connection?: Connection) => Promise<Response>;

/** What `node:http` calls, and Express with a third argument for what went wrong. */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse, next?: (error: unknown) => void) => void;

async function handle(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const left = new AbortController();
  outgoing.once('close', () => { if (!outgoing.writableFinished) left.abort(); });
  let request: Request;
  try {
    request = toRequest(incoming, left.signal);
  } catch (error) {
    if (error instanceof BodyWasRead) throw error;
    return sendResponse(new Response(null, { status: 400 }), outgoing, false);
  }
  const response = await handler(request, { address: incoming.socket.remoteAddress });
  return sendResponse(response, outgoing, request.method === 'HEAD');
}

/**
 * A handler as `node:http` takes it, and Express: `app.use('/guard', toNodeListener(guard))`, in front of whatever
 * parses bodies. A request line or header that no web request can have is answered 400. When the client leaves,
 * the request's signal aborts.
 */
export const toNodeListener = (handler: Handler): Listener => (incoming, outgoing, next) => {
  handle(handler, incoming, outgoing).catch((error: unknown) => {
    if (next && !outgoing.headersSent) return next(error);
    if (!next) console.error(error instanceof BodyWasRead ? error.message : 'The handler failed.');
    if (outgoing.headersSent) return void outgoing.destroy();
    outgoing.statusCode = 500;
    outgoing.end();
  });
};

/** The part of Fastify that is needed to mount something under it. */
interface FastifyLike {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(type: string, options: object, parser: (request: never, payload: never, done: (error: null) => void) => void): unknown;
  all(path: string, handler: (request: { raw: IncomingMessage }, reply: { raw: ServerResponse; hijack(): void }) => void): unknown;
}

/**
 * A handler as a Fastify plugin: `app.register(toFastify(guard), { prefix: '/guard' })`. It reads bodies itself;
 * the rest of the app keeps its parsers.
 */
export const toFastify = (handler: Handler) => async (app: FastifyLike): Promise<void> => {
  const listen = toNodeListener(handler);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', {}, (_request, _payload, done) => { done(null); });
  app.all('/*', (request, reply) => {
    reply.hijack();
    listen(request.raw, reply.raw);
  });
  return Promise.resolve();
};
