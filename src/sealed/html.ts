import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

type Node = Tree.ChildNode;
type Element = Tree.Element;

/** A stretch of a page's source, in UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Where a gate stands, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something about a gate that keeps it from being sealed, said to its author. */
export interface PageProblem extends Place {
  readonly message: string;
}

/** A gate as it stands in a page's source. */
export interface Gate {
  readonly place: Place;
  /** Its position among the page's gates, from 1. */
  readonly number: number;
  readonly id: string | undefined;
  /** What its `offer-id` says. */
  readonly offers: readonly string[];
  /** The whole `<template>`, and what stands inside it. */
  readonly template: { readonly outer: Stretch; readonly inner: Stretch } | undefined;
  /** The whole sealed `<script>`, and its text. */
  readonly envelope: { readonly outer: Stretch; readonly inner: Stretch } | undefined;
  /** Whether premium content stands in the page as ordinary children, or nowhere that this could see. */
  readonly premium: 'children' | 'elsewhere' | 'none';
  readonly problems: readonly PageProblem[];
}

const silent = ['template', 'script', 'style', 'link', 'meta', 'noscript'];
const space = /^[\t\n\f\r ]*$/;

const isElement = (node: Node): node is Element => 'tagName' in node;
const attribute = (element: Element, name: string): string | undefined => element.attrs.find((one) => one.name === name)?.value;
const childrenOf = (node: Tree.ParentNode): Node[] =>
  'content' in node ? node.content.childNodes : node.childNodes;

const placeOf = ({ sourceCodeLocation: where }: Element): Place => ({ line: where?.startLine ?? 1, column: where?.startCol ?? 1 });

/** An element's stretch and that of its insides; undefined where its end tag is missing. */
function stretches({ sourceCodeLocation: where }: Element): { outer: Stretch; inner: Stretch } | undefined {
  if (!where?.startTag || !where.endTag) return undefined;
  return {
    outer: { start: where.startOffset, end: where.endOffset },
    inner: { start: where.startTag.endOffset, end: where.endTag.startOffset },
  };
}

const isEnvelope = (element: Element): boolean =>
  element.tagName === 'script' && /^application\/jose\+json\b/i.test(attribute(element, 'type') ?? '');

const isSoft = (node: Node): boolean =>
  isElement(node) ? !attribute(node, 'slot') && !silent.includes(node.tagName) : node.nodeName === '#text' && !space.test((node).value);

const tagIn = ({ sourceCodeLocation: where }: Element, source: string): string => source.slice(where?.startOffset, where?.startTag?.endOffset);

function problemsOf(gate: Element, templates: readonly Element[], envelopes: readonly Element[], source: string): PageProblem[] {
  const say = (at: Place, message: string): PageProblem => ({ ...at, message });
  const [template, second] = templates;
  if (!gate.sourceCodeLocation?.endTag) return [say(placeOf(gate), 'the gate is not closed where its end tag stands: it lacks one, or something inside it ends the <p> around it; write it outside of the <p>')];
  if (!template) return [];
  const soft = gate.childNodes.find(isSoft);
  const where = soft?.sourceCodeLocation;
  const address = ['src', 'sealed-src'].find((name) => attribute(gate, name) !== undefined);
  return [
    ...(soft ? [say({ line: where?.startLine ?? 1, column: where?.startCol ?? 1 }, `this stands beside the <template> of ${tagIn(gate, source)}, where everybody can read it; move it into the template, or give it slot="preview"`)] : []),
    ...(second ? [say(placeOf(second), 'the gate has a second <template>; put the premium part into one')] : []),
    ...(envelopes.length ? [say(placeOf(gate), 'the gate has a <template> and a sealed <script>; delete the one that is out of date')] : []),
    ...(address ? [say(placeOf(gate), `the gate has a <template> and ${address}; it takes one of them`)] : []),
    ...(attribute(gate, 'offer-id')?.trim() ? [] : [say(placeOf(gate), 'the gate has no offer-id, so nobody could open it; write offer-id="S123456789_US"')]),
    ...(stretches(template) ? [] : [say(placeOf(template), 'the <template> is not closed; write </template>')]),
  ];
}

function readGate(gate: Element, number: number, source: string): Gate {
  const children = gate.childNodes.filter(isElement).filter((child) => !attribute(child, 'slot'));
  const templates = children.filter(({ tagName }) => tagName === 'template');
  const envelopes = children.filter(isEnvelope);
  const elsewhere = attribute(gate, 'src') ?? attribute(gate, 'sealed-src');
  return {
    place: placeOf(gate),
    number,
    id: attribute(gate, 'id'),
    offers: (attribute(gate, 'offer-id') ?? '').split(/\s+/).filter(Boolean),
    template: templates[0] && stretches(templates[0]),
    envelope: envelopes[0] && stretches(envelopes[0]),
    premium: gate.childNodes.some(isSoft) ? 'children' : elsewhere === undefined ? 'none' : 'elsewhere',
    problems: problemsOf(gate, templates, envelopes, source),
  };
}

/** Every gate of a page or a piece of one, in the order of the source; those inside a template too. */
export function readGates(source: string): Gate[] {
  const gates: Element[] = [];
  const waiting: Node[] = [...parse(source, { sourceCodeLocationInfo: true }).childNodes];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (isElement(node) && node.tagName === 'cleeng-gate') gates.push(node);
    if ('childNodes' in node) waiting.push(...childrenOf(node));
  }
  const start = ({ sourceCodeLocation: where }: Element): number => where?.startOffset ?? 0;
  return gates.sort((one, other) => start(one) - start(other)).map((gate, index) => readGate(gate, index + 1, source));
}
