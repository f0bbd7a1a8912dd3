/** What a part of an answer's time was spent on. */
export type Span = 'verify' | 'cache' | 'upstream';

/** Where the time of one answer went. */
export interface Timing {
  /** @param ms milliseconds; spans of one name that ran side by side count as the longest */
  add(span: Span, ms: number): void;
  /** The value of a `Server-Timing` header (W3C); empty when nothing was measured. */
  header(): string;
}

/** One per request. Says how long things took, never what they were about. */
export function createTiming(): Timing {
  const spans: Partial<Record<Span, number>> = {};
  return {
    add(span, ms) {
      spans[span] = Math.max(spans[span] ?? 0, ms);
    },
    header() {
      let told = '';
      for (const span in spans) told += `${told && ', '}${span};dur=${spans[span as Span]!.toFixed(1)}`;
      return told;
    },
  };
}
