/** A filter could not be read; the message says where it went wrong. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
}

type Piece = { readonly kind: 'word' | 'quoted'; readonly text: string } | { readonly kind: ':' };

/** The characters that mean something unless a backslash stands before them. */
const special = '\\(){}:<>"*';

/** Reads what a backslash makes of the character after it; only special ones may follow it. */
function escaped(filter: string, at: number): string {
  const char = filter.charAt(at);
  if (!char || !special.includes(char)) throw new FilterError(`invalid escape sequence at ${at}`);
  return char;
}

function quoted(filter: string, start: number): [Piece, number] {
  let text = '';
  for (let at = start + 1; at < filter.length; at++) {
    const char = filter.charAt(at);
    if (char === '"') return [{ kind: 'quoted', text }, at + 1];
    if (char === '\n') break;
    text += char === '\\' ? escaped(filter, ++at) : char;
  }
  throw new FilterError('unterminated quoted string');
}

function word(filter: string, start: number): [Piece, number] {
  let [text, at] = ['', start];
  for (; at < filter.length && !/[\s:]/.test(filter.charAt(at)); at++) {
    const char = filter.charAt(at);
    if (char !== '\\' && special.includes(char)) throw new FilterError(`unexpected ${char} at ${at}`);
    text += char === '\\' ? escaped(filter, ++at) : char;
  }
  return [{ kind: 'word', text }, at];
}

function piecesOf(filter: string): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < filter.length;) {
    const char = filter.charAt(at);
    if (/\s/.test(char)) {
      at++;
    } else if (char === ':') {
      pieces.push({ kind: ':' });
      at++;
    } else {
      const [piece, next] = char === '"' ? quoted(filter, at) : word(filter, at);
      pieces.push(piece);
      at = next;
    }
  }
  return pieces;
}

/**
 * Reads the part of the Kibana Query Language that Motto's lists take: `field:value` or `field:"value"`, joined by
 * `and` or by nothing but a space. Its rules are those of Motto's own reader of the language, which it publishes.
 *
 * @param fields what may be asked about
 * @throws FilterError
 */
export function readFilter(filter: string, fields: readonly string[]): (row: Readonly<Record<string, unknown>>) => boolean {
  const wanted: [string, string][] = [];
  const pieces = piecesOf(filter);
  while (pieces.length) {
    const [field, colon, value] = pieces.splice(0, 3);
    if (field?.kind !== 'word' || colon?.kind !== ':' || !value || value.kind === ':') throw new FilterError('a filter is field:value, joined by and');
    if (!fields.includes(field.text)) throw new FilterError(`unknown field: ${field.text}`);
    wanted.push([field.text, value.text]);
    const next = pieces[0];
    if (next?.kind === 'word' && next.text.toLowerCase() === 'and') {
      pieces.shift();
      if (!pieces.length) throw new FilterError('unexpected end after and');
    }
  }
  return (row) => wanted.every(([field, value]) => row[field] === value);
}
