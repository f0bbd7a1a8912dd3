import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { playingTime } from '../../../src/server/content/playing-time.js';
import { films } from '../films.js';

const opened = (bytes: Uint8Array) => {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>]);
  return { size: blob.size, stream: (start?: number, end?: number) => blob.slice(start, end).stream() };
};
const number = (value: number, size = 4): number[] => Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256);
const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const box = (kind: string, ...inside: number[]): number[] => [...number(8 + inside.length), ...text(kind), ...inside];
const longBox = (kind: string, ...inside: number[]): number[] => [...number(1), ...text(kind), ...number(16 + inside.length, 8), ...inside];
const short = (scale: number, duration: number): number[] => box('mvhd', 0, 0, 0, 0, ...number(0, 8), ...number(scale), ...number(duration), ...number(0, 80));
const long = (scale: number, duration: number): number[] => box('mvhd', 1, 0, 0, 0, ...number(0, 16), ...number(scale), ...number(duration, 8), ...number(0, 80));
const type = box('ftyp', ...text('isom'), ...number(0));

const headers: [string, number[], number | undefined][] = [
  ['an MP4 that begins with its header', [...type, ...box('moov', ...short(1000, 90_500))], 90.5],
  ['an MP4 that ends with its header', [...type, ...box('mdat', ...number(0, 5000)), ...box('moov', ...box('free'), ...short(600, 1200))], 2],
  ['an MP4 with long numbers', [...type, ...longBox('mdat', ...number(0, 100)), ...box('moov', ...long(1000, 7_000_000_000))], 7_000_000],
  ['an MP4 that does not say', [...type, ...box('moov', ...short(1000, 0))], undefined],
  ['an MP4 without a header', [...type, ...box('mdat', 1, 2, 3)], undefined],
  ['an MP4 with a box of no size', [...type, ...number(4), ...text('free'), ...box('moov', ...short(1000, 1000))], undefined],
  ['an MP4 that says nonsense', [...type, ...box('moov', ...short(0, 1000))], undefined],
  ['an MP4 that was cut off', [...type, ...box('moov', ...short(1000, 1000)).slice(0, 30)], undefined],
  ['something else', text('this is no film at all'), undefined],
  ['nothing', [], undefined],
];
for (const [name, bytes, seconds] of headers) {
  test(`the playing time of ${name} is ${seconds ?? 'not known'}`, async () => {
    assert.equal(await playingTime(opened(Uint8Array.from(bytes))), seconds);
  });
}

for (const [asset, seconds] of [['films/pier.webm', 8], ['films/lighthouse/film.webm', 8]] as const) {
  test(`the playing time of ${asset} is about ${seconds}`, async () => {
    assert.equal(Math.round((await playingTime((await films.content.open(asset))!))!), seconds);
  });
}

test('a broken film is no error and no endless time', async () => {
  const start = fc.constantFrom([...type], [0x1a, 0x45, 0xdf, 0xa3], [0x1a, 0x45, 0xdf, 0xa3, 0x44, 0x89, 0x88], [...type, ...number(60), ...text('moov')]);
  await fc.assert(fc.asyncProperty(start, fc.uint8Array({ maxLength: 80 }), async (first, rest) => {
    const seconds = await playingTime(opened(Uint8Array.from([...first, ...rest])));
    assert.ok(seconds === undefined || Number.isFinite(seconds));
  }), { numRuns: 500 });
});
