import type { IncomingMessage } from 'node:http';
import { standIn } from './stand-in.js';

/** Every header that was sent, also those that Node would drop for being there twice. */
function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  const cookies: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name, value] = [raw[at]!, raw[at + 1]!];
    if (name.toLowerCase() === 'cookie') cookies.push(value);
    else if (!name.startsWith(':')) headers.append(name, value);
  }
  if (cookies.length) headers.set('cookie', cookies.join('; '));
  return headers;
}

/** What was sent under a name, read where it stands; several as one, as the web joins them. */
function find(raw: readonly string[], name: string): string | null {
  let found: string | null = null;
  const wanted = name.toLowerCase();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const own = raw[at]!;
    if (own.length !== wanted.length || (own !== wanted && own.toLowerCase() !== wanted)) continue;
    found = found === null ? raw[at + 1]! : `${found}${wanted === 'cookie' ? '; ' : ', '}${raw[at + 1]!}`;
  }
  return found;
}

/** The headers of a request to Node; only looked up until somebody goes through or changes them. */
class NodeHeaders {
  readonly #raw: readonly string[];
  #whole: Headers | undefined;

  constructor({ rawHeaders }: IncomingMessage) {
    this.#raw = rawHeaders;
  }

  get(name: string): string | null {
    return this.#whole ? this.#whole.get(name) : find(this.#raw, name);
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return NodeHeaders.whole(this)[Symbol.iterator]();
  }

  static whole(headers: NodeHeaders): Headers {
    return (headers.#whole ??= headersOf(headers.#raw));
  }
}

standIn(NodeHeaders, Headers, NodeHeaders.whole);

/** The headers of Node's request as the web's. */
export const toHeaders = (incoming: IncomingMessage): Headers => new NodeHeaders(incoming) as unknown as Headers;
