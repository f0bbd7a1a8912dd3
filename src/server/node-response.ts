import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

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

/**
 * Sends the web's response by Node's. What fails on the way ends the connection, since the client must not take half
 * a body for a whole one.
 *
 * @param head whether the client asked for the headers alone
 */
export async function sendResponse({ status, headers, body }: Response, outgoing: ServerResponse, head: boolean): Promise<void> {
  outgoing.statusCode = status;
  for (const [name, value] of headers) if (name !== 'set-cookie') outgoing.setHeader(name, value);
  const cookies = headers.getSetCookie();
  if (cookies.length) outgoing.setHeader('set-cookie', cookies);
  if (!body || head || outgoing.destroyed) {
    await body?.cancel();
    return void outgoing.end();
  }
  const reader = body.getReader() as Reader;
  const stop = (): void => { reader.cancel().catch(() => undefined); };
  outgoing.once('close', stop);
  try {
    await pump(reader, outgoing);
  } catch {
    outgoing.destroy();
  }
}
