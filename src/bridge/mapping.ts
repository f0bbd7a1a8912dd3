import { isDeepStrictEqual } from 'node:util';

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
