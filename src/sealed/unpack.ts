/**
 * Unpacks content that was compressed before it was sealed (`ce` of its header).
 *
 * @param limit bytes that it may have when it is unpacked; default 32 MB
 * @throws whatever gzip says of what is none, and where there are more
 */
export async function unpack(bytes: ArrayBuffer, limit = 32e6): Promise<ArrayBuffer> {
  const capped = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, out) {
      if ((limit -= chunk.length) < 0) throw new RangeError('sealed: more than its limit');
      out.enqueue(chunk);
    },
  });
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).pipeThrough(capped)).arrayBuffer();
}
