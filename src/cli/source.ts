import { createReadStream } from 'node:fs';
import { version } from '../version.js';

/** A page that was read, and where from. */
export interface Source {
  /** As it was named on the command line; `<stdin>` for standard input. */
  readonly name: string;
  readonly text: string;
  /** After redirects, when it came from the web. */
  readonly address?: URL;
}

/** Bounds of reading. */
export interface Limits {
  /** Milliseconds that a web server may take for the whole page. */
  readonly timeout: number;
  /** Bytes. */
  readonly size: number;
}

const usual: Limits = { timeout: 15_000, size: 5_000_000 };

async function collect(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > size) throw new Error(`it is larger than ${size / 1_000_000} MB`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** Encodings that a server may name and this machine may not know fall back to UTF-8. */
function decode(bytes: Uint8Array, contentType: string): string {
  const [, charset = 'utf-8'] = /charset=["']?([\w-]+)/i.exec(contentType) ?? [];
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

async function readFromWeb(name: string, { timeout, size }: Limits): Promise<Source> {
  if (!URL.canParse(name)) throw new Error('it is no URL');
  if (new URL(name).password) throw new Error('no password belongs there; save the page and check the file');
  const signal = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(name, {
      signal,
      headers: { Accept: 'text/html', 'User-Agent': `cleeng-gate/${version}` },
    });
    const type = response.headers.get('Content-Type') ?? '';
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    if (type && !/html/i.test(type)) throw new Error(`it is ${type}, not HTML`);
    const bytes = response.body ? await collect(response.body, size) : new Uint8Array();
    return { name, text: decode(bytes, type), address: new URL(response.url) };
  } catch (error) {
    if (signal.aborted) throw new Error(`no whole answer within ${timeout / 1000} s`, { cause: error });
    if (error instanceof TypeError) throw new Error('no connection', { cause: error });
    throw error;
  }
}

const fileProblems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/**
 * Reads a page from a file, from the web (`http:` or `https:`) or, for `-`, from standard input.
 *
 * @throws Error whose message names the page and says in words why it cannot be read
 */
export async function readSource(name: string, limits: Limits = usual): Promise<Source> {
  try {
    if (/^https?:\/\//i.test(name)) return await readFromWeb(name, limits);
    const stream: AsyncIterable<Uint8Array> = name === '-' ? process.stdin : createReadStream(name);
    return { name: name === '-' ? '<stdin>' : name, text: decode(await collect(stream, limits.size), '') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`cannot read ${name}: ${fileProblems[code ?? ''] ?? message}`, { cause: error });
  }
}
