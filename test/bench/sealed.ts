/**
 * From an envelope and its key to plaintext, as a page does it: `node --import tsx test/bench/sealed.ts`.
 * To reach: 100 kB under 5 ms, 1 MB under 20 ms (median).
 */
import { openSealed, readSealed } from '../../src/sealed/open.js';
import { keyTo, sealed } from '../sealed/sealed.js';

const rounds = 31;
const sizes: [name: string, bytes: number, limit: number][] = [['100 kB', 100_000, 5], ['1 MB', 1_000_000, 20]];

for (const [name, bytes, limit] of sizes) {
  const envelope = await sealed(new Uint8Array(bytes).map((_, at) => (at * 31) % 256));
  const [source, key] = [JSON.stringify(envelope), await keyTo(envelope)];
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await openSealed(readSealed(source), key);
    times.push(performance.now() - start);
  }
  const median = times.sort((one, other) => one - other)[rounds >> 1]!;
  console.log(`${name}: ${median.toFixed(2)} ms, to be under ${limit} ms: ${median < limit ? 'reached' : 'missed'}`);
  if (median >= limit) process.exitCode = 1;
}
