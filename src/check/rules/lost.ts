import { error, quoted, warning, type Finding } from '../finding.js';
import type { Page } from '../page.js';
import { at, attribute, parentOf, type Element } from '../tree.js';

/** Slots of a gate that hold what readers see of it while it is closed. */
const lead = ['preview', 'prompt'];

const isCustom = ({ name }: Element): boolean => name.includes('-');

/** A sanitizer that does not know the tag takes it away and leaves what it held, to everybody. */
export function* gateRemoved({ elements }: Page): Generator<Finding> {
  const told = new Set<Element>();
  for (const element of elements) {
    const slot = attribute(element, 'slot') ?? '';
    const parent = parentOf(element);
    if (!lead.includes(slot) || !parent || isCustom(parent) || told.has(parent)) continue;
    told.add(parent);
    yield error(
      'gate-removed',
      at(element, 'slot'),
      `This ${quoted(slot)} stands in no gate. Where there was one, a sanitizer has taken it away and left what it held to everybody.`,
      'Let the sanitizer keep <cleeng-gate> and its attributes; for DOMPurify CUSTOM_ELEMENT_HANDLING: { tagNameCheck: /^cleeng-(gate|library)$/ } and ADD_ATTR: ["offer-id", "src", "sealed-src"].',
    );
  }
}

/** A document of frames has no body that a gate could stand in. */
export function* frameset({ elements }: Page): Generator<Finding> {
  const outer = elements.find(({ name }) => name === 'frameset');
  if (!outer) return;
  const pages = elements.filter(({ name }) => name === 'frame').map((frame) => attribute(frame, 'src')).filter(Boolean).join(', ');
  yield warning(
    'frameset',
    at(outer),
    'This is a page of frames. It has no body, so no gate that is written here is ever shown.',
    `Script, style sheet and gates belong into the pages that it frames${pages ? `: ${quoted(pages)}` : ''}. Check those.`,
  );
}
