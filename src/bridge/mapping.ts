import { isDeepStrictEqual } from 'node:util';
import type { Sink } from './sink.js';

/** One line of the mapping: whoever has access to one of the offers may watch the target at the sink. */
export interface MappingRow {
  /** Cleeng offers; access to any of them gives the right. */
  readonly offers: readonly string[];
  /** Name of the sink. */
  readonly sink: string;
  /** What the sink calls the thing: an offer of Motto, a product of Rights Manager. */
  readonly target: string;
  /** The rest of the row, as the sink's `readRow` accepted it. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** Which offers give which rights. Rows of one sink, target and facet have been made one. */
export interface Mapping {
  readonly rows: readonly MappingRow[];
  /** Every offer that a row names, once. */
  readonly offers: readonly string[];
  /**
   * Those of them whose access no list of subscriptions and passes shows, and which must be asked about to be known:
   * by the letter of their id (neither S nor P), or because a row says that access comes by a tag.
   */
  readonly unlisted: readonly string[];
}

/** A row as somebody wrote it, accepted by its sink. */
export interface Draft extends MappingRow {
  /** Tells two rights of one target apart, as {@link Sink.facet} says. */
  readonly facet: string;
  /** Whether customers come to have the offers by a tag, which no list shows. */
  readonly byTag: boolean;
}

/** A right as a program writes it down. */
export interface MappedRight {
  /** Cleeng offers; access to any of them gives the right. */
  readonly offers: readonly string[];
  /** Name of a sink. */
  readonly sink: string;
  readonly target: string;
  /** What else the sink is to know, such as `{ concurrencyLimit: 3 }` for Motto. */
  readonly row?: Readonly<Record<string, unknown>>;
  /** Access to the offers comes by a tag, which no list of Cleeng's shows. */
  readonly byTag?: boolean;
}

/** Two rows that are one right and do not say the same of it. */
export interface Clash {
  /** Indices of both rows. */
  readonly rows: readonly [earlier: number, later: number];
  /** What they disagree about. */
  readonly fields: readonly string[];
}

const isListed = (offerId: string): boolean => /^[SP]/.test(offerId);

const differences = (one: MappingRow['row'], other: MappingRow['row']): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((field) => !isDeepStrictEqual(one[field], other[field]));

/**
 * Makes one of the rows that speak of one right: same sink, target and facet. Their offers add up.
 *
 * @returns the mapping, and which rows of one right disagree about it; then the earlier one counts
 */
export function joinRows(drafts: readonly Draft[]): { readonly mapping: Mapping; readonly clashes: readonly Clash[] } {
  const rights = new Map<string, { readonly index: number; readonly row: MappingRow; readonly offers: Set<string> }>();
  const clashes: Clash[] = [];
  for (const [index, { offers, sink, target, row, facet }] of drafts.entries()) {
    const key = JSON.stringify([sink, target, facet]);
    const known = rights.get(key) ?? { index, row: { offers, sink, target, row }, offers: new Set<string>() };
    const fields = differences(known.row.row, row);
    if (fields.length) clashes.push({ rows: [known.index, index], fields });
    for (const offer of offers) known.offers.add(offer);
    rights.set(key, known);
  }
  const rows = [...rights.values()].map(({ row, offers }): MappingRow => ({ ...row, offers: [...offers] }));
  const offers = [...new Set(rows.flatMap((row) => row.offers))];
  const byTag = new Set(drafts.filter((draft) => draft.byTag).flatMap((draft) => draft.offers));
  return { mapping: { rows, offers, unlisted: offers.filter((offer) => !isListed(offer) || byTag.has(offer)) }, clashes };
}

/**
 * Makes the mapping that a program writes down. Rows of one right add their offers up; which offers no list shows, it
 * finds out by their ids.
 *
 * @throws TypeError that names the row, for a sink that is not there, a field that the sink does not know, and two rows
 *   that disagree about one right
 * @example
 * createMapping([motto], [{ offers: ['S123456789_US'], sink: 'motto', target: 'cinema', row: { concurrencyLimit: 3 } }])
 */
export function createMapping(sinks: readonly Sink[], rights: readonly MappedRight[]): Mapping {
  const wrong = (index: number, why: string, cause?: unknown): never => { throw new TypeError(`mapping: right ${index + 1}: ${why}`, { cause }); };
  const drafts = rights.map(({ offers, sink: name, target, row = {}, byTag = false }, index): Draft => {
    const sink = sinks.find((one) => one.name === name) ?? wrong(index, `there is no sink ${name}`);
    if (!offers.length) wrong(index, 'offers is empty');
    try {
      const read = sink.readRow(row);
      return { offers, sink: name, target, row: read, facet: sink.facet(read), byTag };
    } catch (error) {
      return wrong(index, (error as Error).message, error);
    }
  });
  const { mapping, clashes: [clash] } = joinRows(drafts);
  if (clash) wrong(clash.rows[1], `it is that of right ${clash.rows[0] + 1} too, and they disagree about ${clash.fields.join(', ')}`);
  return mapping;
}
