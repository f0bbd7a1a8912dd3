/** What an answer can be compared by. */
export interface Validators {
  /** A strong tag in its quotation marks. */
  readonly etag?: string | undefined;
  readonly modified?: Date | undefined;
}

const tags = (header: string): string[] => header.match(/(?:W\/)?"[^"]*"/g) ?? [];
const opaque = (tag: string): string => tag.replace(/^W\//, '');

/** Seconds, since that is what the header can say. */
const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1000);
const readDate = (header: string | null): number | undefined => {
  const time = Date.parse(header ?? '');
  return Number.isNaN(time) ? undefined : time / 1000;
};

/** Strong comparison for If-Match, weak for If-None-Match (RFC 9110, section 8.8.3.2). */
const matches = (header: string, etag: string | undefined, weakly: boolean): boolean =>
  header.trim() === '*' || (etag !== undefined && tags(header).some((tag) => (weakly ? opaque(tag) : tag) === etag));

/**
 * What the conditions of a GET or HEAD amount to, in the order of RFC 9110, section 13.2.2.
 *
 * @returns 304 or 412, or undefined when the request is to be answered
 */
export function judge(headers: Headers, { etag, modified }: Validators): 304 | 412 | undefined {
  const [match, none] = [headers.get('if-match'), headers.get('if-none-match')];
  const since = modified && readDate(headers.get('if-modified-since'));
  const until = modified && readDate(headers.get('if-unmodified-since'));
  if (match !== null ? !matches(match, etag, false) : until !== undefined && secondsOf(modified!) > until) return 412;
  if (none !== null) return matches(none, etag, true) ? 304 : undefined;
  return since !== undefined && secondsOf(modified!) <= since ? 304 : undefined;
}

/**
 * Whether the part that is asked for still belongs to the whole that the reader has (RFC 9110, section 13.1.5).
 * A date is only good enough if the asset was not changed within the second before `now` (section 8.8.2.2).
 *
 * @param now milliseconds
 */
export function stillSame(header: string | null, { etag, modified }: Validators, now: number): boolean {
  if (header === null) return true;
  if (/^(?:W\/)?"/.test(header)) return header === etag;
  const date = readDate(header);
  return modified !== undefined && date === secondsOf(modified) && now - modified.getTime() >= 1000;
}
