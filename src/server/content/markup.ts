import { parse, parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import type { Rewrite } from './playlist.js';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Where the elements that show media say what to fetch. */
const media: Readonly<Record<string, readonly string[]>> = {
  img: ['src', 'srcset'],
  source: ['src', 'srcset'],
  video: ['src', 'poster'],
  audio: ['src'],
  track: ['src'],
};

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function* elementsIn(node: Node): Generator<Element> {
  if ('tagName' in node) yield node;
  if ('content' in node) yield* elementsIn(node.content);
  if ('childNodes' in node) for (const child of node.childNodes) yield* elementsIn(child);
}

const quote = (value: string): string => `"${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;

/** The addresses in a `srcset`, each with its descriptor left where it is. */
async function rewriteSet(value: string, rewrite: Rewrite): Promise<string | undefined> {
  let written = '';
  let last = 0;
  for (const { 0: candidate, index } of value.matchAll(/(?<=^|,|\s)[^\s,]\S*[^\s,](?=\s|,|$)/g)) {
    const changed = /^\d+(?:\.\d+)?[wxh]$/.test(candidate) ? undefined : await rewrite(candidate);
    written += value.slice(last, index) + (changed ?? candidate);
    last = index + candidate.length;
  }
  written += value.slice(last);
  return written === value ? undefined : written;
}

async function editsOf(element: Element, rewrite: Rewrite): Promise<Edit[]> {
  const edits: Edit[] = [];
  for (const { name, value } of element.attrs) {
    const place = element.sourceCodeLocation?.attrs?.[name];
    if (!place || !Object.hasOwn(media, element.tagName) || !media[element.tagName]!.includes(name)) continue;
    const changed = await (name === 'srcset' ? rewriteSet : async (text: string, change: Rewrite) => change(text.trim()))(value, rewrite);
    if (changed !== undefined) edits.push({ start: place.startOffset, end: place.endOffset, text: `${name}=${quote(changed)}` });
  }
  return edits;
}

/** A page rather than a piece of one. A comment is told in one way only: one that may end later too takes time without end. */
const wholePage = /^(?:\s|<!--(?:(?!-->)[^])*-->)*<(?:!doctype|html|head|body)\b/i;

/**
 * Changes the addresses of pictures, films and sound in HTML, a whole page or a piece of one, and not one character
 * beside those attributes.
 */
export async function rewriteMarkup(html: string, rewrite: Rewrite): Promise<string> {
  const read = wholePage.test(html) ? parse : parseFragment;
  const root = read(html, { sourceCodeLocationInfo: true, scriptingEnabled: false });
  const edits: Edit[] = [];
  for (const element of elementsIn(root)) edits.push(...(await editsOf(element, rewrite)));
  return edits.sort((one, other) => other.start - one.start)
    .reduce((text, { start, end, text: change }) => text.slice(0, start) + change + text.slice(end), html);
}
