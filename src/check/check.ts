import { hint, type Finding, type Rule } from './finding.js';
import { readPage, type Page } from './page.js';
import { addresses } from './rules/addresses.js';
import { attributes } from './rules/attributes.js';
import { conditions } from './rules/conditions.js';
import { configuration } from './rules/configuration.js';
import { frameset, gateRemoved } from './rules/lost.js';
import { gateInGate, unclosed } from './rules/nesting.js';
import { offerIds } from './rules/offer-ids.js';
import { guard, premium, preview } from './rules/premium.js';
import { previewAs } from './rules/preview-as.js';
import { scriptTags } from './rules/script-tags.js';
import { libraryScript, scripts } from './rules/scripts.js';
import { slots } from './rules/slots.js';
import { structuredData } from './rules/structured-data.js';
import { styleSheet } from './rules/style-sheet.js';
import { tokenAddresses } from './rules/token-addresses.js';

/** A page without gate, library, script or condition is most likely not the one that was meant. */
function* nothing(page: Page): Generator<Finding> {
  const { gates, libraries, scripts: loaded, conditional } = page;
  const told = [...frameset(page), ...gateRemoved(page)];
  if (![...gates, ...libraries, ...loaded, ...conditional, ...told].length) {
    yield hint(
      'nothing-to-check',
      { line: 1, column: 1 },
      'Nothing of cleeng-gate stands on this page.',
      'If a script brings the gates later, check the page that it leaves.',
    );
  }
}

const rules: readonly Rule[] = [
  nothing,
  styleSheet,
  scripts,
  libraryScript,
  scriptTags,
  configuration,
  tokenAddresses,
  addresses,
  offerIds,
  attributes,
  slots,
  premium,
  guard,
  preview,
  previewAs,
  gateInGate,
  unclosed,
  gateRemoved,
  frameset,
  conditions,
  structuredData,
];

/**
 * Reads a page and tells its author what is wrong with it, in the order of the page.
 *
 * @param source HTML
 * @param address where it was read from, when that was the web: what its own origin is depends on it
 * @example
 * check('<cleeng-gate>Premium</cleeng-gate>').map(({ rule }) => rule);
 */
export function check(source: string, address?: URL): Finding[] {
  const page = readPage(source.replace(/^\uFEFF/, ''), address);
  return rules
    .flatMap((rule) => [...rule(page)])
    .sort((one, other) => one.line - other.line || one.column - other.column);
}
