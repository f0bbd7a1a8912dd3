import { mark } from './names.js';
import { attribute, rawText, readTree, type Element } from './tree.js';

/** Stands for the address of a page that was not read from the web, whose own origin nobody knows. */
export const anywhere = new URL('https://page.invalid/');

/** A tag that loads the package, whole or as a part of a bundle. */
export interface Loader {
  readonly element: Element;
  /** Which file: the gate's, the library's, or one that the page's author has marked as a bundle of them. */
  readonly file: 'gate' | 'library' | 'bundle';
  readonly address: string;
}

/** A page as the rules see it. */
export interface Page {
  readonly source: string;
  /** Where it was read from, or `anywhere`. */
  readonly address: URL;
  /** All elements in document order. */
  readonly elements: readonly Element[];
  readonly gates: readonly Element[];
  readonly libraries: readonly Element[];
  /** Script tags of the package. */
  readonly scripts: readonly Loader[];
  /** Links to, or `<style>` elements with, the rules of `cleeng-gate.css`. */
  readonly sheets: readonly Element[];
  /** The text of all inline scripts: what may configure the package or import it. */
  readonly inlineScripts: string;
  /** Elements with a condition, `data-cleeng-when`. */
  readonly conditional: readonly Element[];
}

/** `cleeng-gate.js` in any folder, also with the hash that an asset pipeline puts into names. */
const fileName = /(?:^|\/)cleeng-(gate|library)(?:[.-](?:min|[\da-f]{6,}))*\.(js|css)(?:[?#]|$)/i;

const isMarked = (element: Element): boolean => attribute(element, `data-${mark}`) !== undefined;

function loaderOf(element: Element): Loader | undefined {
  const address = attribute(element, 'src');
  if (element.name !== 'script' || address === undefined) return undefined;
  const [, name, kind] = fileName.exec(address.trim()) ?? [];
  if (kind === 'js') return { element, file: name === 'library' ? 'library' : 'gate', address };
  return isMarked(element) ? { element, file: 'bundle', address } : undefined;
}

function isSheet(element: Element, source: string): boolean {
  if (element.name === 'style') {
    return /cleeng-gate:not\(\s*:defined\s*\)/.test(rawText(element, source).text);
  }
  const rel = attribute(element, 'rel') ?? '';
  if (element.name !== 'link' || !/\b(stylesheet|preload)\b/i.test(rel)) return false;
  return fileName.exec(attribute(element, 'href')?.trim() ?? '')?.[2] === 'css' || isMarked(element);
}

const isInline = (element: Element): boolean =>
  element.name === 'script' &&
  attribute(element, 'src') === undefined &&
  /^($|module$|(text|application)\/javascript)/i.test(attribute(element, 'type') ?? '');

/**
 * Reads HTML as a page.
 *
 * @param address where it was read from, when that was the web
 */
export function readPage(source: string, address: URL = anywhere): Page {
  const elements = readTree(source);
  const named = (name: string): Element[] => elements.filter((element) => element.name === name);
  return {
    source,
    address,
    elements,
    gates: named('cleeng-gate'),
    libraries: named('cleeng-library'),
    scripts: elements.flatMap((element) => loaderOf(element) ?? []),
    sheets: elements.filter((element) => isSheet(element, source)),
    inlineScripts: elements
      .filter(isInline)
      .map((element) => rawText(element, source).text)
      .join('\n'),
    conditional: elements.filter((element) => attribute(element, 'data-cleeng-when') !== undefined),
  };
}
