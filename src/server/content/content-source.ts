/** An asset that was found: what it is, and its bytes when they are asked for. */
export interface Opened {
  /** Bytes. */
  readonly size: number;
  /** Media type; without one the ending of the name tells. */
  readonly type?: string | undefined;
  readonly modified?: Date | undefined;
  /** Changes whenever the bytes do. Never sent as it is. */
  readonly etag?: string | undefined;
  /** The bytes from `start` up to, not including, `end`; all of them without either. */
  stream(start?: number, end?: number): ReadableStream<Uint8Array>;
}

/** Where the assets lie. */
export interface Content {
  /**
   * @param asset a name that the offers table lists
   * @returns null when there is no such asset
   */
  open(asset: string): Promise<Opened | null>;
}

type Bytes = string | Uint8Array | ArrayBuffer | Blob;

/** A function that hands out assets by name; null or undefined when there is no such asset. */
export type ContentCallback = (asset: string) => Given | Promise<Given>;
type Given = Bytes | Response | Opened | null | undefined;

/** The part of an unstorage `Storage` that is read. */
export interface ContentStorage {
  getItemRaw(key: string): Promise<unknown>;
  getMeta(key: string, options: { nativeOnly: boolean }): unknown;
}

const toBlob = (bytes: Bytes | ArrayBufferView): Blob =>
  bytes instanceof Blob ? bytes : new Blob([bytes as Uint8Array<ArrayBuffer> | ArrayBuffer | string]);

const isBytes = (value: unknown): value is Bytes =>
  typeof value === 'string' || ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Blob;

/** Bytes that are in memory already. */
const openBlob = (blob: Blob, more: Partial<Opened> = {}): Opened => ({
  ...more,
  size: blob.size,
  stream: (start, end) => blob.slice(start, end).stream(),
});

async function openResponse(response: Response): Promise<Opened | null> {
  if (response.status === 404) return null;
  if (response.status !== 200) throw new Error(`The content callback gave a Response with status ${response.status}.`);
  const { headers } = response;
  const modified = new Date(headers.get('last-modified') ?? NaN);
  return openBlob(await response.blob(), {
    type: headers.get('content-type') ?? undefined,
    etag: headers.get('etag') ?? undefined,
    modified: Number.isNaN(modified.getTime()) ? undefined : modified,
  });
}

async function openGiven(given: Given): Promise<Opened | null> {
  if (given === null || given === undefined) return null;
  if (isBytes(given)) return openBlob(toBlob(given), given instanceof Blob && given.type ? { type: given.type } : {});
  if (given instanceof Response) return openResponse(given);
  if (typeof given.stream === 'function' && Number.isSafeInteger(given.size)) return given;
  throw new TypeError('content: the callback gave neither bytes, a Response, { size, stream() } nor null.');
}

/**
 * Assets from a storage of unstorage, `news/one.html` under the key `news:one.html`. The whole value is read for each
 * answer, also for a range: good for articles and pictures, less so for films.
 * Names with `:` or `?`, or a `$` at the end, would share a key with others and are not found.
 */
export const fromStorage = (storage: ContentStorage): Content => ({
  async open(asset) {
    if (/[:?]|\$$/.test(asset)) return null;
    const value = await storage.getItemRaw(asset.replaceAll('/', ':'));
    if (value === null || value === undefined) return null;
    if (!isBytes(value)) throw new TypeError(`content: the storage holds no bytes under "${asset}". Write them with setItemRaw.`);
    const { mtime } = ((await storage.getMeta(asset.replaceAll('/', ':'), { nativeOnly: true })) ?? {}) as { mtime?: Date };
    return openBlob(toBlob(value), { modified: mtime && new Date(mtime) });
  },
});

/**
 * The operator's `content`, whichever way it was given.
 *
 * @throws TypeError that says what to write
 */
export function readContent(content: unknown): Content {
  if (typeof content === 'function') return { open: async (asset) => openGiven(await (content as ContentCallback)(asset)) };
  if (typeof content === 'object' && content !== null && 'open' in content && typeof content.open === 'function') return content as Content;
  throw new TypeError("content: this is no source of content. Write folder('./premium') from cleeng-gate/server/node, fromStorage(storage), or a function that returns the bytes of an asset.");
}
