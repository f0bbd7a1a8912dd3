import { isOfferId, looksLikeOfferId } from '../../mediastore/offer-id.js';
import { error, hint, quoted, type Finding, type Place } from '../finding.js';
import type { Page } from '../page.js';
import { at, attribute, type Element } from '../tree.js';

/** What is wrong with a list of ids: what cannot be one, and what does not look like one of Cleeng's. */
export function* wrongIds(text: string, place: Place): Generator<Finding> {
  if (text.includes(',')) {
    const ids = text.split(/[\s,]+/).filter(Boolean).join(' ');
    yield error('offer-id', place, `The commas in ${quoted(text)} belong to no id. Separate ids by spaces.`, quoted(ids));
    return;
  }
  for (const id of text.split(/\s+/).filter(Boolean)) {
    if (!isOfferId(id)) {
      yield error(
        'offer-id',
        place,
        `${quoted(id)} cannot be an offer id, which has up to 64 letters, digits, "_" and "-". Several are separated by spaces.`,
        'S123456789_US, or several such ids separated by spaces',
      );
    } else if (!looksLikeOfferId(id)) {
      yield hint(
        'offer-id',
        place,
        `${quoted(id)} does not look like one of Cleeng's offer ids. Ids are used as they are written.`,
        'One of S, P, E, A, R and nine digits, such as S123456789 or S123456789_US',
      );
    }
  }
}

/** Whether nothing of what a gate is told is left: what a sanitizer that knows the tag and none of its attributes makes of one. */
const isBare = ({ attribs }: Element): boolean => Object.keys(attribs).every((name) => ['class', 'id', 'style', 'lang', 'dir', 'slot'].includes(name));

/** Every gate names the offer that opens it, and every card of a library its own. */
export function* offerIds({ gates, libraries, elements }: Page): Generator<Finding> {
  for (const gate of gates) {
    const ids = attribute(gate, 'offer-id')?.trim();
    if (ids) yield* wrongIds(ids, at(gate, 'offer-id'));
    else {
      yield error(
        'offer-id-missing',
        at(gate, 'offer-id'),
        `The gate does not say which offer opens it.${isBare(gate) ? ' If it does where you wrote it, a sanitizer has dropped its attributes.' : ''}`,
        `offer-id="…" with the id from your Cleeng dashboard${isBare(gate) ? ', kept by the sanitizer; for DOMPurify ADD_ATTR: ["offer-id", "src", "sealed-src"]' : ''}`,
      );
    }
  }
  if (!libraries.length) return;
  for (const element of elements) {
    const ids = attribute(element, 'data-offer-id');
    if (ids && element.name !== 'cleeng-gate') yield* wrongIds(ids, at(element, 'data-offer-id'));
  }
}
