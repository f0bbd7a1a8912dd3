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
