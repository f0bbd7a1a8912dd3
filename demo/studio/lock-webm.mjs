/**
 * Encrypts a WebM for ClearKey, as the "WebM Encryption" text of the WebM project says: AES-128-CTR, each frame with an
 * initialisation vector of its own. Drops the index.
 *
 *     node lock-webm.mjs in.webm out.webm <key id, hex> <key, hex>
 */
import { createCipheriv } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const [from, to, kid, key] = process.argv.slice(2);
const id = { segment: 0x18538067, info: 0x1549a966, tracks: 0x1654ae6b, track: 0xae, cluster: 0x1f43b675, timestamp: 0xe7, block: 0xa3 };

function* elements(bytes) {
  for (let at = 0; at < bytes.length;) {
    const idLength = Math.clz32(bytes[at]) - 23;
    const name = bytes.readUIntBE(at, idLength);
    const sizeLength = Math.clz32(bytes[at + idLength]) - 23;
    const size = Number(BigInt.asUintN(7 * sizeLength, bytes.subarray(at + idLength, at + idLength + sizeLength).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)));
    const start = at + idLength + sizeLength;
    yield { name, body: bytes.subarray(start, start + size), whole: bytes.subarray(at, start + size) };
    at = start + size;
  }
}
const element = (name, ...parts) => {
  const body = Buffer.concat(parts);
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(body.length) | (1n << 56n));
  return Buffer.concat([Buffer.from(name.toString(16).padStart(2, '0'), 'hex'), size, body]);
};
const number = (name, value) => element(name, Buffer.from([value]));

const encryption = element(0x6d80, element(0x6240,
  number(0x5031, 0), number(0x5032, 1), number(0x5033, 1),
  element(0x5035, number(0x47e1, 5), element(0x47e2, Buffer.from(kid, 'hex')), element(0x47e7, number(0x47e8, 1)))));

let frames = 0;
function lock(block) {
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(++frames, 4);
  const cipher = createCipheriv('aes-128-ctr', Buffer.from(key, 'hex'), iv);
  return element(id.block, block.subarray(0, 4), Buffer.from([1]), iv.subarray(0, 8), cipher.update(block.subarray(4)));
}
const cluster = (body) => element(id.cluster, ...[...elements(body)].map(({ name, body: inner, whole }) => (name === id.block ? lock(inner) : whole)));
const tracks = (body) => element(id.tracks, ...[...elements(body)].map(({ name, body: inner, whole }) => (name === id.track ? element(id.track, inner, encryption) : whole)));

const [header, segment] = elements(readFileSync(from));
const parts = [...elements(segment.body)].flatMap(({ name, body, whole }) =>
  name === id.info ? [whole] : name === id.tracks ? [tracks(body)] : name === id.cluster ? [cluster(body)] : []);
writeFileSync(to, Buffer.concat([header.whole, element(id.segment, ...parts)]));
