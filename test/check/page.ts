import { check } from '../../src/check/check.js';
import type { Finding } from '../../src/check/finding.js';

/** The pieces of a page that has nothing wrong with it, each on a line of its own. */
const good = {
  sheet: '<link rel="stylesheet" href="/cleeng-gate.css">',
  script: '<script type="module" async blocking="render" src="/cleeng-gate.js" data-environment="sandbox" data-publisher-id="123456789"></script>',
  data: '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false, "hasPart": {"isAccessibleForFree": false, "cssSelector": ".premium"}}</script>',
  body: '',
  gate: '<cleeng-gate class="premium" offer-id="S123456789_US"><p slot="preview">Teaser</p><template><p>Premium</p></template></cleeng-gate>',
};

/** A page on whose lines 3 to 7 stand style sheet, script, structured data, the beginning of the body and a gate. */
export function pageWith(pieces: Partial<typeof good> = {}): string {
  const { sheet, script, data, body, gate } = { ...good, ...pieces };
  return `<!doctype html>\n<title>A page</title>\n${sheet}\n${script}\n${data}\n<body>${body}\n${gate}\n`;
}

/** A finding as `severity rule line`. */
export const brief = ({ severity, rule, line }: Finding): string => `${severity} ${rule} ${line}`;

export const found = (source: string, address?: string): string[] =>
  check(source, address === undefined ? undefined : new URL(address)).map(brief);
