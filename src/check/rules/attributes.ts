import { quoted, warning, type Finding } from '../finding.js';
import { attributes as known, words } from '../names.js';
import { nearest } from '../nearest.js';
import type { Page } from '../page.js';
import { at, attribute, type Element } from '../tree.js';

/** Attributes that every HTML element has. */
const global = new Set(
  (
    'accesskey autocapitalize autocorrect autofocus class contenteditable dir draggable enterkeyhint exportparts hidden id inert ' +
    'inputmode is itemid itemprop itemref itemscope itemtype lang nonce part popover role slot spellcheck style tabindex title translate ' +
    'writingsuggestions xml:lang xmlns'
  ).split(' '),
);

/** Names that belong to HTML, to the author's own scripts, or to a framework: `v-if`, `@click`, `wire:key`, `[attr]`, `_ngcontent-x`. */
const isForeign = (name: string): boolean =>
  global.has(name) || /^(aria-|on[a-z]|v-|x-|ng-|hx-)|[^a-z\d-]/.test(name);

/** `offerid`, or `onfailure`, which looks like an event handler. */
const isRunTogether = (name: string, ours: readonly string[]): boolean =>
  ours.some((one) => one.replaceAll('-', '') === name);

/** `data-offer-id` on a gate is a slip; any other `data-…` is the author's own. */
function misplaced(name: string, ours: readonly string[]): string | undefined {
  return name.startsWith('data-') ? ours.find((one) => name === `data-${one}`) : nearest(name, ours);
}

function unknown(element: Element, name: string): Finding | undefined {
  const ours = known[element.name] ?? [];
  const say = (message: string, instead: string): Finding =>
    warning('unknown-attribute', at(element, name), message, instead);
  if (ours.includes(name) || (isForeign(name) && !isRunTogether(name, ours))) return undefined;
  const meant = misplaced(name, ours);
  const message = `<${element.name}> does not know ${quoted(name)}.`;
  if (meant) {
    return say(`${message} Did you mean ${meant}?`, `${meant}=${quoted(attribute(element, name) || '…')}`);
  }
  return name.startsWith('data-') ? undefined : say(message, `It knows ${ours.join(', ')}.`);
}

function wrongWord(element: Element, name: string, allowed: readonly string[]): Finding | undefined {
  const value = attribute(element, name);
  if (value === undefined || allowed.includes(value)) return undefined;
  const meant = nearest(value, allowed);
  return warning(
    'attribute-value',
    at(element, name),
    `${name} does not take ${quoted(value)}${meant ? `. Did you mean ${meant}?` : ', but one of its words.'}`,
    allowed.map((word) => `${name}="${word}"`).join(' or '),
  );
}

/** Attributes that a tag does not know do nothing, and nobody says so. */
export function* attributes({ gates, libraries }: Page): Generator<Finding> {
  for (const element of [...gates, ...libraries]) {
    yield* Object.keys(element.attribs).flatMap((name) => unknown(element, name) ?? []);
    yield* Object.entries(words[element.name] ?? {}).flatMap(
      ([name, allowed]) => wrongWord(element, name, allowed) ?? [],
    );
  }
}
