import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { fromHeaders, type Reply } from '../answering/reply.js';

type Reader = ReadableStreamDefaultReader<Uint8Array>;
type Piece = Awaited<ReturnType<Reader['read']>>;

/** A turn of the event loop, which is time enough for a body that is there already. */
const turn = async (): Promise<undefined> => new Promise((resolve) => { setImmediate(resolve, undefined); });

/** Resolves once more can be written, or nobody is there any more. */
async function drained(outgoing: ServerResponse): Promise<void> {
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(outgoing, 'drain', { signal }), once(outgoing, 'close', { signal })]).catch(() => undefined);
  done.abort();
}

/** The pieces in their order, no faster than the client takes them. A short body goes out whole, with its length. */
async function pump(reader: Reader, outgoing: ServerResponse): Promise<void> {
  let piece: Piece | undefined = await reader.read();
  while (!piece.done) {
    const next = reader.read();
    next.catch(() => undefined);
    const soon: Piece | undefined = outgoing.headersSent ? undefined : await Promise.race([next, turn()]);
    if (soon?.done) return void outgoing.end(piece.value);
    if (!outgoing.write(piece.value)) await drained(outgoing);
    if (outgoing.destroyed) {
      await reader.cancel();
      return;
    }
    piece = await next;
  }
  outgoing.end();
}

/** A body that is there as a whole goes out in one piece with its headers. */
function sendWhole({ status, headers }: Reply, body: string | Uint8Array, outgoing: ServerResponse): void {
  headers['content-length'] = String(Buffer.byteLength(body));
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}

/** For whatever Node is to say the length of itself: it knows which answers have no body, and which say that theirs is empty. */
function setHead({ status, headers }: Reply, outgoing: ServerResponse): void {
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
}

async function sendStream(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader();
  const stop = (): void => { reader.cancel().catch(() => undefined); };
  outgoing.once('close', stop);
  try {
    await pump(reader, outgoing);
  } catch {
    outgoing.destroy();
  }
}

/**
 * Sends a reply by Node's response. What fails on the way ends the connection, since the client must not take half
 * a body for a whole one.
 *
 * @param head whether the client asked for the headers alone
 */
export async function sendReply(reply: Reply, outgoing: ServerResponse, head: boolean): Promise<void> {
  const { body } = reply;
  const streams = body instanceof ReadableStream;
  if (body !== null && !streams && !head) return sendWhole(reply, body, outgoing);
  setHead(reply, outgoing);
  if (streams && !head && !outgoing.destroyed) return sendStream(body, outgoing);
  if (streams) await body.cancel();
  outgoing.end();
}

/** The same of the web's response. */
export const sendResponse = async ({ status, headers, body }: Response, outgoing: ServerResponse, head: boolean): Promise<void> =>
  sendReply({ status, headers: fromHeaders(headers), body }, outgoing, head);
