import { compile } from 'css-select';
import { hint, quoted, warning, type Finding, type Place } from '../finding.js';
import type { Work } from '../json-ld.js';
import type { Page } from '../page.js';
import { ancestors, at, attribute, type Element } from '../tree.js';

const rule = 'structured-data-mismatch';

/** The class by which structured data may name a gate: its first, or one to give it. */
const classOf = (gate: Element | undefined): string =>
  /[\w-]+/.exec((gate && attribute(gate, 'class')) ?? '')?.[0] ?? 'premium';

const part = (gate: Element | undefined): string =>
  `{"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".${classOf(gate)}"}`;

/** What the structured data of a page with this gate says. */
export const claim = (gate: Element | undefined): string =>
  `"isAccessibleForFree": false, "hasPart": ${part(gate)}`;

/** Elements that a selector means; undefined where it is no selector. */
function select(selector: string, elements: readonly Element[]): Element[] | undefined {
  try {
    return selector.trim() ? elements.filter(compile<Element, Element>(selector)) : undefined;
  } catch {
    return undefined;
  }
}

const isAbout = (gate: Element, element: Element): boolean =>
  gate === element || ancestors(gate).includes(element) || ancestors(element).includes(gate);

function* wrongSelector(text: string, place: Place, { gates, elements }: Page): Generator<Finding> {
  const found = select(text, elements);
  const name = quoted(text);
  const about = found?.some((element) => gates.some((gate) => isAbout(gate, element)));
  const better = `"cssSelector": ".${classOf(gates[0])}" and class="${classOf(gates[0])}" on the gate`;
  if (!found) yield warning(rule, place, `${name} is no CSS selector.`, better);
  else if (!found.length) yield warning(rule, place, `Nothing on the page matches ${name}.`, better);
  else if (!about) {
    yield warning(rule, place, `${name} matches nothing that is, holds or lies in a gate.`, better);
  } else if (!/^\s*\.[\w-]+\s*$/.test(text)) {
    yield hint(rule, place, `Search engines understand one class name; ${name} is something else.`, better);
  }
}

function* wrongClaim({ place, free, parts }: Work, gate: Element | undefined): Generator<Finding> {
  if (free) {
    yield warning(
      rule,
      place,
      'The structured data calls the page free to read, and it has a gate.',
      claim(gate),
    );
  } else if (!parts.some(({ selectors }) => selectors.length)) {
    const message = 'The structured data does not say which part of the page is behind the paywall.';
    yield warning(rule, place, message, `"hasPart": ${part(gate)}`);
  } else if (parts.some((one) => one.free !== false)) {
    const message = 'The structured data does not say that its part is behind the paywall.';
    yield warning(rule, place, message, part(gate));
  }
}

/** Gates that no part speaks of, where others are spoken of. */
function* forgotten(selectors: readonly string[], { gates, elements }: Page): Generator<Finding> {
  const named = selectors.flatMap((text) => select(text, elements) ?? []);
  const isNamed = (gate: Element): boolean => named.some((element) => isAbout(gate, element));
  const known = gates.find(isNamed);
  if (!known) return;
  for (const gate of gates.filter((one) => !isNamed(one))) {
    const message = 'The structured data speaks of another gate and not of this one.';
    yield warning(rule, at(gate), message, `class="${classOf(known)}", or a further part in "hasPart"`);
  }
}

/** Is what structured data calls paywalled what the gates hold? */
export function* paywalledParts(works: readonly Work[], page: Page): Generator<Finding> {
  const claims = works.filter(({ free, parts }) => free !== undefined || parts.length);
  for (const work of claims) yield* wrongClaim(work, page.gates[0]);
  const selectors = claims.flatMap(({ parts }) => parts.flatMap((one) => one.selectors));
  for (const { text, place } of selectors) yield* wrongSelector(text, place, page);
  yield* forgotten(
    selectors.map(({ text }) => text),
    page,
  );
}
