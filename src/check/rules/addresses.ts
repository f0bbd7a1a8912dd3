import { error, quoted, warning, type Finding } from '../finding.js';
import { placeholders } from '../names.js';
import { nearest } from '../nearest.js';
import type { Page } from '../page.js';
import { at, attribute, type Element } from '../tree.js';

const inBraces = /\{(\w*)\}/g;

/** The address that a template leads to, if it is one at all. */
const fill = (template: string, base: URL): URL | null => {
  const address = template.replace(inBraces, 'x');
  return URL.canParse(address, base.href) ? new URL(address, base) : null;
};

const isSafe = (url: URL, base: URL): boolean =>
  (url.protocol === 'https:' || (url.protocol === 'http:' && url.origin === base.origin)) &&
  !url.username &&
  !url.password;

function* unknownPlaceholders(element: Element, name: string, template: string): Generator<Finding> {
  for (const [whole, word = ''] of template.matchAll(inBraces)) {
    if (placeholders.includes(word)) continue;
    const meant = nearest(word, placeholders);
    yield warning(
      'unknown-placeholder',
      at(element, name),
      `${name} holds ${quoted(whole)}, which nothing is put into.${meant ? ` Did you mean {${meant}}?` : ''}`,
      meant ? `{${meant}}` : placeholders.map((one) => `{${one}}`).join(', '),
    );
  }
}

function* unsafe(element: Element, name: string, template: string, base: URL): Generator<Finding> {
  const url = fill(template, base);
  if (url && isSafe(url, base)) return;
  yield error(
    'address-dropped',
    at(element, name),
    `${name} leads to ${quoted(template)} and is not used: only https, or the page's own origin.`,
    `${name}="https://…" or "/…"`,
  );
}

/** A gate's own address may not lead where the page's does not. */
function* foreign(gate: Element, kind: string, { address: base, scripts }: Page): Generator<Finding> {
  const name = `${kind}-url`;
  const url = fill(attribute(gate, name) ?? '', base);
  const pageLevel = scripts.map(({ element }) => attribute(element, `data-${name}`)).find(Boolean);
  if (!url || !isSafe(url, base) || url.origin === base.origin) return;
  if (pageLevel && fill(pageLevel, base)?.origin === url.origin) return;
  const given = pageLevel ? `that of data-${name}` : `that of a data-${name} on the script tag`;
  const message = `${name} leads to ${url.origin}, and is used only if that is the page's own origin, ${given}, or one in configure({ trustedOrigins }).`;
  yield warning(
    'address-dropped',
    at(gate, name),
    message,
    pageLevel
      ? `An address on the origin of data-${name}, or of the page`
      : `data-${name}="${url.origin}/…" on the script tag`,
  );
}

/** Do buy and log in lead somewhere the tag is willing to go? */
export function* addresses(page: Page): Generator<Finding> {
  for (const kind of ['checkout', 'login', 'account']) {
    const written = [
      ...page.scripts.map(({ element }) => [element, `data-${kind}-url`] as const),
      ...page.gates.map((gate) => [gate, `${kind}-url`] as const),
    ];
    for (const [element, name] of written) {
      const template = attribute(element, name);
      if (!template) continue;
      yield* unknownPlaceholders(element, name, template);
      yield* unsafe(element, name, template, page.address);
    }
    for (const gate of page.gates) if (attribute(gate, `${kind}-url`)) yield* foreign(gate, kind, page);
  }
}
