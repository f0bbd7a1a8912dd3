import { parse, type ObjectNode, type StringNode, type ValueNode } from '@humanwhocodes/momoa';
import type { Place } from './finding.js';
import type { Page } from './page.js';
import { attribute, rawText, type Element } from './tree.js';

/** A part of a page, as schema.org's `hasPart` names it. */
export interface Part {
  readonly free: boolean | undefined;
  /** One for each `cssSelector`. */
  readonly selectors: readonly { readonly text: string; readonly place: Place }[];
}

/** A work that the structured data of a page describes. */
export interface Work {
  readonly place: Place;
  readonly types: readonly string[];
  /** `isAccessibleForFree`; undefined where it is not said. */
  readonly free: boolean | undefined;
  readonly parts: readonly Part[];
}

/** What one `<script type="application/ld+json">` says, or where it stops being JSON. */
export type JsonLd =
  { readonly works: readonly Work[] } | { readonly mistake: string; readonly place: Place };

type Locate = (node: { loc: { start: Place } }) => Place;

const member = (node: ObjectNode, name: string): ValueNode | undefined =>
  node.members.find((one) => (one.name.type === 'String' ? one.name.value : one.name.name) === name)?.value;

const items = (node: ValueNode | undefined): ValueNode[] =>
  node === undefined ? [] : node.type === 'Array' ? node.elements.map(({ value }) => value) : [node];

const strings = (node: ValueNode | undefined): StringNode[] =>
  items(node).filter((one) => one.type === 'String');
const objects = (node: ValueNode | undefined): ObjectNode[] =>
  items(node).filter((one) => one.type === 'Object');

/** Publishers write `false`, `"False"` and `"http://schema.org/False"`. */
function truth(node: ValueNode | undefined): boolean | undefined {
  if (node?.type === 'Boolean') return node.value;
  const word = node?.type === 'String' ? /(true|false)$/i.exec(node.value)?.[1]?.toLowerCase() : undefined;
  return word === undefined ? undefined : word === 'true';
}

const readPart = (node: ObjectNode, locate: Locate): Part => ({
  free: truth(member(node, 'isAccessibleForFree')),
  selectors: strings(member(node, 'cssSelector')).map((one) => ({ text: one.value, place: locate(one) })),
});

const readWork = (node: ObjectNode, locate: Locate): Work => ({
  place: locate(node),
  types: strings(member(node, '@type')).map(({ value }) => value),
  free: truth(member(node, 'isAccessibleForFree')),
  parts: objects(member(node, 'hasPart')).map((part) => readPart(part, locate)),
});

/** All objects but the parts of works, at any depth. */
function nested(node: ValueNode): ObjectNode[] {
  if (node.type === 'Array') return items(node).flatMap(nested);
  if (node.type !== 'Object') return [];
  return [
    node,
    ...node.members
      .filter(({ value }) => value !== member(node, 'hasPart'))
      .flatMap(({ value }) => nested(value)),
  ];
}

function read(element: Element, source: string): JsonLd {
  const { text, place } = rawText(element, source);
  const moved = ({ line, column }: Place): Place => ({
    line: place.line + line - 1,
    column: line === 1 ? place.column + column - 1 : column,
  });
  try {
    const { body } = parse(text, { mode: 'json' });
    JSON.parse(text); // knows what the other lets pass: line breaks in strings
    return { works: nested(body).map((node) => readWork(node, ({ loc }) => moved(loc.start))) };
  } catch (error) {
    const { message, line, column } = error as Error & Partial<Place>;
    const where = line !== undefined && column !== undefined ? moved({ line, column }) : place;
    return { mistake: message.replace(/ \(\d+:\d+\)$|( in JSON)? at position \d+.*$/s, ''), place: where };
  }
}

/** The structured data of a page, one for each script that holds some. */
export const readJsonLd = ({ elements, source }: Page): JsonLd[] =>
  elements
    .filter(
      (element) =>
        element.name === 'script' &&
        /^application\/ld\+json\b/i.test(attribute(element, 'type')?.trim() ?? ''),
    )
    .map((element) => read(element, source));
