import { error, quoted, type Finding } from '../finding.js';
import { conditions as words } from '../names.js';
import { nearest } from '../nearest.js';
import type { Page } from '../page.js';
import { at, attribute, type Element } from '../tree.js';
import { wrongIds } from './offer-ids.js';

const name = 'data-cleeng-when';
const all = [...words.alone, ...words.withOffers];
const sample = [...words.alone, ...words.withOffers.map((word) => `${word}:S123456789_US`)].join(', ');

function* wrong(element: Element, condition: string): Generator<Finding> {
  const [, word = '', , ids] = /^([^:]*)(:(.*))?$/s.exec(condition) ?? [];
  const place = at(element, name);
  const say = (message: string, instead: string): Finding =>
    error('unknown-condition', place, message, instead);
  if (!all.includes(word)) {
    const meant = nearest(word, all);
    yield say(
      `There is no condition ${quoted(condition)}, so this is never shown.${meant ? ` Did you mean ${meant}?` : ''}`,
      `One of ${sample}`,
    );
  } else if (words.withOffers.includes(word) && !ids?.trim()) {
    yield say(`"${word}" does not say of which offer.`, `${name}="${word}:S123456789_US"`);
  } else if (words.alone.includes(word) && ids !== undefined) {
    yield say(`"${word}" is about no offer.`, `${name}="${word}"`);
  } else yield* wrongIds(ids ?? '', place);
}

/** `data-cleeng-when` takes one condition, in the words that it knows. */
export function* conditions({ conditional }: Page): Generator<Finding> {
  for (const element of conditional) yield* wrong(element, attribute(element, name) ?? '');
}
