/** Finds out what a reference becomes; undefined leaves it as it is. */
export type Rewrite = (reference: string) => Promise<string | undefined>;

const attribute = /(?<=[:,]\s*URI=")[^"\r\n]+(?=")/g;

/** The references of a playlist with their places: each line that is no tag, and each URI of a tag (RFC 8216, section 4.1). */
function references(text: string): { at: number; reference: string }[] {
  const found: { at: number; reference: string }[] = [];
  for (const { 0: line, index } of text.matchAll(/[^\r\n\uFEFF]+/g)) {
    if (!line.startsWith('#')) {
      const reference = line.trim();
      if (reference) found.push({ at: index + line.indexOf(reference), reference });
    } else if (line.startsWith('#EXT-X-')) {
      for (const match of line.matchAll(attribute)) found.push({ at: index + match.index, reference: match[0] });
    }
  }
  return found;
}

/** Changes the references of a playlist (segments, maps, keys, other playlists) and not one character beside them. */
export async function rewritePlaylist(text: string, rewrite: Rewrite): Promise<string> {
  let written = '';
  let last = 0;
  for (const { at, reference } of references(text)) {
    written += text.slice(last, at) + ((await rewrite(reference)) ?? reference);
    last = at + reference.length;
  }
  return written + text.slice(last);
}

/**
 * Seconds that a playlist plays, by the sum of its segments. A list that is still growing has no such time.
 *
 * @returns undefined for a live playlist, and for one that lists playlists instead of segments
 */
export function playlistTime(text: string): number | undefined {
  const segments = [...text.matchAll(/^#EXTINF:[\t ]*(\d+(?:\.\d+)?)/gm)].map(([, seconds]) => Number(seconds));
  const recorded = /^#EXT-X-ENDLIST\s*$/m.test(text) || /^#EXT-X-PLAYLIST-TYPE:VOD\s*$/m.test(text);
  return segments.length && recorded ? segments.reduce((sum, seconds) => sum + seconds, 0) : undefined;
}

/** The playlists that a playlist lists: its variants and renditions; empty for one that lists segments. */
export function playlistsIn(text: string): string[] {
  return text.includes('#EXT-X-STREAM-INF:') ? references(text).map(({ reference }) => reference).filter((reference) => /\.m3u8(?:[?#]|$)/i.test(reference)) : [];
}
