/** Bytes from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The range that a request asks for (RFC 9110, section 14). One range is served; several, other units and what is
 * no range at all are passed over as section 14.2 allows, and the whole is sent.
 *
 * @returns undefined for the whole, `unsatisfiable` when nothing lies in the range (416)
 */
export function readRange(header: string | null, size: number): Range | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=[\t ]*(\d*)-(\d*)[\t ]*$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return Number(last) && size ? { start: Math.max(0, size - Number(last)), end: size } : 'unsatisfiable';
  if (last !== '' && Number(last) < Number(first)) return undefined;
  if (Number(first) >= size) return 'unsatisfiable';
  return { start: Number(first), end: last === '' ? size : Math.min(size, Number(last) + 1) };
}
