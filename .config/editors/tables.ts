import { wordsOf, type Tag, type Typed } from './manifest.ts';

const code = (name: string): string => `\`${name}\``;

/** A table of Markdown; nothing where there are no rows. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return rows.length ? [[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')] : [];
}

const pairs = (head: string, pieces: readonly Typed[], written: (piece: Typed) => string = ({ name }) => code(name)): string[] =>
  table([head, 'meaning'], pieces.map((piece) => [written(piece), piece.description]));

/** What the element says of itself, and what it can be told to do. */
const outputs = ({ members }: Tag): Typed[] => members.filter(({ attribute }) => !attribute);

/** A tag as a reader of the README looks things up: what it takes, what it says, how it looks. */
const tablesOf = (tag: Tag): string => [
  ...table(['attribute', 'values', 'meaning'], tag.attributes.map((piece) => [code(piece.name), wordsOf(piece).map(code).join(' '), piece.description])),
  ...pairs('property', outputs(tag), ({ name, kind }) => code(kind === 'method' ? `${name}()` : name)),
  ...pairs('state', tag.cssStates, ({ name }) => code(`:state(${name})`)),
  ...pairs('slot', tag.slots, ({ name }) => (name ? code(name) : 'default')),
  ...pairs('event', tag.events),
  ...pairs('part', tag.cssParts),
  ...pairs('custom property', tag.cssProperties),
].join('\n\n');

const opening = (tagName: string): string => `<!-- tables of ${tagName} -->`;
const closing = '<!-- end of the tables -->';

/**
 * A text with the tables of each tag between their two comments, the opening one of which names the tag.
 *
 * @throws Error naming the comments that a tag lacks
 */
export function withTables(text: string, tags: readonly Tag[]): string {
  return tags.reduce((written, tag) => {
    const [before, rest = ''] = written.split(opening(tag.tagName));
    const end = rest.indexOf(closing);
    if (end < 0) throw new Error(`The text has no place for the tables of <${tag.tagName}>. Write ${opening(tag.tagName)} and ${closing} on two lines.`);
    return `${before!}${opening(tag.tagName)}\n\n${tablesOf(tag)}\n\n${rest.slice(end)}`;
  }, text);
}
