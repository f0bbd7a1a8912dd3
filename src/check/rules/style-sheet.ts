import { error, hint, warning, type Finding } from '../finding.js';
import type { Page } from '../page.js';
import { hasInlinePremium } from '../premium.js';
import { at, attribute, offsetOf, type Element } from '../tree.js';

const link = '<link rel="stylesheet" href="cleeng-gate.css"> in the <head>';

/** Why a sheet does not yet count when the gates are drawn; undefined when it does. */
function lateness(sheet: Element, hiding: readonly Element[]): string | undefined {
  if (sheet.name === 'link' && !/\bstylesheet\b/i.test(attribute(sheet, 'rel') ?? '')) return 'it is only preloaded';
  if (/^\s*print\s*$/i.test(attribute(sheet, 'media') ?? '')) return 'it is for print until a script says otherwise';
  if (attribute(sheet, 'disabled') !== undefined) return 'it is disabled until a script says otherwise';
  return hiding.some((element) => offsetOf(element) < offsetOf(sheet)) ? 'it comes after what it hides' : undefined;
}

/** Until the tag is defined the style sheet alone hides what must not be seen. */
export function* styleSheet({ gates, conditional, sheets }: Page): Generator<Finding> {
  const hiding = [...gates, ...conditional];
  const [first] = hiding;
  if (!first) return;
  const reasons = sheets.map((sheet) => lateness(sheet, hiding));
  const late = reasons[0];
  const hidden = reasons.includes(undefined);
  if (!sheets[0]) yield error('style-sheet-missing', at(first), 'The style sheet is missing. If it is part of a larger one, mark that link with data-cleeng-gate.', link);
  else if (!hidden && late) yield warning('style-sheet-late', at(sheets[0]), `The style sheet comes too late to hide anything: ${late}.`, link);
  for (const gate of gates.filter(hasInlinePremium)) {
    yield hidden
      ? hint('use-template', at(gate), 'The premium part is hidden by style alone; in a template it is not loaded nor indexed before the grant, either.', '<template>…</template> around the premium part')
      : error('premium-readable', at(gate), 'Everybody can read the premium part until the script has run, and for good where it is blocked.', `${link}; better still, <template>…</template> around the premium part`);
  }
}
