import { error, hint, warning, type Finding } from '../finding.js';
import type { Page } from '../page.js';
import { hasInlinePremium } from '../premium.js';
import { at, attribute, offsetOf, type Element } from '../tree.js';

const link = '<link rel="stylesheet" href="cleeng-gate.css"> in the <head>';
const template = '<template>…</template> around the premium part';

/** Why a sheet does not yet count when an element is drawn; undefined when it does. */
function lateness(sheet: Element, element: Element): string | undefined {
  const rel = attribute(sheet, 'rel') ?? 'stylesheet';
  if (!/\bstylesheet\b/i.test(rel)) return 'it is only preloaded';
  if (attribute(sheet, 'media')?.trim().toLowerCase() === 'print') {
    return 'it is for print until a script says otherwise';
  }
  if (attribute(sheet, 'disabled') !== undefined) return 'it is disabled until a script says otherwise';
  return offsetOf(element) < offsetOf(sheet) ? 'it comes after what it hides' : undefined;
}

const isHidden = (element: Element, { sheets }: Page): boolean =>
  sheets.some((sheet) => !lateness(sheet, element));

function* missing(page: Page): Generator<Finding> {
  const [seen] = [...page.gates, ...page.conditional].filter((element) => !isHidden(element, page));
  const [sheet] = page.sheets;
  if (!seen) return;
  if (sheet) {
    const message = `The style sheet comes too late to hide anything: ${lateness(sheet, seen) ?? ''}.`;
    yield warning('style-sheet-late', at(sheet), message, link);
  } else {
    const message =
      'The style sheet is missing. If it is part of a larger one, mark that link with data-cleeng-gate.';
    yield error('style-sheet-missing', at(seen), message, link);
  }
}

function readable(gate: Element): Finding {
  const message =
    'Everybody can read the premium part until the script has run, and for good where it is blocked.';
  return error('premium-readable', at(gate), message, `${link}; better still, ${template}`);
}

function couldBeTemplate(gate: Element): Finding {
  const message =
    'Style alone hides the premium part. In a template it is not loaded before the grant, either.';
  return hint('use-template', at(gate), message, template);
}

/** Until the tag is defined the style sheet alone hides what must not be seen. */
export function* styleSheet(page: Page): Generator<Finding> {
  yield* missing(page);
  for (const gate of page.gates.filter(hasInlinePremium)) {
    yield isHidden(gate, page) ? couldBeTemplate(gate) : readable(gate);
  }
}
