import { readBytes } from '../../wire/body.js';
import type { Opened } from './content-source.js';

type Read = (start: number, length: number) => Promise<DataView>;

const text = (view: DataView, at: number): string => String.fromCharCode(...new Uint8Array(view.buffer, at, 4));

/** The boxes between two places of an MP4 (ISO/IEC 14496-12, section 4.2): kind, where the inside begins, where it ends. */
async function findBox(read: Read, kind: string, from: number, to: number): Promise<[start: number, end: number] | undefined> {
  for (let at = from, count = 0; at + 8 <= to && count < 100; count++) {
    const head = await read(at, Math.min(16, to - at));
    const short = head.getUint32(0);
    const size = short === 1 && head.byteLength === 16 ? Number(head.getBigUint64(8)) : short || to - at;
    if (size < 8) return undefined;
    if (text(head, 4) === kind) return [at + (short === 1 ? 16 : 8), Math.min(to, at + size)];
    at += size;
  }
  return undefined;
}

async function inMp4(read: Read, size: number): Promise<number | undefined> {
  const movie = await findBox(read, 'moov', 0, size);
  const header = movie && (await findBox(read, 'mvhd', ...movie));
  if (!header || header[1] - header[0] < 20) return undefined;
  const view = await read(header[0], Math.min(32, header[1] - header[0]));
  const long = view.getUint8(0) === 1 && view.byteLength >= 32;
  const duration = long ? Number(view.getBigUint64(24)) : view.getUint32(16);
  return duration / view.getUint32(long ? 20 : 12);
}

/** What follows an element's id near the start of a WebM (RFC 8794; RFC 9559, section 5.1.2): its bytes. */
function findElement(view: DataView, id: readonly number[]): DataView | undefined {
  const bytes = new Uint8Array(view.buffer);
  const at = bytes.findIndex((_, index) => id.every((byte, offset) => bytes[index + offset] === byte)) + id.length;
  const length = at < id.length || at >= bytes.length ? 0 : bytes[at]! & 0x7f;
  return length && length <= 8 && at + 1 + length <= bytes.length ? new DataView(view.buffer, at + 1, length) : undefined;
}

function inWebm(view: DataView): number | undefined {
  const duration = findElement(view, [0x44, 0x89]);
  const scale = findElement(view, [0x2a, 0xd7, 0xb1]);
  const nanoseconds = scale ? [...new Uint8Array(scale.buffer, scale.byteOffset, scale.byteLength)].reduce((sum, byte) => sum * 256 + byte, 0) : 1e6;
  if (duration?.byteLength !== 4 && duration?.byteLength !== 8) return undefined;
  return ((duration.byteLength === 4 ? duration.getFloat32(0) : duration.getFloat64(0)) * nanoseconds) / 1e9;
}

/**
 * Seconds that a film in one file plays, as its own header says.
 *
 * @returns undefined when it does not say, or is of a kind that is not read here (MP4 and WebM are)
 */
export async function playingTime(film: Opened): Promise<number | undefined> {
  const read: Read = async (start, length) => new DataView((await readBytes(film.stream(start, Math.min(film.size, start + length)), length))!.buffer);
  const head = await read(0, Math.min(film.size, 4096));
  if (head.byteLength < 16) return undefined;
  const seconds = head.getUint32(0) === 0x1a45dfa3 ? inWebm(head) : text(head, 4) === 'ftyp' ? await inMp4(read, film.size) : undefined;
  return seconds && Number.isFinite(seconds) ? seconds : undefined;
}
