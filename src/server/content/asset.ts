const longestName = 1024;
const longestSegment = 255;

/** Signs that no name may hold: control characters, and what a second decoding or another system would read as a path. */
const forbidden = /[\u0000-\u001f\u007f%\\/]/;

const isSegment = (segment: string): boolean =>
  segment !== '' && segment.length <= longestSegment && !segment.startsWith('.') && !forbidden.test(segment);

/**
 * Whether a string names an asset: one or more segments with `/` between them, none of them empty, hidden (beginning
 * with a dot, which `.` and `..` do too) or holding `%`, a backslash or a control character.
 */
export const isAsset = (name: string): boolean => name.length <= longestName && name.split('/').every(isSegment);

/**
 * The asset that a path speaks of, each segment decoded exactly once; undefined when it can be none.
 *
 * @param path what follows `content/`, as it stood in the URL
 */
export function readAsset(path: string): string | undefined {
  try {
    const segments = path.split('/').map(decodeURIComponent);
    return segments.every(isSegment) && isAsset(segments.join('/')) ? segments.join('/') : undefined;
  } catch {
    return undefined;
  }
}

/** An asset as it stands in a URL. */
export const writeAsset = (asset: string): string => asset.split('/').map(encodeURIComponent).join('/');
