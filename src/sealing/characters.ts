/** A file's text in a form that gives back the very bytes. */
export interface Characters {
  readonly source: string;
  /** A piece of `source` as its author sees it. */
  readonly decode: (piece: string) => string;
  readonly encode: (source: string) => Uint8Array;
}

const asIs = (text: string): string => text;

/** The encoding that a page names in its first kilobyte, or what browsers take it for (HTML, 13.2.3). */
function charsetOf(bytes: Buffer): TextDecoder {
  const [, label = 'windows-1252'] = /<meta[^>]+charset\s*=\s*["']?([\w:-]+)/i.exec(bytes.toString('latin1', 0, 1024)) ?? [];
  try {
    return new TextDecoder(label, { ignoreBOM: true });
  } catch {
    return new TextDecoder('windows-1252');
  }
}

/**
 * Reads a page: as UTF-8 where its bytes are that, otherwise one character for each byte, so that whatever is not
 * touched stays what it was.
 *
 * @throws Error for UTF-16, which has no place on the web (HTML, 4.2.5.4)
 */
export function readCharacters(bytes: Buffer): Characters {
  if (/^(\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2))) throw new Error('the page is written in UTF-16; save it as UTF-8');
  try {
    const source = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { source, decode: asIs, encode: (text) => Buffer.from(text, 'utf8') };
  } catch {
    const decoder = charsetOf(bytes);
    return {
      source: bytes.toString('latin1'),
      decode: (piece) => decoder.decode(Buffer.from(piece, 'latin1')),
      encode: (text) => Buffer.from(text, 'latin1'),
    };
  }
}
