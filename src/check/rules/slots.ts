import { error, quoted, type Finding } from '../finding.js';
import { slots as known } from '../names.js';
import { nearest } from '../nearest.js';
import type { Page } from '../page.js';
import { at, attribute, childElements } from '../tree.js';

/** A child with a slot that the gate does not have is never shown. */
export function* slots({ gates }: Page): Generator<Finding> {
  for (const child of gates.flatMap(childElements)) {
    const slot = attribute(child, 'slot');
    if (!slot || known.includes(slot)) continue;
    const meant = nearest(slot, known);
    yield error(
      'unknown-slot',
      at(child, 'slot'),
      `The gate has no slot ${quoted(slot)}, so this is never shown.${meant ? ` Did you mean ${meant}?` : ''}`,
      meant ? `slot="${meant}"` : `It has ${known.join(', ')}.`,
    );
  }
}
