import { error, type Finding } from '../finding.js';
import type { Page } from '../page.js';
import { ancestors, at, isClosed } from '../tree.js';

/** One gate in another asks twice, and its preview is premium of the outer one. */
export function* gateInGate({ gates }: Page): Generator<Finding> {
  for (const gate of gates) {
    const outer = ancestors(gate).find(({ name }) => name === gate.name);
    if (outer && isClosed(outer)) {
      yield error(
        'gate-in-gate',
        at(gate),
        `The gate stands inside the gate of line ${at(outer).line}.`,
        'One gate after the other; several ids in one offer-id if any of them opens.',
      );
    }
  }
}

const inParagraph =
  'The gate stands inside a <p>, which ends at the next block, and the gate with it: what follows is not premium.';
const withoutEnd =
  'The gate has no end tag where it needs one, so the browser decides what is premium. A gate cannot close itself with />.';

/** The parser closes what its author did not: too late, or, inside a `<p>`, before the first block. */
export function* unclosed({ gates }: Page): Generator<Finding> {
  for (const gate of gates.filter((one) => !isClosed(one))) {
    yield ancestors(gate).some(({ name }) => name === 'p')
      ? error('gate-unclosed', at(gate), inParagraph, 'Move the gate out of the <p>.')
      : error('gate-unclosed', at(gate), withoutEnd, '<cleeng-gate …> … </cleeng-gate>');
  }
}
