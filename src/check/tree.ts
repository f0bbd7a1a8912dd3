import { parse, type Token } from 'parse5';
import { adapter, type Htmlparser2TreeAdapterMap as Tree } from 'parse5-htmlparser2-tree-adapter';
import type { Place } from './finding.js';

export type Element = Tree['element'];
type Node = Tree['node'];
type Document = Tree['document'];

/**
 * What stands in a `<template>` becomes its children. A gate moves it onto the page, so that every rule has to
 * see it, and a selector that means an element of the premium part has to find it.
 */
const transparent = {
  ...adapter,
  getTemplateContent: (template: Element) => template as unknown as Document,
  setTemplateContent: () => undefined,
};

/** All elements of a page in document order, as a browser that runs scripts would build them. */
export function readTree(source: string): Element[] {
  const found: Element[] = [];
  const waiting: Node[] = [parse(source, { treeAdapter: transparent, sourceCodeLocationInfo: true })];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (adapter.isElementNode(node)) found.push(node);
    if ('children' in node) for (const child of [...node.children].reverse()) waiting.push(child);
  }
  return found;
}

const location = (element: Element): Token.ElementLocation | undefined =>
  element.sourceCodeLocation ?? undefined;

/** Where an element begins, or one of its attributes if it has it. */
export function at(element: Element, attribute?: string): Place {
  const whole = location(element);
  const place = (attribute ? whole?.attrs?.[attribute] : undefined) ?? whole;
  return { line: place?.startLine ?? 1, column: place?.startCol ?? 1 };
}

/** Offset of an element's first character in the source. */
export const offsetOf = (element: Element): number => location(element)?.startOffset ?? 0;

/** Whether an end tag of its own closes the element. */
export const isClosed = (element: Element): boolean => location(element)?.endTag !== undefined;

/** An attribute's value; undefined where it is not written. */
export const attribute = (element: Element, name: string): string | undefined => element.attribs[name];

export const childElements = (element: Element): Element[] =>
  element.children.filter((child) => adapter.isElementNode(child));

/** Whether text, and not only white space, stands directly in an element. */
export const hasOwnText = (element: Element): boolean =>
  element.children.some((child) => adapter.isTextNode(child) && child.data.trim() !== '');

/** The element that directly holds this one; undefined for the outermost. */
export const parentOf = (element: Element): Element | undefined => ancestors(element)[0];

/** The elements that hold this one, nearest first. */
export function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let { parent } = element; parent && adapter.isElementNode(parent); { parent } = parent) {
    found.push(parent);
  }
  return found;
}

/** The text of a `<script>` or `<style>` as it stands in the source, and where it begins. */
export function rawText(element: Element, source: string): { readonly text: string; readonly place: Place } {
  const [first] = element.children;
  const where = first?.sourceCodeLocation;
  return where
    ? {
        text: source.slice(where.startOffset, where.endOffset),
        place: { line: where.startLine, column: where.startCol },
      }
    : { text: '', place: at(element) };
}
