import { MediaStoreError } from '../mediastore/errors.js';
import type { Fetch } from '../mediastore/request.js';

/** Bytes of an answer that are read at most. */
const largestAnswer = 65_536;

/** The same for the page of a list, of a hundred rows that may each be some kilobytes. */
export const largestList = 1_048_576;

/** Whether this runtime can be told to refuse redirects; workerd cannot, and hands them out as they are. */
function refusesRedirects(): boolean {
  try {
    return new Request('http://localhost/', { redirect: 'error' }).redirect === 'error';
  } catch {
    return false;
  }
}

/** What of a page's manners a server's `fetch` takes: workerd throws at some, and a server has no cookies to omit. */
function onServer(init: RequestInit): RequestInit {
  const { mode: _mode, credentials: _credentials, referrerPolicy: _policy, cache, ...rest } = init as RequestInit & { cache?: unknown };
  return {
    ...rest,
    ...('cache' in Request.prototype && { cache }),
    redirect: refusesRedirects() ? 'error' : 'manual',
  };
}

/** No more memory than the answer has: many are read at once. */
function join(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}

async function readChunks(reader: ReadableStreamDefaultReader<Uint8Array>, largest: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    size += chunk.value.byteLength;
    if (size > largest) throw new MediaStoreError('malformed');
    chunks.push(chunk.value);
  }
  return join(chunks, size);
}

async function readAll(body: ReadableStream<Uint8Array>, largest: number, signal: AbortSignal | null | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const stop = (): void => { reader.cancel().catch(() => undefined); };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await readChunks(reader, largest);
  } catch (error) {
    stop();
    throw error;
  } finally {
    // Node keeps a signal made of others for as long as somebody listens to it.
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * A `fetch` as a server asks others: no redirect is followed, and of a body no more than `largest` bytes are read,
 * counted after decompression. What is longer rejects with a `MediaStoreError` (`malformed`). Reading stops with the signal.
 */
export const carefully = (fetch: Fetch, largest = largestAnswer): Fetch => async (url, init) => {
  const response = await fetch(url, onServer(init));
  if (!response.body) return response;
  const { status, headers } = response;
  return new Response(await readAll(response.body, largest, init.signal), { status, headers });
};
