import { error, hint, type Finding } from '../finding.js';
import type { Page } from '../page.js';
import { isEnvelope, premiumSources } from '../premium.js';
import { at, attribute, childElements, type Element } from '../tree.js';

/** One gate, one source: with two, one is given away or never shown. */
export function* premium({ gates }: Page): Generator<Finding> {
  for (const gate of gates) {
    const sources = premiumSources(gate);
    const inPage = sources.filter((source) => source === 'children' || source === '<template>');
    const given = inPage.length > 0 && inPage.length < sources.length;
    if (sources.length > 1) {
      yield error(
        'several-premium-sources',
        at(gate),
        `The gate has ${sources.length} premium parts: ${sources.join(', ')}. ${given ? 'Everybody can read what stands in the page.' : 'It takes one.'}`,
        'Keep one, or write one gate for each.',
      );
    } else if (!sources.length) {
      yield hint(
        'no-premium',
        at(gate),
        'The gate holds nothing to open.',
        '<template>…</template> with the premium part',
      );
    }
  }
}

const asksGuard = (gate: Element): string | undefined =>
  ['src', 'sealed-src'].find((name) => attribute(gate, name) !== undefined) ??
  (childElements(gate).some(isEnvelope) ? '' : undefined);

/** Bytes and keys come from the guard alone. */
export function* guard({ gates, scripts, inlineScripts }: Page): Generator<Finding> {
  if (
    /\bguard\b/.test(inlineScripts) ||
    scripts.some(({ element, file }) => file === 'bundle' || attribute(element, 'data-guard'))
  ) {
    return;
  }
  for (const gate of gates) {
    const source = asksGuard(gate);
    if (source === undefined) continue;
    yield error(
      'guard-missing',
      at(gate, source),
      'The premium part comes from the guard, and the page does not say where that is.',
      'data-guard="/…" on the script tag',
    );
  }
}

/** Readers and search engines want to see what they are asked to pay for. */
export function* preview({ gates }: Page): Generator<Finding> {
  for (const gate of gates) {
    if (childElements(gate).some((child) => attribute(child, 'slot') === 'preview')) continue;
    yield hint(
      'no-preview',
      at(gate),
      'The gate has no preview: while it is closed, there is only the prompt.',
      '<p slot="preview">…</p> as its first child',
    );
  }
}
