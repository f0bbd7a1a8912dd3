import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connection } from '../guard.js';
import { BodyWasRead, toRequest } from './request.js';
import { sendReply, sendResponse } from './response.js';
import type { Reply } from '../answering/reply.js';

/** A web-standard handler that may be told where a request came from, such as a guard. */
export interface Handler {
  (request: Request, connection?: Connection): Promise<Response>;
  /** The same answer where no Response need be made of it; taken when it is there, as it is on a guard. */
  reply?(request: Request, connection?: Connection): Promise<Reply>;
}

/** What `node:http` calls, and Express with a third argument for what went wrong. */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse, next?: (error: unknown) => void) => void;

async function handle(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  let request: Request;
  try {
    request = toRequest(incoming, outgoing);
  } catch (error) {
    if (error instanceof BodyWasRead) throw error;
    return sendReply({ status: 400, headers: {}, body: null }, outgoing, false);
  }
  const connection = { address: incoming.socket.remoteAddress };
  const head = request.method === 'HEAD';
  if (handler.reply) return sendReply(await handler.reply(request, connection), outgoing, head);
  return sendResponse(await handler(request, connection), outgoing, head);
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
