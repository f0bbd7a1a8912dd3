import { error, quoted, type Finding } from '../finding.js';
import { slots as known } from '../names.js';
import { nearest } from '../nearest.js';
import type { Page } from '../page.js';
import { at, attribute, childElements, type Element } from '../tree.js';

function* wrongSlots(parent: Element, ours: readonly string[]): Generator<Finding> {
  for (const child of childElements(parent)) {
    const slot = attribute(child, 'slot');
    if (!slot || ours.includes(slot)) continue;
    const meant = nearest(slot, ours);
    const message = `<${parent.name}> has no slot ${quoted(slot)}, so this is never shown.`;
    yield meant
      ? error('unknown-slot', at(child, 'slot'), `${message} Did you mean ${meant}?`, `slot="${meant}"`)
      : error('unknown-slot', at(child, 'slot'), message, `It has ${ours.join(', ')}.`);
  }
}

/** A child with a slot that its parent does not have is never shown. */
export function* slots({ gates, libraries }: Page): Generator<Finding> {
  for (const parent of [...gates, ...libraries]) yield* wrongSlots(parent, known[parent.name] ?? []);
}
