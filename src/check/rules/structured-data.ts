import { is } from 'css-select';
import { error, hint, quoted, warning, type Finding, type Place } from '../finding.js';
import { readJsonLd, type Work } from '../json-ld.js';
import type { Page } from '../page.js';
import { ancestors, at, attribute, type Element } from '../tree.js';

/** Types of works whose paywall search engines want to be told of. */
const isArticle = ({ types }: Work): boolean => types.some((type) => /(Article|Posting|CreativeWork|Blog|Comment|Course|HowTo|Message|Review|WebPage)$/.test(type));

const classOf = (gate: Element | undefined): string => /[\w-]+/.exec((gate && attribute(gate, 'class')) ?? '')?.[0] ?? 'premium';
const part = (gate: Element | undefined): string => `{"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".${classOf(gate)}"}`;
const claim = (gate: Element | undefined): string => `"isAccessibleForFree": false, "hasPart": ${part(gate)}`;

/** Elements that a selector means; undefined where it is no selector. */
function select(selector: string, elements: readonly Element[]): Element[] | undefined {
  try {
    return selector.trim() ? elements.filter((element) => is(element, selector)) : undefined;
  } catch {
    return undefined;
  }
}

const isAbout = (gate: Element, element: Element): boolean =>
  gate === element || ancestors(gate).includes(element) || ancestors(element).includes(gate);

function* missing(works: readonly Work[], { gates: [gate], elements }: Page): Generator<Finding> {
  const microdata = elements.some((element) => attribute(element, 'itemprop') === 'isAccessibleForFree');
  if (!gate || microdata || works.some(({ free }) => free !== undefined)) return;
  const article = works.find(isArticle);
  yield article
    ? warning('structured-data-missing', article.place, 'The structured data does not say that this page has a paywall; a search engine may take it for cloaking.', claim(gate))
    : hint('structured-data-missing', at(gate), 'No structured data tells search engines that this page has a paywall.', `<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", ${claim(gate)}}</script>`);
}

function* selector(text: string, place: Place, { gates, elements }: Page): Generator<Finding> {
  const rule = 'structured-data-mismatch';
  const found = select(text, elements);
  const better = `"cssSelector": ".${classOf(gates[0])}" and class="${classOf(gates[0])}" on the gate`;
  if (!found) yield warning(rule, place, `${quoted(text)} is no CSS selector.`, better);
  else if (!found.length) yield warning(rule, place, `Nothing on the page matches ${quoted(text)}.`, better);
  else if (!found.some((element) => gates.some((gate) => isAbout(gate, element)))) yield warning(rule, place, `${quoted(text)} matches nothing that is, holds or lies in a gate.`, better);
  else if (!/^\s*\.[\w-]+\s*$/.test(text)) yield hint(rule, place, `Search engines understand class names; ${quoted(text)} is more than that.`, better);
}

function* mismatch(work: Work, page: Page): Generator<Finding> {
  const [gate] = page.gates;
  const rule = 'structured-data-mismatch';
  const selectors = work.parts.flatMap((one) => one.selectors);
  if (work.free) yield warning(rule, work.place, 'The structured data says that the page is free to read, and it has a gate.', claim(gate));
  else if (!selectors.length) yield warning(rule, work.place, 'The structured data does not say which part of the page is behind the paywall.', `"hasPart": ${part(gate)}`);
  else if (work.parts.some(({ free }) => free !== false)) yield warning(rule, work.place, 'A part of the structured data does not say that it is behind the paywall.', part(gate));
  for (const { text, place } of selectors) yield* selector(text, place, page);
}

/** Gates that no part of the structured data speaks of, where others are spoken of. */
function* uncovered(works: readonly Work[], { gates, elements }: Page): Generator<Finding> {
  const named = works.flatMap(({ parts }) => parts).flatMap(({ selectors }) => selectors.flatMap(({ text }) => select(text, elements) ?? []));
  const isNamed = (gate: Element): boolean => named.some((element) => isAbout(gate, element));
  if (!gates.some(isNamed)) return;
  for (const gate of gates.filter((one) => !isNamed(one))) {
    yield warning('structured-data-mismatch', at(gate), 'The structured data speaks of another gate and not of this one.', `class="${classOf(gates.find(isNamed))}", or a further part in "hasPart"`);
  }
}

/** Does the page tell search engines of its paywall, and of the one that it has? */
export function* structuredData(page: Page): Generator<Finding> {
  const all = readJsonLd(page);
  for (const one of all) {
    if ('mistake' in one) yield error('structured-data-invalid', one.place, `The structured data is not JSON: ${one.mistake.replace(/\.$/, '')}.`, 'Valid JSON; search engines ignore the whole script.');
  }
  const works = all.flatMap((one) => ('works' in one ? one.works : []));
  if (!page.gates.length) return;
  if (all.every((one) => 'works' in one)) yield* missing(works, page);
  const claims = works.filter(({ free, parts }) => free !== undefined || parts.length);
  for (const work of claims) yield* mismatch(work, page);
  yield* uncovered(claims, page);
}
